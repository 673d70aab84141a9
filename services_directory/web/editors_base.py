"""What the pages of the console share: the city, what may be done in it, who else is at an entry."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from aiohttp import web
from sqlalchemy.orm import Session

from services_directory.errors import NotKnown
from services_directory.models import City
from services_directory.web.auth_identity import Identity
from services_directory.web.office import Office
from services_directory.wording import formats

T = TypeVar("T")
_AT_WORK_S = 600.0
_MOST_OPEN = 2000


@dataclass(frozen=True, slots=True)
class Here:
    """One request to a page of a city by somebody who may see it."""

    who: Identity
    city: str

    @property
    def role(self) -> str:
        """Their role in this city."""
        return self.who.roles[self.city]

    def may(self, permission: str) -> bool:
        """May they do this here?"""
        return self.who.may(permission, self.city)


class AtWork:
    """Who has an entry open, in memory, so that two editors know of each other before they write.

    Forgotten after ten minutes.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._open: dict[tuple[str, int], tuple[float, str]] = {}

    def come(self, entry: str, who: Identity, role: str) -> list[str]:
        """Somebody opens an entry; gives the roles of the others who have it open."""
        now = self._clock()
        self._open = {key: at for key, at in self._open.items() if now - at[0] < _AT_WORK_S}
        if len(self._open) < _MOST_OPEN:
            self._open[entry, who.account] = (now, role)
        return sorted(role for (where, account), (_, role) in self._open.items() if where == entry and account != who.account)

    def go(self, entry: str, who: Identity) -> None:
        """Somebody is done with it."""
        self._open.pop((entry, who.account), None)


class Console:
    """Base of the pages."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.gate = office.gate
        self.at_work = AtWork()

    async def enter(self, request: web.Request, permission: str = "look") -> Here:
        """Who asks, and for which city.

        Raises:
            SignInNeeded, NotAllowed, NotKnown: as `Gate.require`.
        """
        city = request.match_info["city"]
        return Here(await self.gate.require(request, permission, city), city)

    async def read(self, here: Here, work: Callable[[Session, City], T]) -> T:
        """Read something of the city."""
        return await self.gate.read(lambda session: work(session, city_of(session, here.city)))

    async def write(self, here: Here, work: Callable[[Session, City], T]) -> T:
        """Change something of the city, in one transaction."""
        return await self.gate.write(lambda session: work(session, city_of(session, here.city)))

    def page(
        self, request: web.Request, template: str, here: Here, context: Mapping[str, Any], status: int = 200
    ) -> web.Response:
        """A page of the console: beside what `Office.page` gives, it has `here`, `at` (the city's address), `day(date)` …"""
        lang = self.office.language(request, here.who)
        shared = {
            "here": here,
            "at": f"/edit/{here.city}",
            "day": partial(_day, lang=lang),
            "language_name": partial(formats.language_name, lang=lang),
            "done": request.query.get("done", ""),
        }
        return self.office.page(request, f"editors/{template}.html", here.who, {**shared, **context}, status)


def city_of(session: Session, city: str) -> City:
    """The city's row.

    Raises:
        NotKnown: there is none.
    """
    found = session.get(City, city)
    if found is None:
        raise NotKnown("city: there is no such city here")
    return found


def _day(value: Any, lang: str) -> str:
    return formats.day(value, lang) if value else "–"
