"""What all pages behind a sign-in share: their frame, their language, and errors as pages instead of JSON."""

from __future__ import annotations

import logging
import math
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

import aiohttp_jinja2
from aiohttp import web
from sqlalchemy.exc import IntegrityError

from services_directory.errors import BadQuestion, NotKnown
from services_directory.web.auth import Gate, TooOften
from services_directory.web.auth_identity import Forged, Identity, NotAllowed, SignInNeeded
from services_directory.web.errors import bare
from services_directory.wording.direction import direction
from services_directory.wording.phrases import FALLBACK, Phrasebook

log = logging.getLogger("faro.office")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_PROOF = "office_sign_in"  # a language that has this phrase has them all


class Office:
    """Renders pages for whoever is signed in, in their language.

    Attributes:
        gate: who is signed in.
        book: all phrases.
        languages: tags in which the pages can be had.
    """

    def __init__(self, gate: Gate, book: Phrasebook) -> None:
        self.gate = gate
        self.book = book
        self.languages = tuple(tag for tag in book.languages() if book.has(tag, _PROOF)) or (FALLBACK,)

    def page(
        self, request: web.Request, template: str, who: Identity | None, context: Mapping[str, Any], status: int = 200
    ) -> web.Response:
        """A page. Beside `context` a template has: `lang`, `dir`, `t(phrase, **values)`, `who` and `stamp`."""
        lang = self.language(request, who)
        shared = {
            "lang": lang,
            "dir": direction(lang),
            "t": partial(self.book.say, lang),
            "who": who,
            "stamp": self.gate.stamp(who) if who else "",
            "path": request.path,
        }
        return aiohttp_jinja2.render_template(template, request, {**shared, **context}, status=status)

    def language(self, request: web.Request, who: Identity | None) -> str:
        """The account's language, else the first that the browser asks for and the pages speak."""
        asked = [who.language] if who else []
        asked += [
            part.partition(";")[0].strip().partition("-")[0] for part in request.headers.get("Accept-Language", "").split(",")
        ]
        return next((tag for tag in asked if tag in self.languages), FALLBACK)

    def guarded(self, handler: Handler) -> Handler:
        """A handler whose errors become pages that say what to do."""

        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                return await handler(request)
            except SignInNeeded:
                return see(f"/sign-in?next={quote(request.path, safe='/')}")
            except TooOften as error:
                return await self._trouble(request, 429, "office_too_often", count=max(1, math.ceil(error.seconds)))
            except IntegrityError:
                return await self._trouble(request, 409, "office_changed_meanwhile")
            except tuple(_TROUBLES) as error:
                status, phrase = _TROUBLES[type(error)]
                return await self._trouble(request, status, phrase)

        return answer

    async def _trouble(self, request: web.Request, status: int, phrase: str, **values: Any) -> web.Response:
        return self.page(
            request, "office/trouble.html", await self._who(request), {"phrase": phrase, "values": values}, status=status
        )

    async def _who(self, request: web.Request) -> Identity | None:
        try:
            return await self.gate.identity(request)
        except Exception as error:  # the page that says what is wrong must not fail for the same reason
            log.error("who is signed in is not known", exc_info=bare(error))
            return None


_TROUBLES: Mapping[type[BaseException], tuple[int, str]] = {
    NotAllowed: (403, "office_not_allowed"),
    Forged: (403, "office_forged"),
    NotKnown: (404, "office_not_found"),
    BadQuestion: (400, "office_bad_form"),
    web.HTTPRequestEntityTooLarge: (413, "office_too_large"),
    web.HTTPUnsupportedMediaType: (415, "office_bad_form"),
}


def see(address: str) -> web.Response:
    """Go and look at another page (303)."""
    return web.Response(status=303, headers={"Location": address})


def own_address(said: str | None, otherwise: str) -> str:
    """An address of this server, never of another one."""
    return said if said and said.startswith("/") and not said.startswith(("//", "/\\")) else otherwise
