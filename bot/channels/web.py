"""The chat page: one form, answered by a page without JavaScript and by a part of it with JavaScript.

The conversation lives in a hidden field of the page, random, and nowhere else: no cookie, no storage, no address.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

import aiohttp_jinja2
from aiohttp import web

from bot.channels.base import Desk, Incoming, TooFast
from bot.channels.cities import City
from bot.channels.languages import Language, wanted
from bot.channels.messages import Answer, spoken
from bot.channels.views import tel, turn_view
from services_directory.errors import BadQuestion
from services_directory.wording.direction import direction
from services_directory.wording.phrases import FALLBACK, Phrasebook

CHANNEL = "web"
TOPICS = (
    "health_care", "food", "emergency_shelter", "housing", "employment", "immigration_legal",
    "identity_documents", "cash_benefits", "language_classes", "school_enrolment", "violence_support", "legal_aid",
)  # fmt: skip
_FORM = "application/x-www-form-urlencoded"
_CONVERSATION = re.compile(r"[A-Za-z0-9_-]{22,64}")
_PART = "Faro-Part"
_MOST_FIELDS = 20


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows beside the talk."""

    lang: str
    city: City | None
    conversation: str


class WebChat:
    """The pages `/`, one for each city, and `/privacy`."""

    def __init__(self, desk: Desk, book: Phrasebook, cities: Mapping[str, City], languages: Sequence[Language]) -> None:
        self._desk = desk
        self._book = book
        self._cities = cities
        self._languages = {language.tag: language for language in languages}

    def routes(self) -> list[web.RouteDef]:
        """Its addresses."""
        city = "/{city:" + "|".join(map(re.escape, self._cities)) + "}"
        return [
            *(route for path in ("/", city) for route in (web.get(path, self.show), web.post(path, self.say))),
            web.get("/privacy", self.privacy),
        ]

    async def show(self, request: web.Request) -> web.Response:
        """A fresh page."""
        city = self._city(request)
        return self._page(request, Page(self._wanted(request, city), city, _new_conversation()), [])

    async def privacy(self, request: web.Request) -> web.Response:
        """What happens to a message, in plain words."""
        page = Page(self._wanted(request, None), None, "")
        return aiohttp_jinja2.render_template("chat/privacy.html", request, self._context(page, "/privacy"))

    async def say(self, request: web.Request) -> web.Response:
        """A message, a button, another language, another city, or "forget me"."""
        form = await _form(request)
        city = self._city(request)
        said = form.get("conversation", "")
        conversation = said if _CONVERSATION.fullmatch(said) else _new_conversation()
        lang = next((form[name] for name in ("choose", "language") if form.get(name) in self._languages), None)
        page = Page(lang or self._wanted(request, city), city, conversation)
        if "open" in form:
            return self._page(request, page, [])
        if "forget" in form:
            return await self._forget(request, page)
        text, shown = _what_was_said(form)
        answer = await self._answer(Incoming(CHANNEL, page.conversation, text, city.id if city else None, page.lang))
        return self._answered(request, page, answer, shown if shown is not None else answer.said)

    async def _answer(self, incoming: Incoming) -> Answer:
        try:
            return await self._desk.answer(incoming)
        except TooFast:
            lang = incoming.language or FALLBACK
            return Answer([spoken(self._book, lang, "page_slow_down")], lang)

    def _answered(self, request: web.Request, page: Page, answer: Answer, said: str) -> web.Response:
        """The turn alone for the script; else the page, in the language of the answer where it speaks it."""
        turn = turn_view(self._book, answer, said)
        if request.headers.get(_PART) == "turn":
            return aiohttp_jinja2.render_template("chat/turn.html", request, {**self._context(page), "turn": turn})
        lang = answer.language if answer.language in self._languages else page.lang
        return self._page(request, Page(lang, page.city, page.conversation), [turn])

    async def _forget(self, request: web.Request, page: Page) -> web.Response:
        forgotten = await self._desk.forget(CHANNEL, page.conversation)
        phrase = "page_forgotten" if forgotten else "page_not_forgotten"
        answer = Answer([spoken(self._book, page.lang, phrase)], page.lang)
        return self._page(request, Page(page.lang, page.city, _new_conversation()), [turn_view(self._book, answer, "")])

    def _page(self, request: web.Request, page: Page, turns: list[dict[str, Any]]) -> web.Response:
        path = f"/{page.city.id}" if request.match_info.get("city") and page.city else "/"
        context = {**self._context(page, path), "turns": turns, "conversation": page.conversation}
        return aiohttp_jinja2.render_template("chat/page.html", request, context)

    def _context(self, page: Page, path: str = "/") -> dict[str, Any]:
        lang = page.lang
        return {
            "lang": lang,
            "dir": direction(lang),
            "path": path,
            "t": partial(self._book.say, lang),
            "say": self._book.say,
            "languages": list(self._languages.values()),
            "city": page.city,
            "city_name": page.city.name(lang) if page.city else None,
            "cities": [(city.id, city.name(lang)) for city in self._cities.values()],
            "danger": self._danger(page),
            "topics": TOPICS,
            "away": f"https://{lang}.wikipedia.org/",
        }

    def _danger(self, page: Page) -> list[dict[str, Any]]:
        """The number for danger of the city, or of each city where none is chosen."""
        here = [page.city] if page.city else list(self._cities.values())
        numbers = [(city.name(page.lang), str(city.emergency[0]["number"])) for city in here]
        return [{"city": name, "number": number, "tel": tel(number)} for name, number in numbers]

    def _city(self, request: web.Request) -> City | None:
        """The city of the address; the only one there is where the address names none."""
        if "city" in request.match_info:
            return self._cities[request.match_info["city"]]
        return next(iter(self._cities.values())) if len(self._cities) == 1 else None

    def _wanted(self, request: web.Request, city: City | None) -> str:
        """The language of a link, of the browser, of the city, English: the first that there is."""
        tags = tuple(self._languages)
        proposed = (request.query.get("lang", ""), request.headers.get("Accept-Language", ""))
        found = next((tag for header in proposed if (tag := wanted(header, tags))), None)
        return found or next((tag for tag in (city.languages if city else ()) if tag in tags), FALLBACK)


def _what_was_said(form: Mapping[str, str]) -> tuple[str, str | None]:
    """The text for the assistant, and what the page shows of it: a button's title; None for the text itself."""
    if "choose" in form:
        return f"#lang:{form['choose']}", ""
    if "press" in form:
        payload, _, title = form["press"].partition("\t")
        return payload, title
    return form.get("text", ""), None


def _new_conversation() -> str:
    return secrets.token_urlsafe(24)


async def _form(request: web.Request) -> dict[str, str]:
    """The fields of a form, the first of each name.

    Raises:
        web.HTTPUnsupportedMediaType: it is not sent as a form.
        BadQuestion: it has more fields than any form of ours.
    """
    if request.content_type != _FORM:
        raise web.HTTPUnsupportedMediaType(headers={"Accept-Post": _FORM})
    body = (await request.read()).decode("utf-8", "replace")
    try:
        fields = parse_qsl(body, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise BadQuestion("body", f"a form has at most {_MOST_FIELDS} fields") from None
    return dict(reversed(fields))
