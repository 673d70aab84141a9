"""Twilio's API as its documentation says, on loopback: basic authentication, bodies of 1 to 1600 characters, message ids, status
callbacks, erasing of texts (only of messages that are no longer on their way), rate limits when a test says so; and its webhooks,
signed over the address and the form by its own library.
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from twilio.request_validator import RequestValidator

ACCOUNT, TOKEN = "AC" + "0123456789abcdef" * 2, "auth-token-of-the-account"
WHATSAPP, SMS = "whatsapp:+14155238886", "+14017122661"
PUBLIC = "https://faro.example.org"


@dataclass
class Stored:
    """A message as Twilio keeps it."""

    to: str
    body: str
    callback: str
    original: str
    done: bool = False
    tries_to_erase: int = 0


@dataclass
class FakeTwilio:
    """The server. `fails`: (HTTP status, code) or "lost" for the next sends, in order."""

    door: str = ""
    fails: list[Any] = field(default_factory=list)
    messages: dict[str, Stored] = field(default_factory=dict)
    erased: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        app = web.Application()
        here = f"/2010-04-01/Accounts/{ACCOUNT}"
        app.add_routes([web.post(f"{here}/Messages.json", self._send), web.post(f"{here}/Messages/{{sid}}.json", self._update),
                        web.get(f"{here}.json", self._look)])  # fmt: skip
        self.server = TestServer(app)
        self._running: set[asyncio.Task[Any]] = set()

    async def start(self) -> FakeTwilio:
        await self.server.start_server()
        self._session = aiohttp.ClientSession()
        return self

    async def stop(self) -> None:
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._session.close()
        await self.server.close()

    @property
    def url(self) -> str:
        return str(self.server.make_url("/")).rstrip("/")

    @property
    def texts(self) -> list[str]:
        return [message.original for message in self.messages.values()]

    async def post(self, path: str, form: dict[str, str], token: str = TOKEN) -> tuple[int, str]:
        """Deliver a webhook, once; Twilio does not deliver again unless it is told to."""
        signed = RequestValidator(token).compute_signature(PUBLIC + path, form)
        async with self._session.post(self.door + path, data=form, headers={"X-Twilio-Signature": signed}) as response:
            return response.status, await response.text()

    async def write(self, text: str, sender: str = "whatsapp:+16505551234", to: str = WHATSAPP, **more: str) -> list[str]:
        """Somebody writes; the texts that are sent for it."""
        before = len(self.messages)
        sid = "SM" + secrets.token_hex(16)
        form = {"MessageSid": sid, "AccountSid": ACCOUNT, "From": sender, "To": to, "Body": text, "NumMedia": "0", **more}
        assert await self.post("/webhooks/twilio", form) == (200, '<?xml version="1.0" encoding="UTF-8"?><Response></Response>')
        return self.texts[before:]

    async def settled(self) -> None:
        while self._running:
            await asyncio.gather(*self._running)

    def _right(self, request: web.Request) -> bool:
        return request.headers.get("Authorization") == aiohttp.BasicAuth(ACCOUNT, TOKEN).encode()

    async def _look(self, request: web.Request) -> web.Response:
        if not self._right(request):
            return _error(401, 20003)
        return web.json_response({"sid": ACCOUNT, "status": "active"})

    async def _send(self, request: web.Request) -> web.Response:
        if not self._right(request):
            return _error(401, 20003)
        form = await request.post()
        fails = self.fails.pop(0) if self.fails else None
        if isinstance(fails, tuple):
            return _error(*fails)
        body, to = str(form.get("Body", "")), str(form.get("To", ""))
        if not 1 <= len(body.encode("utf-16-le")) // 2 <= 1600 or not to or form.get("From") not in (WHATSAPP, SMS):
            self.refused.append(body)
            return _error(400, 21617)
        sid = "SM" + secrets.token_hex(16)
        self.messages[sid] = Stored(to, body, str(form.get("StatusCallback", "")), body)
        task = asyncio.create_task(self._go(sid))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        if fails == "lost":
            assert request.transport is not None
            request.transport.close()
        return web.json_response({"sid": sid, "status": "queued", "body": body, "to": to}, status=201)

    async def _go(self, sid: str) -> None:
        message = self.messages[sid]
        path = message.callback.removeprefix(PUBLIC)
        for status in ("sent", "delivered"):
            await asyncio.sleep(0.05)
            message.done = status == "delivered"
            form = {"MessageSid": sid, "MessageStatus": status, "AccountSid": ACCOUNT, "To": message.to}
            assert (await self.post(path, form))[0] == 204

    async def _update(self, request: web.Request) -> web.Response:
        if not self._right(request):
            return _error(401, 20003)
        sid, form = request.match_info["sid"], await request.post()
        if form.get("Body") != "":
            return _error(400, 21617)
        message = self.messages.get(sid)
        if message is not None and not message.done:
            message.tries_to_erase += 1
            return _error(400, 20009)
        if message is not None:
            message.body = ""
        self.erased.append(sid)
        return web.json_response({"sid": sid, "body": ""})


def _error(status: int, code: int) -> web.Response:
    return web.json_response({"code": code, "message": "as the test says", "status": status}, status=status)
