"""The chat page: one form, answered by a page without JavaScript and by parts of it with JavaScript.

The conversation lives in a hidden field of the page, random, and nowhere else: no cookie, no storage, no address.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from bot.channels import forms, offline
from bot.channels.base import Desk, Incoming, TooFast
from bot.channels.forms import Form
from bot.channels.messages import Answer, spoken
from bot.channels.page_context import Page, PageContext
from bot.channels.shown_once import ShownOnce
from bot.channels.streaming import Parts
from bot.channels.views import turn_view
from bot.channels.web_settings import WebSettings
from services_directory.wording.phrases import FALLBACK, Phrasebook

CHANNEL = "web"
_PART = "Faro-Part"
_SENT_ON = "a"
# Read and taken away by the front door's headers, which alone know the whole policy.
_FRAMED_BY, _POWERS = "Faro-Framed-By", "Faro-Powers"
_ERASE = '"cache", "storage"'


class WebChat:
    """The pages `/`, one for each city, `/privacy` and `/offline`, with the worker script that keeps the last one."""

    def __init__(self, desk: Desk, book: Phrasebook, around: PageContext, settings: WebSettings) -> None:
        self._desk = desk
        self._book = book
        self._around = around
        self._frames = " ".join(settings.frames)
        self._once = ShownOnce()

    def routes(self) -> list[web.RouteDef]:
        """Its addresses."""
        city = "/{city:" + "|".join(map(re.escape, self._around.cities)) + "}"
        return [
            *(route for path in ("/", city) for route in (web.get(path, self.show), web.post(path, self.say))),
            web.get("/privacy", self.privacy),
            web.get("/offline", self.offline),
            web.get("/sw.js", self.worker_script),
        ]

    async def show(self, request: web.Request) -> web.Response:
        """A fresh page, or the answer that waits under the name in the address."""
        city = self._around.city(request)
        page = Page(self._around.wanted(request, city), city, forms.new_name())
        if _SENT_ON not in request.query:
            return self._sent(self._page(request, page, []))
        waiting = self._once.take(request.query[_SENT_ON])
        gone = Answer([spoken(self._book, page.lang, "page_gone")], page.lang)
        return self._sent(waiting or self._page(request, page, [turn_view(self._book, gone, "")]))

    async def privacy(self, request: web.Request) -> web.Response:
        """What happens to a message, in plain words."""
        page = Page(self._around.wanted(request, None), None, "")
        return self._sent(self._rendered("privacy.html", request, self._around.of(request, page, "/privacy")))

    async def offline(self, request: web.Request) -> web.Response:
        """The numbers for danger, in every language: the same for everybody, for when there is no line."""
        return self._sent(self._offline_page(request))

    async def worker_script(self, request: web.Request) -> web.Response:
        """The script that keeps the public files on the device; another one as soon as the page of numbers is another."""
        version = hashlib.sha256(self._offline_page(request).encode()).hexdigest()[:12]
        return web.Response(text=self._rendered("sw.js", request, {"version": version}), content_type="text/javascript")

    async def say(self, request: web.Request) -> web.StreamResponse:
        """A message, a button, another language, another city, "forget me", or leaving."""
        form = await forms.read(request)
        city = self._around.city(request)
        lang = self._around.spoken(form.languages) or self._around.wanted(request, city)
        page = Page(lang, city, form.conversation)
        if form.wish == "leave":
            await self._desk.forget(CHANNEL, page.conversation)
            return web.Response(status=204, headers={"Clear-Site-Data": _ERASE})
        if request.headers.get(_PART) == "turn" and form.wish is None:
            return await self._streamed(request, page, form)
        found = await self._answered_page(request, page, form)
        if request.headers.get(_PART) == "page":
            return self._sent(found)
        there = f"{self._path(request, page)}?{_SENT_ON}={self._once.keep(found)}"
        return web.Response(status=303, headers={"Location": there})

    async def _answered_page(self, request: web.Request, page: Page, form: Form) -> str:
        """The whole page with the answer, in the language of the answer where the pages speak it."""
        if form.wish == "open":
            return self._page(request, page, [])
        if form.wish == "forget":
            return await self._forget(request, page)
        answer, said = await self._answer(page, form)
        lang = self._around.spoken([answer.language]) or page.lang
        return self._page(request, Page(lang, page.city, page.conversation), [turn_view(self._book, answer, said)])

    async def _streamed(self, request: web.Request, page: Page, form: Form) -> web.StreamResponse:
        """The turn in parts: that the message is there, what was read of it, each message of the answer, the end."""
        async with Parts(request) as parts:
            answer, said = await self._answer(page, form)
            turn = turn_view(self._book, answer, said)
            context = self._around.of(request, page)
            pieces = [{**turn, "messages": []}, *({**turn, "said": "", "messages": [one]} for one in turn["messages"])]
            for piece in pieces:
                await parts.send(self._rendered("turn.html", request, {**context, "turn": piece}))
        return parts.response

    async def _answer(self, page: Page, form: Form) -> tuple[Answer, str]:
        """The answer, and what the page shows as said: a button's title, or the text as redacted."""
        city = page.city.id if page.city else None
        incoming = Incoming(CHANNEL, page.conversation, form.text, city, page.lang, place=form.place, once=form.once)
        try:
            answer = await self._desk.answer(incoming)
        except TooFast:
            answer = Answer([spoken(self._book, page.lang, "page_slow_down")], page.lang)
        return answer, answer.said if form.shown is None else form.shown

    async def _forget(self, request: web.Request, page: Page) -> str:
        forgotten = await self._desk.forget(CHANNEL, page.conversation)
        phrase = "page_forgotten" if forgotten else "page_not_forgotten"
        answer = Answer([spoken(self._book, page.lang, phrase)], page.lang)
        return self._page(request, Page(page.lang, page.city, forms.new_name()), [turn_view(self._book, answer, "")])

    def _page(self, request: web.Request, page: Page, turns: list[dict[str, Any]]) -> str:
        context = self._around.of(request, page, self._path(request, page))
        return self._rendered("page.html", request, {**context, "turns": turns})

    def _offline_page(self, request: web.Request) -> str:
        context = self._around.of(request, Page(FALLBACK, None, ""), "/offline")
        sections = offline.sections(self._book, self._around.cities, context["languages"])
        return self._rendered("offline.html", request, {**context, "sections": sections})

    def _path(self, request: web.Request, page: Page) -> str:
        return f"/{page.city.id}" if request.match_info.get("city") and page.city else "/"

    def _rendered(self, template: str, request: web.Request, context: dict[str, Any]) -> str:
        return aiohttp_jinja2.render_string(f"chat/{template}", request, context)

    def _sent(self, page: str) -> web.Response:
        """A page, which the sites on the list may show inside their own."""
        headers = {_POWERS: "geolocation"}
        if self._frames:
            headers |= {_FRAMED_BY: self._frames, "Cross-Origin-Resource-Policy": "cross-origin"}
        return web.Response(text=page, content_type="text/html", headers=headers)
