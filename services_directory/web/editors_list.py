"""Pages with many entries: all of them, those in review, those that need a look; and how an entry begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.orm import Session

from services_directory.editing import difference, freshness, letters, review
from services_directory.editing.entry import empty, from_database, slug
from services_directory.errors import NotKnown
from services_directory.models import City, Revision, Service
from services_directory.search.freshness import expired
from services_directory.vocabulary import ids
from services_directory.web.editors_base import Console
from services_directory.web.office import see

_MOST = 100
_AT_ONCE = 25
"""Entries that the queue shows: what somebody can look at in one go."""
STATES = ("published", "draft", "review", "hidden", "old")


@dataclass(frozen=True, slots=True)
class Row:
    """An entry in a list. `states`: some of `STATES`."""

    id: str
    name: str
    organization: str
    states: tuple[str, ...]
    last_verified: date | None
    needs: tuple[str, ...]


class ListPages(Console):
    """`/edit` and the lists of a city."""

    def routes(self) -> list[web.RouteDef]:
        """Their addresses."""
        guarded = self.office.guarded
        return [
            web.get("/edit", guarded(self.cities)),
            web.get("/edit/{city}", guarded(self.entries)),
            web.post("/edit/{city}/new", guarded(self.new)),
            web.get("/edit/{city}/review", guarded(self.in_review)),
            web.get("/edit/{city}/check", guarded(self.queue)),
            web.post("/edit/{city}/check", guarded(self.still_right)),
            web.get("/edit/{city}/letter/{id}", guarded(self.letter)),
        ]

    async def cities(self, request: web.Request) -> web.Response:
        """Straight to the city, where there is one alone."""
        who = await self.gate.require(request, "look")
        found = who.cities("look")
        if len(found) == 1:
            return see(f"/edit/{found[0]}")
        return self.office.page(request, "editors/cities.html", who, {"cities": found})

    async def entries(self, request: web.Request) -> web.Response:
        """All entries of the city, with search and filters."""
        here = await self.enter(request)
        asked = {name: request.query.get(name, "").strip() for name in ("q", "state", "need")}
        rows = await self.read(here, _rows)
        found = [row for row in rows if _fits(row, **asked)]
        page = int(request.query["page"]) if request.query.get("page", "").isdecimal() else 0
        context = {
            "rows": found[page * _MOST : (page + 1) * _MOST],
            "total": len(found),
            "number": page,
            "pages": (len(found) + _MOST - 1) // _MOST,
            "asked": asked,
            "states": STATES,
            "needs": ids("needs"),
            "nav": "entries",
        }
        return self.page(request, "list", here, context)

    async def new(self, request: web.Request) -> web.Response:
        """A new entry begins with its name, of which its id is made."""
        here = await self.enter(request, "edit")
        form = await self.gate.form(request, here.who)
        name = form.get("name", "").strip()
        if not name:
            return see(f"/edit/{here.city}")
        made = await self.write(here, lambda session, city: _begin(session, city, name, here.role, self._to_check(city)))
        return see(f"/edit/{here.city}/entry/{made}")

    def _to_check(self, city: City) -> dict[str, str]:
        """What to look at next time, said already, since hardly anybody would write it: in the language of the city."""
        lang = city.languages[0]
        return {lang: self.office.book.say(lang, "edit_verify_usual")}

    async def in_review(self, request: web.Request) -> web.Response:
        """What waits for somebody who may publish, with what would change."""
        here = await self.enter(request)
        return self.page(request, "review", here, {"copies": await self.read(here, _waiting), "nav": "review"})

    async def queue(self, request: web.Request) -> web.Response:
        """What needs a look, the riskiest first."""
        here = await self.enter(request)
        due = await self.read(here, lambda session, city: freshness.queue(session, city, freshness.today_in(city)))
        urgent = [one for one in due if one.why]
        mine = "mine" in request.query
        shown = [one for one in urgent if not mine or one.owner == here.who.login]
        return self.page(
            request,
            "check",
            here,
            {"due": shown[:_AT_ONCE], "total": len(shown), "all": len(due), "mine": mine, "nav": "check"},
        )

    async def still_right(self, request: web.Request) -> web.Response:
        """One click: the office says that everything is still right."""
        here = await self.enter(request, "edit")
        form = await self.gate.form(request, here.who)
        await self.write(here, lambda session, city: freshness.confirm(session, city, form.get("entry", "")))
        return see(f"/edit/{here.city}/check?done=right")

    async def letter(self, request: web.Request) -> web.Response:
        """An e-mail to whoever owns an entry, as a file for any mail program."""
        here = await self.enter(request, "edit")
        id_, origin = request.match_info["id"], f"{request.scheme}://{request.host}"

        def work(session: Session, city: City) -> bytes:
            review.working(session, city, id_)
            service = session.get(Service, id_)
            if service is None:
                raise NotKnown("entry: it is not public yet")
            owner = next((one.owner for one in freshness.queue(session, city, freshness.today_in(city)) if one.id == id_), None)
            address = origin + letters.link(self.gate.secrets, service, freshness.today_in(city))
            lang = next((tag for tag in city.languages if tag in self.office.languages), "en")
            return letters.letter(self.office.book, lang, service, address, owner).as_bytes()

        body = await self.read(here, work)
        headers = {"Content-Disposition": f'attachment; filename="{id_}.eml"'}
        return web.Response(body=body, content_type="message/rfc822", headers=headers)


def _begin(session: Session, city: City, name: str, role: str, verify: dict[str, str]) -> str:
    taken = [*session.scalars(select(Service.id)), *session.scalars(select(Revision.service_id))]
    content = empty(city)
    content["service"] |= {"id": slug(name, taken), "name": name, "verify": verify, "confidence": "medium"}
    return review.begin(session, city, content["service"]["id"], content, role).service_id


def _rows(session: Session, city: City) -> list[Row]:
    """Every entry, public or not yet, by name."""
    copies, today = review.open_copies(session, city.id), freshness.today_in(city)
    rows = []
    for service in session.scalars(select(Service).where(Service.city_id == city.id)):
        copy = copies.pop(service.id, None)
        states = ["published" if service.published else "hidden", *([copy.state] if copy else [])]
        if service.published and expired(service.last_verified, today):
            states.append("old")
        needs = tuple(need.need for need in service.needs)
        rows.append(Row(service.id, service.name, service.organization.name, tuple(states), service.last_verified, needs))
    for id_, copy in copies.items():
        said = copy.content["service"]
        name = copy.content["organization"].get("name", "")
        rows.append(Row(id_, said.get("name", id_), name, (copy.state,), None, tuple(said.get("needs", ()))))
    return sorted(rows, key=lambda row: row.name.casefold())


def _fits(row: Row, q: str, state: str, need: str) -> bool:
    words = f"{row.name} {row.organization} {row.id}".casefold()
    return (
        all(word in words for word in q.casefold().split())
        and (not state or state in row.states)
        and (not need or need in row.needs)
    )


def _waiting(session: Session, city: City) -> list[dict[str, Any]]:
    found = []
    for id_, copy in review.open_copies(session, city.id).items():
        if copy.state == "review":
            changed: Sequence[str] = difference.fields(difference.differences(from_database(session, id_), copy.content))
            found.append({"id": id_, "name": copy.content["service"].get("name", id_), "draft": copy, "changed": changed})
    return found
