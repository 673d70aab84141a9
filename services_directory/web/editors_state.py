"""The pages beside the form of an entry: as a person would see it, its history, and who looks after it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.orm import Session

from services_directory.access import Facts, Person
from services_directory.editing import difference, freshness, preview, review
from services_directory.editing.entry import check
from services_directory.eligibility.rules import STATUSES
from services_directory.errors import BadQuestion, NotKnown
from services_directory.exchange.apply import mark_changed
from services_directory.models import Account, Care, City, ContactCheck, Membership, Notice, Report
from services_directory.vocabulary import ids
from services_directory.web.auth import Fields
from services_directory.web.editors_base import Console, Here
from services_directory.web.office import see
from services_directory.wording import cards as words
from services_directory.wording.direction import direction

_YES_NO = ("registered", "lives_in_city", "pregnant", "has_referral")
_AT = "/edit/{city}/entry/{id}"


class StatePages(Console):
    """`/edit/{city}/entry/{id}/…`."""

    def routes(self) -> list[web.RouteDef]:
        """Their addresses."""
        guarded = self.office.guarded
        return [
            web.get(f"{_AT}/preview", guarded(self.preview)),
            web.post(f"{_AT}/preview", guarded(self.preview)),
            web.get(f"{_AT}/history", guarded(self.history)),
            web.get(f"{_AT}/history/{{number}}", guarded(self.state)),
            web.post(f"{_AT}/history/{{number}}", guarded(self.restore)),
            web.get(f"{_AT}/care", guarded(self.care)),
            web.post(f"{_AT}/care", guarded(self.change_care)),
        ]

    async def preview(self, request: web.Request) -> web.Response:
        """What would this person see? What is said of the person stands in a form's body, never in an address."""
        here = await self.enter(request)
        form = await self.gate.form(request, here.who) if request.method == "POST" else None
        lang = (form.get("as_lang") if form else None) or self.office.language(request, here.who)
        people = _people(form) if form else [Person()]
        id_ = request.match_info["id"]

        def work(session: Session, city: City) -> dict[str, Any]:
            content = review.working(session, city, id_).content
            checked = check(session, city, content)
            if isinstance(checked, list):
                return {"faults": checked, "seen_as": []}
            return {"faults": [], "seen_as": preview.cards(session, city, checked, people, lang)}

        found = await self.read(here, work)
        context = {
            **found,
            "id": id_,
            "texts": [words.card_text(self.office.book, card, lang) for card in found["seen_as"]],
            "as_lang": lang,
            "as_dir": direction(lang),
            "form": form or {},
            "statuses": STATUSES,
            "languages": self.office.book.languages(),
            "yes_no": _YES_NO,
            "nav": "entries",
        }
        return self.page(request, "preview", here, context)

    async def history(self, request: web.Request) -> web.Response:
        """All states, with what each changed."""
        here, id_ = await self.enter(request), request.match_info["id"]

        def work(session: Session, city: City) -> dict[str, Any]:
            current = review.working(session, city, id_)
            states = review.history(session, id_)
            before: dict[int, Any] = {one.number: one.content for one in states}
            changed = {
                one.number: difference.fields(difference.differences(before.get(one.base or 0), one.content)) for one in states
            }
            return {"states": states, "changed": changed, "name": current.content["service"].get("name", id_)}

        return self.page(request, "history", here, {**await self.read(here, work), "id": id_, "nav": "entries"})

    async def state(self, request: web.Request) -> web.Response:
        """One state, and how it differs from what the directory says now."""
        here, id_, number = await self.enter(request), request.match_info["id"], _number(request)

        def work(session: Session, city: City) -> dict[str, Any]:
            current = review.working(session, city, id_)
            state = review.revision(session, city, id_, number)
            base = next((one.content for one in review.history(session, id_) if one.number == state.base), None)
            return {
                "state": state,
                "seen": current.seen,
                "from_base": difference.differences(base, state.content),
                "to_now": difference.differences(state.content, current.public or {}),
            }

        return self.page(request, "state", here, {**await self.read(here, work), "id": id_, "nav": "entries"})

    async def restore(self, request: web.Request) -> web.Response:
        """An older state, as working copy."""
        here, id_, number = await self.enter(request, "edit"), request.match_info["id"], _number(request)
        form = await self.gate.form(request, here.who)
        seen = form.get("seen", "")
        try:
            await self.write(here, lambda session, city: review.restore(session, city, id_, number, seen, here.role))
        except review.Stale:
            return see(f"/edit/{here.city}/entry/{id_}/history/{number}?done=stale")
        return see(f"/edit/{here.city}/entry/{id_}?done=restored")

    async def care(self, request: web.Request) -> web.Response:
        """Notices, owner, next check, links, and what was reported."""
        here, id_ = await self.enter(request), request.match_info["id"]
        context = await self.read(here, lambda session, city: _care(session, city, id_))
        return self.page(request, "care", here, {**context, "id": id_, "kinds": ids("notices"), "nav": "check"})

    async def change_care(self, request: web.Request) -> web.Response:
        """Say who owns it, put up a notice or end one, confirm it."""
        here, id_ = await self.enter(request, "edit"), request.match_info["id"]
        form = await self.gate.form(request, here.who)
        await self.write(here, lambda session, city: _change_care(session, city, id_, form, here))
        return see(f"/edit/{here.city}/entry/{id_}/care?done=saved")


def _people(form: Fields) -> list[Person]:
    """The person of the form, and a child of theirs where one is named.

    Raises:
        BadQuestion: a value that a fact cannot have.
    """
    said: dict[str, Any] = {"status": form.get("status") or None}
    for name in ("age", "months_in_country"):
        if form.get(name):
            said[name] = _whole(form[name], name)
    said |= {name: form[name] == "yes" for name in _YES_NO if form.get(name)}
    child = _whole(form["child_age"], "child_age") if form.get("child_age") else None
    if child is not None:
        said["children"] = [child]
    said = {key: value for key, value in said.items() if value is not None}
    people = [Person("me", Facts.from_mapping(said, ""))]
    if child is not None:
        kept = {
            key: value for key, value in said.items() if key in ("status", "registered", "lives_in_city") and value is not None
        }
        people.append(Person("child", Facts.from_mapping({**kept, "age": child}, "")))
    return people


def _whole(said: str, field: str) -> int:
    if not said.isdecimal() or len(said) > 3:
        raise BadQuestion(field, "must be a whole number")
    return int(said)


def _number(request: web.Request) -> int:
    said = request.match_info["number"]
    if not said.isdecimal() or len(said) > 6:
        raise NotKnown("entry: there is no such state")
    return int(said)


def _care(session: Session, city: City, id_: str) -> dict[str, Any]:
    current = review.working(session, city, id_)
    today = freshness.today_in(city)
    accounts = select(Account).join(Membership).where(Membership.city_id == city.id).order_by(Account.login)
    return {
        "name": current.content["service"].get("name", id_),
        "public": current.public,
        "care": session.get(Care, id_),
        "owners": list(session.scalars(accounts)),
        "notices": freshness.notices(session, id_, today),
        "contacts": list(session.scalars(select(ContactCheck).where(ContactCheck.service_id == id_))),
        "reports": list(session.scalars(select(Report).where(Report.service_id == id_))),
        "today": today,
        "text": city.languages[0],
    }


def _change_care(session: Session, city: City, id_: str, form: Mapping[str, str], here: Here) -> None:
    review.working(session, city, id_)
    do = form.get("do")
    if do == "owner":
        owner = _whole(form["owner"], "owner") if form.get("owner") else None
        freshness.look_after(session, city, id_, owner, _day(form.get("next_check")))
    elif do == "right":
        freshness.confirm(session, city, id_)
    elif do == "notice":
        session.add(_notice(city, id_, form))
        mark_changed(session)
    elif do == "end":
        found = session.get(Notice, _whole(form.get("notice", ""), "notice"))
        if found is None or found.service_id != id_:
            raise NotKnown("notice: there is none")
        session.delete(found)
        mark_changed(session)
    else:
        raise BadQuestion("do", "is not known")


def _notice(city: City, id_: str, form: Mapping[str, str]) -> Notice:
    kind, start, until = form.get("kind", ""), _day(form.get("start")), _day(form.get("until"))
    if kind not in ids("notices"):
        raise BadQuestion("kind", "choose one")
    start = start or freshness.today_in(city)
    if until is not None and until < start:
        raise BadQuestion("until", "is before its first day")
    note = form.get("note", "").strip()[:500]
    return Notice(
        service_id=id_, city_id=city.id, kind=kind, start=start, until=until, note={city.languages[0]: note} if note else {}
    )


def _day(said: str | None) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise BadQuestion("day", "is no day") from None
