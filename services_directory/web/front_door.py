"""One port for everything: routes, pages and files of all rooms in one application, with one set of limits, headers and errors.

A room is whatever offers the attributes of `Room`; the chat's channels and the directory's API and pages each are one. The door
knows neither of them, so that either can be served alone. It asks no one for a name: a client's address is used for nothing but
the key of a bucket (see `limits`), and is neither logged nor handed on.
"""

from __future__ import annotations

import asyncio
import gzip
import ipaddress
import logging
import math
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Protocol

import aiohttp_jinja2
import jinja2
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from services_directory.web import health, limits, openapi
from services_directory.web.assets import Assets
from services_directory.web.errors import by_status, one_shape
from services_directory.web.headers import add_headers

OWN_FILES = Path(__file__).parent / "static"
OWN_OPENAPI = Path(__file__).parent / "openapi" / "front_door.yml"
_WORTH_ZIPPING = 1000  # bytes


class Room(Protocol):
    """What a part of Faro brings to the front door."""

    @property
    def routes(self) -> Sequence[web.RouteDef]:
        """Its addresses."""

    @property
    def templates(self) -> Mapping[str, Path]:
        """Prefix of its Jinja templates -> their folder."""

    @property
    def files(self) -> Sequence[Path]:
        """Folders of static files."""

    @property
    def openapi(self) -> Sequence[Path]:
        """Descriptions of its addresses (parts of an OpenAPI document, YAML)."""

    async def ready(self) -> Mapping[str, bool]:
        """Name of each part that it needs -> does it answer now?"""

    async def start(self) -> None:
        """Begin what goes on in the background; the loop runs."""

    async def close(self) -> None:
        """End it and let go of connections."""


def build(rooms: Sequence[Room], per_address: limits.Limiter | None = None) -> web.Application:
    """Put rooms together into one application.

    Args:
        rooms: in the order in which their routes are tried.
        per_address: turns for each client address, loopback excepted (a proxy on the same machine does its own counting);
            generous by default, since many people can stand behind one address.

    Raises:
        FaroError: two rooms bring the same static file or describe the same address.
    """
    limiter = limits.Limiter(burst=200, per_second=50) if per_address is None else per_address
    app = web.Application(middlewares=[one_shape, _within(limiter), _zip], client_max_size=limits.MAX_BODY)
    assets = Assets([OWN_FILES, *(folder for room in rooms for folder in room.files)])
    folders = {prefix: jinja2.FileSystemLoader(folder) for room in rooms for prefix, folder in room.templates.items()}
    environment = aiohttp_jinja2.setup(
        app, loader=jinja2.PrefixLoader(folders), undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals["asset"] = assets.url
    app.add_routes([route for room in rooms for route in room.routes])
    app.add_routes([*health.routes(rooms), *openapi.routes([OWN_OPENAPI, *_described(rooms)]), *assets.routes()])
    app.on_response_prepare.append(add_headers)
    app.cleanup_ctx.append(_open(rooms))
    return app


@asynccontextmanager
async def serving(app: web.Application, port: int, host: str = "127.0.0.1") -> AsyncIterator[None]:
    """Listen while the block runs. Nothing that a client sends, nor its address, reaches a log.

    Raises:
        OSError: the port cannot be had.
    """
    silent = logging.Logger("faro.silent", logging.CRITICAL + 1)  # aiohttp's own words name the client's address
    runner = web.AppRunner(app, access_log=None, logger=silent, keepalive_timeout=limits.KEEPALIVE_SECONDS)
    async with AsyncExitStack() as stack:
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, host, port).start()
        yield


def _described(rooms: Iterable[Room]) -> list[Path]:
    return [file for room in rooms for file in room.openapi]


def _open(rooms: Sequence[Room]) -> Callable[[web.Application], AsyncIterator[None]]:
    async def while_serving(_: web.Application) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for room in rooms:
                stack.push_async_callback(room.close)
                await room.start()
            yield

    return while_serving


def _within(limiter: limits.Limiter) -> Middleware:
    @web.middleware
    async def within_limits(request: web.Request, handler: Handler) -> web.StreamResponse:
        """Turns for each address, and time for each request."""
        remote = request.remote
        wait = limiter.wait(remote) if remote and not _is_loopback(remote) else 0.0
        if wait:
            return by_status(429, {"Retry-After": str(math.ceil(wait))})
        async with asyncio.timeout(getattr(request.match_info.handler, "seconds", limits.HANDLER_SECONDS)):
            return await handler(request)

    return within_limits


def _is_loopback(remote: str) -> bool:
    try:
        return ipaddress.ip_address(remote.partition("%")[0]).is_loopback
    except ValueError:
        return False


@web.middleware
async def _zip(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Compress answers of some length: people pay for their bytes."""
    response = await handler(request)
    body = response.body if isinstance(response, web.Response) else None
    if not isinstance(body, bytes) or len(body) < _WORTH_ZIPPING or "Content-Encoding" in response.headers:
        return response
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        assert isinstance(response, web.Response)
        response.body = gzip.compress(body, 6, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
    return response
