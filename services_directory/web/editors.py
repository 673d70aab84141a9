"""The console at `/edit`, for the people who keep a directory right: a room of the front door."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from aiohttp import web
from sqlalchemy.orm import Session

from services_directory.editing import contacts, freshness, letters
from services_directory.models import City
from services_directory.web.auth import plain_form
from services_directory.web.editors_bring import BringPages
from services_directory.web.editors_entry import EntryPages
from services_directory.web.editors_list import ListPages
from services_directory.web.editors_missing import MissingPages
from services_directory.web.editors_people import PeoplePages
from services_directory.web.editors_state import StatePages
from services_directory.web.editors_words import WordPages
from services_directory.web.errors import bare
from services_directory.web.office import Office

_HERE = Path(__file__).parent
_LOOK_EVERY_S = 3600.0
_AT_ONCE = 50
SWITCH = "FARO_LINK_CHECK"
log = logging.getLogger("faro.console")


class EditorsRoom:
    """The console (see `front_door.Room`). It looks at links in the background, unless `FARO_LINK_CHECK` is `off`."""

    templates: Mapping[str, Path] = {"editors": _HERE / "pages" / "editors"}
    files: Sequence[Path] = (_HERE / "pages" / "static_editors",)
    openapi: Sequence[Path] = (_HERE / "openapi" / "editors.yml",)

    def __init__(self, office: Office) -> None:
        self._office = office
        pages = [kind(office) for kind in (ListPages, EntryPages, StatePages, WordPages, BringPages, MissingPages, PeoplePages)]
        self.routes: Sequence[web.RouteDef] = [
            *(route for page in pages for route in page.routes()),
            web.get("/still-right/{id}/{until}/{token}", office.guarded(self.still_right)),
            web.post("/still-right/{id}/{until}/{token}", office.guarded(self.still_right)),
        ]
        self._looking: asyncio.Task[None] | None = None

    async def ready(self) -> Mapping[str, bool]:
        """It needs nothing but the database, for which the directory's room answers."""
        return {}

    async def start(self) -> None:
        """Begin to look at links, some each hour."""
        if os.environ.get(SWITCH) != "off":
            self._looking = asyncio.create_task(self._look())

    async def close(self) -> None:
        """End it."""
        if self._looking is not None:
            self._looking.cancel()

    async def still_right(self, request: web.Request) -> web.Response:
        """The link of an e-mail: a page with one button, which confirms. Opening it changes nothing."""
        id_, until, token = (request.match_info[name] for name in ("id", "until", "token"))
        signer, book = self._office.gate.secrets, self._office.book

        def look(session: Session) -> tuple[letters.Asked, City]:
            asked = letters.asked(session, signer, id_, until, token, _today())
            for part in (asked.service.phones, asked.service.places):  # read now: the page is made without a session
                len(part)
            return asked, session.get_one(City, asked.service.city_id)

        def confirm(session: Session) -> tuple[letters.Asked, City]:
            asked, city = look(session)
            freshness.confirm(session, city, id_)
            return asked, city

        done = request.method == "POST"
        if done:
            await plain_form(request)
        asked, city = await (self._office.gate.write(confirm) if done else self._office.gate.read(look))
        lang = next((tag for tag in city.languages if tag in self._office.languages), "en")
        context = {"service": asked.service, "done": done, "lang": lang, "t": lambda id_, **v: book.say(lang, id_, **v)}
        return self._office.page(request, "editors/still_right.html", None, context)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_EVERY_S)
            try:
                due = await self._office.gate.read(lambda session: contacts.due(session, most=_AT_ONCE))
                found = await contacts.look(due)
                await self._office.gate.write(lambda session: contacts.note(session, found))  # noqa: B023 (run at once)
            except Exception as error:  # the next hour is another chance
                log.warning("links could not be looked at", exc_info=bare(error))


def editors_room(office: Office) -> EditorsRoom:
    """The room, for `front_door.build`; `auth_pages.auth_room` of the same office belongs beside it."""
    return EditorsRoom(office)


def _today() -> date:
    return datetime.now(UTC).date()
