"""Working copies, review, publication and history of an entry. Nothing is written over what its writer has not seen.

Every page that changes an entry carries the `seen` of what it showed. If the entry has moved on since, `Stale` is raised, and
nothing is written. Whoever reads the database finds roles, not persons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services_directory import models
from services_directory.editing import wording_of
from services_directory.editing.entry import Checked, Content, Fault, check, empty, from_database, now_utc, write
from services_directory.errors import FaroError, NotKnown
from services_directory.models import Revision

OPEN = ("draft", "review")
FROM_FILES = "import"
_NOT_A_CHANGE = ("last_verified", "verified_how")


class Stale(FaroError):
    """The entry was saved by somebody else since the page was shown."""

    def __init__(self, current: Working) -> None:
        super().__init__("somebody else saved this entry meanwhile")
        self.current = current


class Faulty(FaroError):
    """The entry cannot go on like this. Nothing was changed but the working copy."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("the entry is not complete")
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Working:
    """An entry to work on.

    Attributes:
        content: the open working copy, else what is public.
        open: the working copy, None where there is none.
        public: what the directory says now, None for an entry that is not in it.
        seen: names exactly this state.
    """

    content: Content
    open: Revision | None
    public: Content | None
    seen: str


def working(session: Session, city: models.City, service_id: str) -> Working:
    """An entry of a city, to be shown in a form.

    Raises:
        NotKnown: the city has no such entry.
    """
    opened = _open(session, service_id)
    service = session.get(models.Service, service_id)
    if (service is None and opened is None) or (service or opened).city_id != city.id:  # type: ignore[union-attr]
        raise NotKnown("entry: there is no such entry here")
    public = from_database(session, service_id)
    if opened is not None:
        return Working(opened.content, opened, public, f"{opened.number}.{opened.version}")
    assert service is not None
    return Working(public or empty(city), None, public, f"public.{service.last_modified.isoformat()}")


def begin(session: Session, city: models.City, service_id: str, content: Content, role: str) -> Revision:
    """A working copy of an entry that is new.

    Raises:
        sqlalchemy.exc.IntegrityError: the id is taken.
    """
    made = Revision(
        service_id=service_id, city_id=city.id, number=1, state="draft", content=content, base=None, version=1, role=role,
        saved=now_utc(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def save(session: Session, city: models.City, service_id: str, content: Content, seen: str, role: str) -> Revision:
    """Save a working copy; one that was in review is a draft again.

    Raises:
        Stale: it was saved by somebody else since.
        NotKnown: the city has no such entry.
    """
    current = _fresh(session, city, service_id, seen)
    copy = current.open or _copy(session, city, service_id)
    copy.content, copy.version, copy.state, copy.role, copy.saved = content, copy.version + 1, "draft", role, now_utc()
    session.flush()
    return copy


def propose(session: Session, city: models.City, service_id: str, content: Content, note: str) -> Revision | None:
    """Lay a change that a source brought before the reviewers; None where somebody is at work on the entry."""
    if _open(session, service_id) is not None:
        return None
    is_new = session.get(models.Service, service_id) is None
    copy = begin(session, city, service_id, content, FROM_FILES) if is_new else _copy(session, city, service_id)
    copy.content, copy.state, copy.role, copy.note, copy.saved = content, "review", FROM_FILES, note, now_utc()
    session.flush()
    return copy


def send(session: Session, city: models.City, service_id: str, seen: str) -> None:
    """Ask for review.

    Raises:
        Stale: as `save`.
        Faulty: it is not complete.
    """
    copy = _open_copy(session, city, service_id, seen)
    _sound(session, city, copy.content)
    copy.state, copy.version = "review", copy.version + 1


def give_back(session: Session, city: models.City, service_id: str, seen: str, role: str, note: str) -> None:
    """Not yet: back to the editor, with a word why.

    Raises:
        Stale: as `save`.
    """
    copy = _open_copy(session, city, service_id, seen)
    copy.state, copy.version, copy.reviewer_role, copy.note = "draft", copy.version + 1, role, note or None


def publish(session: Session, city: models.City, service_id: str, seen: str, role: str) -> Revision:
    """Make a working copy public.

    Raises:
        Stale: as `save`.
        Faulty: it is not complete.
    """
    copy = _open_copy(session, city, service_id, seen)
    old = from_database(session, service_id)
    content = _with_newest_check(copy.content, old)
    checked = _sound(session, city, content)
    for before in session.scalars(_of(service_id).where(Revision.state == "published")):
        before.state = "past"
    write(session, city, checked)
    wording_of.note_originals(session, service_id, old, content, city.languages)
    copy.content, copy.state, copy.reviewer_role = content, "published", role
    copy.version, copy.saved = copy.version + 1, now_utc()
    session.flush()
    return copy


def drop(session: Session, city: models.City, service_id: str, seen: str) -> None:
    """Throw a working copy away; what is public stays.

    Raises:
        Stale: as `save`.
    """
    _open_copy(session, city, service_id, seen).state = "dropped"


def restore(session: Session, city: models.City, service_id: str, number: int, seen: str, role: str) -> Revision:
    """An older state as working copy, to be looked at and published like any other.

    Raises:
        NotKnown: there is no such state.
        Stale: as `save`.
    """
    return save(session, city, service_id, revision(session, city, service_id, number).content, seen, role)


def revision(session: Session, city: models.City, service_id: str, number: int) -> Revision:
    """One state of an entry.

    Raises:
        NotKnown: the city has no such entry, or it no such state.
    """
    found = session.scalar(_of(service_id).where(Revision.number == number, Revision.city_id == city.id))
    if found is None:
        raise NotKnown("entry: there is no such state")
    return found


def history(session: Session, service_id: str) -> list[Revision]:
    """All states of an entry that somebody may want to see, the newest first."""
    return list(session.scalars(_of(service_id).where(Revision.state != "dropped").order_by(Revision.number.desc())))


def open_copies(session: Session, city: str) -> dict[str, Revision]:
    """All working copies of a city, by entry."""
    query = select(Revision).where(Revision.city_id == city, Revision.state.in_(OPEN)).order_by(Revision.saved)
    return {one.service_id: one for one in session.scalars(query)}


def _of(service_id: str) -> Select[Revision]:
    return select(Revision).where(Revision.service_id == service_id)


def _open(session: Session, service_id: str) -> Revision | None:
    return session.scalar(_of(service_id).where(Revision.state.in_(OPEN)))


def _fresh(session: Session, city: models.City, service_id: str, seen: str) -> Working:
    current = working(session, city, service_id)
    if current.seen != seen:
        raise Stale(current)
    return current


def _open_copy(session: Session, city: models.City, service_id: str, seen: str) -> Revision:
    copy = _fresh(session, city, service_id, seen).open
    if copy is None:
        raise NotKnown("entry: nothing of it is being worked on")
    return copy


def _sound(session: Session, city: models.City, content: Content) -> Checked:
    checked = check(session, city, content)
    if isinstance(checked, list):
        raise Faulty(checked)
    return checked


def _copy(session: Session, city: models.City, service_id: str) -> Revision:
    """A new working copy of what is public, whose state is kept first where no state says it yet."""
    public = from_database(session, service_id)
    last = session.scalar(_of(service_id).where(Revision.state == "published"))
    if public is not None and (last is None or _essence(last.content) != _essence(public)):
        if last is not None:
            last.state = "past"
        last = _add(session, city, service_id, "published", public, None, FROM_FILES)
    return _add(session, city, service_id, "draft", public or {}, last.number if last else None, FROM_FILES)


def _add(
    session: Session, city: models.City, service_id: str, state: str, content: Content, base: int | None, role: str
) -> Revision:
    newest = session.scalar(select(func.max(Revision.number)).where(Revision.service_id == service_id)) or 0
    made = Revision(
        service_id=service_id, city_id=city.id, number=newest + 1, state=state, content=content, base=base, version=0,
        role=role, saved=now_utc(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def _essence(content: Content) -> Content:
    """Without what a confirmation alone changes."""
    return {**content, "service": {key: value for key, value in content["service"].items() if key not in _NOT_A_CHANGE}}


def _with_newest_check(content: Content, public: Content | None) -> Content:
    """A confirmation that came while the copy was open is not taken back by publishing it."""
    service = content["service"]
    newer = public["service"] if public else {}
    if (newer.get("last_verified") or "") > (service.get("last_verified") or ""):
        service = {**service, **{key: newer[key] for key in _NOT_A_CHANGE if key in newer}}
    return {**content, "service": service}
