"""One port for everything: limits, compression, files of the door, and nothing of a request in a log."""

from __future__ import annotations

import asyncio
import gzip
import io
import logging
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, unused_port
from made_door import Made, made_door

from bot.channels.room import open_channels
from bot.privacy.redaction import redact
from services_directory.access import Directory
from services_directory.settings import Settings
from services_directory.web import front_door, limits
from services_directory.web.app import directory_app
from services_directory.web.limits import Limiter

CANARY = "zq-canary-4711"


async def test_a_handler_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    async def handler(_: web.Request) -> web.Response:
        await asyncio.sleep(60)
        raise AssertionError

    monkeypatch.setattr(limits, "HANDLER_SECONDS", 0.1)
    async with made_door(Made(handler)) as client:
        assert (await client.get("/made")).status == 503


async def test_an_address_that_asks_too_much_waits_and_this_machine_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    async def handler(_: web.Request) -> web.Response:
        return web.json_response({})

    async with made_door(Made(handler), Limiter(2, 0.1)) as client:
        assert [(await client.get("/made")).status for _ in range(5)] == [200] * 5
        monkeypatch.setattr(front_door, "_is_loopback", lambda _: False)
        answers = [await client.get("/made") for _ in range(3)]
        assert [answer.status for answer in answers] == [200, 200, 429]
        assert 1 <= int(answers[2].headers["Retry-After"]) <= 10
        assert (await answers[2].json())["error"]["code"] == "too_many_requests"


@pytest.mark.parametrize(
    ("remote", "found"), [("127.0.0.1", True), ("::1", True), ("10.0.0.1", False), ("fe80::1%eth0", False), ("x", False)]
)
def test_what_counts_as_this_machine(remote: str, found: bool) -> None:
    assert front_door._is_loopback(remote) is found


async def test_rooms_are_started_and_closed() -> None:
    async def handler(_: web.Request) -> web.Response:
        return web.json_response({})

    room = Made(handler)
    async with made_door(room):
        assert room.log == ["start"]
    assert room.log == ["start", "close"]


async def test_long_answers_are_compressed_for_who_can_read_it(client: TestClient) -> None:
    address = client.make_url("/api/openapi.json")
    async with aiohttp.ClientSession(auto_decompress=False) as session:
        async with session.get(address, headers={"Accept-Encoding": "gzip"}) as response:
            zipped = await response.read()
            assert (response.headers["Content-Encoding"], response.headers["Vary"]) == ("gzip", "Accept-Encoding")
        async with session.get(address, headers={"Accept-Encoding": "identity"}) as response:
            assert "Content-Encoding" not in response.headers
            assert gzip.decompress(zipped) == await response.read()
        async with session.get(client.make_url("/healthz"), headers={"Accept-Encoding": "gzip"}) as response:
            assert "Content-Encoding" not in response.headers


async def test_robots_may_read_pages_and_nothing_that_is_asked(client: TestClient) -> None:
    text = await (await client.get("/robots.txt")).text()
    assert "Disallow: /api/" in text
    assert "Disallow: /webhooks/" in text


async def test_the_icon_is_a_picture_of_our_own(client: TestClient) -> None:
    response = await client.get("/favicon.svg")
    assert response.content_type == "image/svg+xml"
    assert (await response.text()).startswith("<svg")


async def test_nothing_that_is_sent_reaches_a_log_or_the_terminal(
    directory: Directory, settings: Settings, worker: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    port = unused_port()
    rooms = [open_channels([worker], Limiter(1000, 1), redact), directory_app(directory, settings)]
    try:
        async with (
            front_door.serving(front_door.build(rooms), port),
            aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session,
        ):
            await _send_canaries(session, port)
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    shown = heard.getvalue() + "".join(capfd.readouterr())
    for planted in (CANARY, "612345678", "127.0.0.1"):
        assert planted not in shown


async def _send_canaries(session: aiohttp.ClientSession, port: int) -> None:
    """Sound and broken requests on every way in, with the canary in each place where something can be written."""
    headers = {"User-Agent": CANARY, "Referer": f"http://x/{CANARY}", "X-Forwarded-For": CANARY, "Cookie": f"a={CANARY}"}
    rest = {"sender": CANARY, "message": CANARY, "metadata": {"name": CANARY}}
    for body in (rest, rest | {"message": f"{CANARY} trouble:internal"}, rest | {"message": f"{CANARY} broken"},
                 rest | {"message": [CANARY]}, rest | {"metadata": {"city": CANARY}}, {CANARY: CANARY}):  # fmt: skip
        await (await session.post("/webhooks/rest/webhook", json=body, headers=headers)).read()
    for body in ({"city": CANARY, "needs": ["food"]}, {"city": "malaga", "needs": [CANARY]}, {"city": "malaga", "needs": ["food"],
                 "facts": {"status": CANARY}}, {"city": "malaga", "needs": ["food"], "people": [{"who": CANARY}]}):  # fmt: skip
        await (await session.post("/api/v1/access", json=body, headers=headers)).read()
    for form in (
        {"text": f"{CANARY} 612345678"},
        {"text": f"{CANARY} die_not", "conversation": CANARY},
        {"press": CANARY},
        {CANARY: "1"},
    ):
        await (await session.post("/malaga", data=form, headers=headers)).read()
    for path in (
        f"/{CANARY}",
        f"/api/v1/services/{CANARY}",
        f"/api/v1/access?status={CANARY}",
        f"/static/{CANARY}",
        f"/?lang={CANARY}",
    ):
        await (await session.get(path, headers=headers)).read()
    await (await session.post("/webhooks/rest/webhook", data=CANARY, headers={"content-type": "application/json"})).read()
    for raw in (f"{CANARY}\r\n\r\n", f"GET /{CANARY} HTTP/1.1\r\nHost: {CANARY}\r\nX: \x00{CANARY}\r\n\r\n",
                f"POST /malaga HTTP/1.1\r\nHost: x\r\nContent-Length: {CANARY}\r\n\r\n"):  # fmt: skip
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(raw.encode())
        await reader.read()
        writer.close()
