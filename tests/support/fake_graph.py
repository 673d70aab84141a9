"""Meta's Graph API as its documentation says, on loopback: it refuses what WhatsApp refuses, and delivers webhooks as Meta does.

Documented behaviour that it has: a bearer token; limits of texts, buttons, lists; the 24-hour window (131047); unknown numbers
(100/33); rate limits (130429, 131056) and overload when a test says so; statuses `sent` and `delivered` with
`biz_opaque_callback_data`; webhooks signed by the app's secret and delivered again until they are answered by 200.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

TOKEN, SECRET, VERIFY = "token-of-the-system-user", "secret-of-the-app", "token-to-verify"
NUMBER, OTHER_NUMBER = "106540352242922", "106540352249999"
WINDOW = 24 * 60 * 60
Json = dict[str, Any]


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def broken_limit(body: Json) -> str | None:
    """Which documented limit a message breaks."""
    kind = body.get("type")
    if kind == "text":
        text = body["text"]
        return _unless(1 <= units(text["body"]) <= 4096 and isinstance(text.get("preview_url"), bool), "text.body")
    if kind == "location":
        place = body["location"]
        return _unless(-90 <= place["latitude"] <= 90 and -180 <= place["longitude"] <= 180, "location")
    if kind == "interactive":
        return _broken_interactive(body["interactive"])
    return f"type {kind}"


def _broken_interactive(shown: Json) -> str | None:
    if not 1 <= units(shown["body"]["text"]) <= 1024:
        return "interactive.body"
    if shown["type"] == "button":
        replies = [button["reply"] for button in shown["action"]["buttons"]]
        titles, ids = [one["title"] for one in replies], [one["id"] for one in replies]
        right = 1 <= len(replies) <= 3 and all(1 <= units(title) <= 20 for title in titles)
        return _unless(right and len({*titles}) == len(titles) and len({*ids}) == len(ids) and _ids(ids, 256), "buttons")
    if shown["type"] == "list":
        sections = shown["action"]["sections"]
        rows = [row for section in sections for row in section["rows"]]
        right = 1 <= len(sections) <= 10 and 1 <= len(rows) <= 10 and 1 <= units(shown["action"]["button"]) <= 20
        right = right and all(1 <= units(row["title"]) <= 24 and units(row.get("description", "x")) <= 72 for row in rows)
        right = right and all(row.get("description", "x").strip() for row in rows)
        return _unless(right and len({row["id"] for row in rows}) == len(rows) and _ids([r["id"] for r in rows], 200), "list")
    return f"interactive {shown['type']}"


def _ids(ids: list[str], most: int) -> bool:
    return all(1 <= len(id_) <= most for id_ in ids)


def _unless(right: bool, what: str) -> str | None:
    return None if right else what


def signature(raw: bytes, secret: str = SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


def envelope(*messages: Json, number: str = NUMBER, statuses: list[Json] | None = None) -> Json:
    """A webhook as Meta's documentation shows it."""
    value: Json = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": number},
    }
    if messages:
        sender = messages[0].get("from", "")
        value |= {"contacts": [{"profile": {"name": "Sheena Nelson"}, "wa_id": sender}], "messages": list(messages)}
    if statuses:
        value["statuses"] = statuses
    change = {"value": value, "field": "messages"}
    return {"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": [change]}]}


def text_message(text: str, sender: str = "16505551234", id_: str | None = None, at: float | None = None) -> Json:
    at = time.time() if at is None else at
    return {
        "from": sender,
        "id": id_ or f"wamid.{hashlib.sha256(f'{sender}{text}{at}'.encode()).hexdigest()[:40]}",
        "timestamp": str(int(at)),
        "type": "text",
        "text": {"body": text},
    }


@dataclass
class Sent:
    """A message that WhatsApp has taken."""

    number: str
    to: str
    body: Json
    tag: str
    at: float

    @property
    def text(self) -> str:
        if self.body["type"] == "text":
            return str(self.body["text"]["body"])
        return str(self.body["interactive"]["body"]["text"]) if self.body["type"] == "interactive" else ""

    @property
    def choices(self) -> dict[str, str]:
        """Title -> id of everything that can be touched."""
        if self.body["type"] != "interactive":
            return {}
        action = self.body["interactive"]["action"]
        if "buttons" in action:
            return {one["reply"]["title"]: one["reply"]["id"] for one in action["buttons"]}
        return {row["title"]: row["id"] for section in action["sections"] for row in section["rows"]}


@dataclass
class FakeGraph:
    """The server, and the phones of those who write.

    Attributes:
        webhook: address to deliver to; no statuses are delivered without one.
        fails: what becomes of the next sends, in order: (HTTP status, error code), "lost" (taken, but no reply), "refused"
            (closed before anything is taken), "gateway" (502 without JSON, not taken); then all goes well.
        delay: seconds that a send takes.
    """

    webhook: str = ""
    fails: list[Any] = field(default_factory=list)
    delay: float = 0.0
    statuses: bool = True
    sent: list[Sent] = field(default_factory=list)
    read: list[Json] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    last_wrote: dict[str, float] = field(default_factory=dict)
    clock: Callable[[], float] = time.time

    def __post_init__(self) -> None:
        app = web.Application()
        app.add_routes([web.post("/v26.0/{number}/messages", self._messages), web.get("/v26.0/{number}", self._look)])
        self.server = TestServer(app)
        self._running: set[asyncio.Task[Any]] = set()
        self._session: aiohttp.ClientSession | None = None

    @property
    def url(self) -> str:
        return str(self.server.make_url("/v26.0"))

    async def start(self) -> FakeGraph:
        await self.server.start_server()
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(30))
        return self

    async def stop(self) -> None:
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        assert self._session is not None
        await self._session.close()
        await self.server.close()

    async def settled(self) -> None:
        """Until every webhook that is owed was delivered."""
        while self._running:
            await asyncio.gather(*self._running)

    async def post(self, payload: Json, sign: Callable[[bytes], str] = signature) -> int:
        """Deliver once: the HTTP status, or 0 where nobody answers."""
        raw = json.dumps(payload).encode()
        for message in _messages_of(payload):
            if "timestamp" in message:
                who = message.get("from") or message.get("from_user_id") or ""
                self.last_wrote[who] = max(self.last_wrote.get(who, 0), float(message["timestamp"]))
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": sign(raw)}
        assert self._session is not None
        try:
            async with self._session.post(self.webhook, data=raw, headers=headers) as response:
                await response.read()
                return response.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            return 0

    async def deliver(self, payload: Json, wait: float = 0.2, most: int = 200) -> int:
        """Deliver until it is acknowledged, as Meta does, only faster; gives how often that took."""
        for attempt in range(1, most + 1):
            if await self.post(payload) == 200:
                return attempt
            await asyncio.sleep(min(3.0, wait * attempt))  # so that many that wait do not keep each other from getting through
        raise AssertionError("never acknowledged")

    def background(self, payload: Json) -> None:
        task = asyncio.create_task(self.deliver(payload))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def write(self, text: str, sender: str = "16505551234", **more: Any) -> list[Sent]:
        """Somebody writes; what is sent to them for it."""
        return await self.say(text_message(text, sender, **more))

    async def say(self, message: Json, number: str = NUMBER) -> list[Sent]:
        before = len(self.sent)
        await self.deliver(envelope(message, number=number))
        return self.sent[before:]

    async def touch(self, sent: Sent, title: str, sender: str = "16505551234") -> list[Sent]:
        """Somebody touches a button or a row."""
        id_ = sent.choices[title]
        kind = "button_reply" if "buttons" in sent.body["interactive"]["action"] else "list_reply"
        message = {**text_message(title, sender), "type": "interactive"}
        del message["text"]
        message["interactive"] = {"type": kind, kind: {"id": id_, "title": title}}
        return await self.say(message)

    async def _look(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return _error(401, 190, "Invalid OAuth access token")
        if request.match_info["number"] != NUMBER:
            return _error(400, 100, "Unsupported get request")
        return web.json_response({"id": NUMBER, "display_phone_number": "+1 555-078-3881", "status": "CONNECTED"})

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return _error(401, 190, "Invalid OAuth access token")
        body = await request.json()
        if body.get("messaging_product") != "whatsapp":
            return _error(400, 100, "messaging_product is required")
        if body.get("status") == "read":
            self.read.append(body)
            return web.json_response({"success": True})
        fails = self.fails.pop(0) if self.fails else None
        if self.delay:
            await asyncio.sleep(self.delay)
        if fails == "refused":
            _cut(request)
        if fails == "gateway":
            return web.Response(status=502, text="Bad Gateway")
        if isinstance(fails, tuple):
            return _error(fails[0], fails[1], "as the test says", fails[2] if len(fails) > 2 else None)
        return self._take(request, body, lost=fails == "lost")

    def _take(self, request: web.Request, body: Json, lost: bool) -> web.Response:
        to, number = body.get("to") or body.get("recipient") or "", request.match_info["number"]
        head = ("messaging_product", "recipient_type", "to", "recipient", "biz_opaque_callback_data")
        message = {name: value for name, value in body.items() if name not in head}
        broken = broken_limit(message) or _unless(units(body.get("biz_opaque_callback_data", "")) <= 512, "opaque")
        if broken or not to or body.get("recipient_type") != "individual":
            self.refused.append(broken or "to")
            return _error(400, 100, f"Invalid parameter {broken}")
        if self.clock() - self.last_wrote.get(to, 0) > WINDOW:
            self.refused.append("window")
            return _error(400, 131047, "Re-engagement message")
        sent = Sent(number, to, message, body.get("biz_opaque_callback_data", ""), time.monotonic())
        self.sent.append(sent)
        id_ = f"wamid.out{len(self.sent)}"
        if self.statuses and self.webhook:
            for status in ("sent", "delivered"):
                self.background(envelope(number=number, statuses=[_status(sent, id_, status)]))
        if lost:
            _cut(request)
        answer = {"messaging_product": "whatsapp", "contacts": [{"input": to, "wa_id": to}], "messages": [{"id": id_}]}
        return web.json_response(answer)


def _status(sent: Sent, id_: str, status: str) -> Json:
    found = {"id": id_, "status": status, "timestamp": str(int(time.time())), "recipient_id": sent.to}
    pricing = {"billable": True, "pricing_model": "PMP", "category": "service", "type": "regular"}
    return {**found, "biz_opaque_callback_data": sent.tag, "pricing": pricing}


def _messages_of(payload: Json) -> list[Json]:
    try:
        changes = [change for entry in payload["entry"] for change in entry["changes"]]
        return [one for change in changes for one in change["value"].get("messages", [])]
    except (LookupError, TypeError, AttributeError):
        return []


def _cut(request: web.Request) -> None:
    assert request.transport is not None
    request.transport.close()


def _error(status: int, code: int, message: str, retry_after: int | None = None) -> web.Response:
    error = {"message": f"(#{code}) {message}", "type": "OAuthException", "code": code, "fbtrace_id": "Az8or2yhqkZfEZ"}
    headers = {"Retry-After": str(retry_after)} if retry_after is not None else {}
    return web.json_response({"error": error}, status=status, headers=headers)
