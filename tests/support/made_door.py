"""A front door of one made-up room, for tests of what the door itself does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from services_directory.web import front_door
from services_directory.web.limits import Limiter


class Made:
    """A room of one route that does what the test says."""

    templates: dict[str, Path] = {}
    files: tuple[Path, ...] = ()
    openapi: tuple[Path, ...] = ()

    def __init__(self, handler: Callable[[web.Request], Any], answers: bool = True) -> None:
        self.routes = [web.get("/made", handler), web.post("/made", handler)]
        self.answers = answers
        self.log: list[str] = []

    async def ready(self) -> dict[str, bool]:
        return {"made": self.answers}

    async def start(self) -> None:
        self.log.append("start")

    async def close(self) -> None:
        self.log.append("close")


@asynccontextmanager
async def made_door(room: Any, per_address: Limiter | None = None) -> AsyncIterator[TestClient]:
    server = TestServer(front_door.build([room], per_address))
    await server.start_server(access_log=None)
    async with TestClient(server) as client:
        yield client


def raising(error: BaseException) -> Made:
    async def handler(_: web.Request) -> web.Response:
        raise error

    return Made(handler)


def addresses(app: web.Application) -> list[tuple[str, str]]:
    """Every route with an address that it answers."""
    filled = {"{city}": "malaga", "{name}": "favicon.svg", "{id}": "112-emergencias"}
    found = []
    for route in app.router.routes():
        assert route.resource is not None
        path = route.resource.canonical
        for name, value in filled.items():
            path = path.replace(name, value)
        found.append((route.method, path))
    return found
