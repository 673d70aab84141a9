"""Who connects and says nothing, or half, is let go, so that nobody can hold the door shut with open connections."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

from services_directory.web import front_door, limits


@pytest.mark.parametrize(
    "said", [b"", b"GET / HT", b"POST /x HTTP/1.1\r\nHost: x\r\n", b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"]
)
async def test_a_silent_client_is_let_go(said: bytes, monkeypatch: pytest.MonkeyPatch, unused_tcp_port: int) -> None:
    monkeypatch.setattr(limits, "KEEPALIVE_SECONDS", 0.3)
    async with front_door.serving(front_door.build([]), unused_tcp_port):
        reader, writer = await asyncio.open_connection("127.0.0.1", unused_tcp_port)
        writer.write(said)
        async with asyncio.timeout(5):
            await reader.read(-1)
        writer.close()


async def test_a_body_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch, unused_tcp_port: int) -> None:
    monkeypatch.setattr(limits, "HANDLER_SECONDS", 0.3)

    async def takes_a_body(request: web.Request) -> web.Response:
        return web.Response(body=await request.read())

    app = front_door.build([])
    app.router.add_post("/body", takes_a_body)
    async with front_door.serving(app, unused_tcp_port):
        reader, writer = await asyncio.open_connection("127.0.0.1", unused_tcp_port)
        writer.write(b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf")
        async with asyncio.timeout(5):
            assert (await reader.readline()).startswith(b"HTTP/1.1 503")
        writer.close()
