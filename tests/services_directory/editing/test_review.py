"""Working copies: nothing is written over unseen, history tells roles, files do not undo what the console published."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from small_directory import SmallDirectory
from sqlalchemy import Engine, select

from services_directory import storage
from services_directory.editing import difference, freshness, review
from services_directory.editing.entry import check, from_database, slug
from services_directory.errors import NotKnown
from services_directory.exchange.apply import import_records
from services_directory.models import City, Organization, Revision, Service, Source

DOOR = "clinic-door"


@pytest.fixture
def small(tmp_path: Path) -> SmallDirectory:
    return SmallDirectory(tmp_path)


@pytest.fixture
def engine(small: SmallDirectory) -> Iterator[Engine]:
    engine = storage.open_engine(small.settings)
    storage.upgrade(engine)
    import_records(engine, small.records())
    yield engine
    engine.dispose()


def renamed(content: dict[str, Any], name: str) -> dict[str, Any]:
    made = copy.deepcopy(content)
    made["service"]["name"] = name
    return made


def saved(engine: Engine, name: str, role: str = "editor", seen: str | None = None) -> str:
    """Save the entry under another name; gives what is seen then."""
    with storage.transaction(engine) as session:
        city = session.get_one(City, "pueblo")
        now = review.working(session, city, DOOR)
        review.save(session, city, DOOR, renamed(now.content, name), now.seen if seen is None else seen, role)
        return review.working(session, city, DOOR).seen


def published(engine: Engine, name: str) -> None:
    seen = saved(engine, name)
    with storage.transaction(engine) as session:
        review.publish(session, session.get_one(City, "pueblo"), DOOR, seen, "reviewer")


def test_every_entry_is_sound_as_it_is(engine: Engine) -> None:
    with storage.session(engine) as session:
        city = session.get_one(City, "pueblo")
        for id_ in (DOOR, "bus-card"):
            content = from_database(session, id_)
            assert content is not None
            assert not isinstance(check(session, city, content), list)


def test_a_draft_is_not_public(engine: Engine) -> None:
    saved(engine, "Another name")
    with storage.session(engine) as session:
        assert session.get_one(Service, DOOR).name == "Open door"


def test_what_was_not_seen_is_not_overwritten(engine: Engine) -> None:
    with storage.session(engine) as session:
        first = review.working(session, session.get_one(City, "pueblo"), DOOR).seen
    saved(engine, "Of the first")
    with pytest.raises(review.Stale) as stale:
        saved(engine, "Of the second", seen=first)
    assert stale.value.current.content["service"]["name"] == "Of the first"
    with storage.session(engine) as session:
        assert (
            session.scalars(select(Revision.content).where(Revision.state == "draft")).one()["service"]["name"]
            == "Of the first"
        )


def test_an_import_meanwhile_counts_as_a_change(small: SmallDirectory, engine: Engine) -> None:
    with storage.session(engine) as session:
        seen = review.working(session, session.get_one(City, "pueblo"), DOOR).seen
    small.change("cities/pueblo/services/clinic.yml", "name: Open door", "name: Open gate")
    import_records(engine, small.records())
    with pytest.raises(review.Stale):
        saved(engine, "x", seen=seen)


def test_history_keeps_every_public_state_and_only_roles(engine: Engine) -> None:
    published(engine, "Second")
    published(engine, "Third")
    with storage.session(engine) as session:
        states = review.history(session, DOOR)
        assert [(one.number, one.state, one.role, one.reviewer_role) for one in states] == [
            (3, "published", "editor", "reviewer"), (2, "past", "editor", "reviewer"), (1, "past", "import", None),
        ]  # fmt: skip
        assert difference.fields(difference.differences(states[1].content, states[0].content)) == ["name"]


def test_an_old_state_comes_back_as_a_draft(engine: Engine) -> None:
    published(engine, "Second")
    with storage.transaction(engine) as session:
        city = session.get_one(City, "pueblo")
        review.restore(session, city, DOOR, 1, review.working(session, city, DOOR).seen, "editor")
        now = review.working(session, city, DOOR)
        assert now.content["service"]["name"] == "Open door"
        assert now.public is not None
        assert now.public["service"]["name"] == "Second"
        review.publish(session, city, DOOR, now.seen, "reviewer")
    with storage.session(engine) as session:
        assert session.get_one(Service, DOOR).name == "Open door"


def test_what_is_not_complete_goes_nowhere(engine: Engine) -> None:
    with storage.transaction(engine) as session:
        city = session.get_one(City, "pueblo")
        now = review.working(session, city, DOOR)
        broken = copy.deepcopy(now.content)
        del broken["service"]["ways"]["in_person"]["shares_data"]
        del broken["service"]["access"]["status"]["refugee"]
        broken["service"]["phones"][0]["number"] = "+3495212612"
        broken["service"]["sources"] = ["nowhere"]
        review.save(session, city, DOOR, broken, now.seen, "editor")
    for step in (review.send, lambda *args: review.publish(*args, "reviewer")):
        with storage.session(engine) as session:
            city = session.get_one(City, "pueblo")
            seen = review.working(session, city, DOOR).seen
            with pytest.raises(review.Faulty) as faulty:
                step(session, city, DOOR, seen)
        assert {fault.field: fault.kind for fault in faulty.value.faults} == {
            "service.ways.in_person.shares_data": "missing",
            "service.access.status.refugee": "choose",
            "service.phones.0.number": "phone",
            "service.sources": "source",
        }


def test_files_no_longer_undo_what_the_console_published(small: SmallDirectory, engine: Engine) -> None:
    published(engine, "Of the console")
    small.change("cities/pueblo/services/clinic.yml", "name: Open door", "name: Of the file")
    plan = import_records(engine, small.records())
    assert [str(change) for change in plan.changes if change.what == "service"] == []
    (small.root / "cities/pueblo/services/clinic.yml").unlink()
    (small.root / "cities/pueblo/words/fr.yml").unlink()
    small.write("cities/pueblo/crisis.yml", "city: pueblo\ncrises: {}\n")
    import_records(engine, small.records())
    with storage.session(engine) as session:
        door = session.get_one(Service, DOOR)
        assert door.name == "Of the console"
        assert session.get(Organization, door.organization_id) is not None
        assert session.get(Source, ("pueblo", "memory")) is not None
        assert {word.field for word in door.translations} == {"name", "description"}


def test_a_confirmation_does_not_hold_the_files_up(small: SmallDirectory, engine: Engine) -> None:
    with storage.transaction(engine) as session:
        freshness.confirm(session, session.get_one(City, "pueblo"), DOOR)
    small.change("cities/pueblo/services/clinic.yml", "name: Open door", "name: Of the file")
    import_records(engine, small.records())
    with storage.session(engine) as session:
        assert session.get_one(Service, DOOR).name == "Of the file"


def test_publishing_does_not_take_a_confirmation_back(engine: Engine) -> None:
    seen = saved(engine, "Second")
    with storage.transaction(engine) as session:
        city = session.get_one(City, "pueblo")
        day = freshness.confirm(session, city, DOOR)
        review.publish(session, city, DOOR, review.working(session, city, DOOR).seen, "reviewer")
    assert seen
    with storage.session(engine) as session:
        door = session.get_one(Service, DOOR)
        assert (door.last_verified, door.verified_how) == (day, "office")


def test_another_city_has_no_such_entry(engine: Engine) -> None:
    with storage.transaction(engine) as session:
        other = City(**{column.key: getattr(session.get_one(City, "pueblo"), column.key) for column in City.__table__.columns})
        other.id = "aldea"
        session.add(other)
        session.flush()
        with pytest.raises(NotKnown):
            review.working(session, other, DOOR)


def test_a_source_proposes_and_never_writes_over_somebody_at_work(engine: Engine) -> None:
    with storage.transaction(engine) as session:
        city = session.get_one(City, "pueblo")
        content = renamed(review.working(session, city, DOOR).content, "Proposed")
        assert review.propose(session, city, DOOR, content, "list.xlsx") is not None
        assert review.propose(session, city, DOOR, renamed(content, "Again"), "list.xlsx") is None
        waiting = review.open_copies(session, "pueblo")[DOOR]
        assert (waiting.state, waiting.role, waiting.content["service"]["name"]) == ("review", "import", "Proposed")


def test_ids_are_made_of_names() -> None:
    assert slug("Clínica del Pueblo") == "clinica-del-pueblo"
    assert slug("Clínica", ["clinica"]) == "clinica-2"
    assert slug("诊所") == "entry"
