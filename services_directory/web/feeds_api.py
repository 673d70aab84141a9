"""Where a city's own systems send data, with a token: it is proposed to its editors and changes nothing by itself."""

from __future__ import annotations

import asyncio
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from aiohttp import web
from sqlalchemy import Engine

from services_directory import storage
from services_directory.errors import BadQuestion, NotKnown
from services_directory.exchange import feeds, proposals, tokens
from services_directory.exchange.forms import SUFFIXES
from services_directory.exchange.notes import Note, Notes
from services_directory.models import Feed

MOST_BYTES = 20 * 1024 * 1024
_SECONDS = 300.0
_MOST_NOTES = 200
_BEARER = "Bearer "


class FeedsApi:
    """The addresses. Work is done in one thread of its own: imports take turns."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._thread = ThreadPoolExecutor(1, "feeds")

    def routes(self) -> list[web.RouteDef]:
        """Its addresses."""
        return [
            web.put("/api/v1/cities/{city}/feeds/{feed}", self.put_feed),
            web.get("/api/v1/cities/{city}/proposals", self.get_proposals, allow_head=False),
        ]

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def put_feed(self, request: web.Request) -> web.Response:
        """A file of a feed, in its form, as the body."""
        city = await self._allowed(request)
        content = await _body(request)
        said = await self._do(_take, self._engine, city, request.match_info["feed"], content)
        return web.json_response(said)

    put_feed.seconds = _SECONDS  # type: ignore[attr-defined]

    async def get_proposals(self, request: web.Request) -> web.Response:
        """What is proposed for the city and not decided yet."""
        city = await self._allowed(request)
        return web.json_response({"proposals": await self._do(_pending, self._engine, city)})

    async def _allowed(self, request: web.Request) -> str:
        """The city of the address, where the token is one of that city's."""
        city, said = request.match_info["city"], request.headers.get("Authorization", "")
        token = said.removeprefix(_BEARER) if said.startswith(_BEARER) else ""
        if not token or await self._do(_city_of, self._engine, token) != city:
            raise web.HTTPForbidden
        return city

    async def _do(self, work: Any, *what: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *what)


async def _body(request: web.Request) -> bytes:
    """The body, up to a size of its own: the door lets in less, since it does not know who sends."""
    parts, size = [], 0
    async for chunk in request.content.iter_any():
        size += len(chunk)
        if size > MOST_BYTES:
            raise web.HTTPRequestEntityTooLarge(MOST_BYTES, size)
        parts.append(chunk)
    if not size:
        raise BadQuestion("body", "is empty: send the file of the feed")
    return b"".join(parts)


def _city_of(engine: Engine, token: str) -> str | None:
    with storage.session(engine) as session:
        return tokens.city_of(session, token)


def _take(engine: Engine, city: str, name: str, content: bytes) -> dict[str, Any]:
    with storage.session(engine) as session:
        feed = session.get(Feed, (city, name))
    if feed is None:
        raise NotKnown("feed: there is no such feed")
    notes = Notes()
    with tempfile.TemporaryDirectory(prefix="faro-feed-") as folder:
        path = Path(folder) / f"{name}{SUFFIXES[feed.format]}"
        path.write_bytes(content)
        outcome = feeds.take(engine, feed, path, notes)
    return {"outcome": outcome, "problems": _notes(notes.faults), "left_out": _notes(notes.warnings)}


def _notes(notes: tuple[Note, ...]) -> list[dict[str, Any]]:
    return [{"file": note.file, "row": note.row, "column": note.column, "why": note.why} for note in notes[:_MOST_NOTES]]


def _pending(engine: Engine, city: str) -> list[dict[str, Any]]:
    with storage.session(engine) as session:
        rows = proposals.pending(session, city)
        return [
            {"id": row.id, "feed": row.feed, "service": row.service_id, "how": row.how, "fields": row.fields} for row in rows
        ]
