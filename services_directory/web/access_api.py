"""The directory's API: verdicts, services, cities. No authentication, and nothing of a question is logged or kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from aiohttp import web

from services_directory.access import Answer, Directory
from services_directory.errors import BadQuestion
from services_directory.web.errors import json_object
from services_directory.web.questions import from_address, from_body, language

T = TypeVar("T")


class AccessApi:
    """The addresses under `/api/v1`. The directory is asked in one thread of its own: no other request waits for a database."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._thread = ThreadPoolExecutor(1, "directory")

    def routes(self) -> list[web.RouteDef]:
        """Its addresses."""
        return [
            web.post("/api/v1/access", self.post_access),
            web.get("/api/v1/access", self.get_access),
            web.get("/api/v1/services/{id}", self.get_service),
            web.get("/api/v1/cities", self.get_cities),
        ]

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def cities(self) -> list[dict[str, Any]]:
        """The cities that the directory knows."""
        return await self._ask(self._directory.cities)

    async def post_access(self, request: web.Request) -> web.Response:
        """Verdicts for people with facts, which a body may hold and an address never."""
        question = from_body(await json_object(request))
        return web.json_response(_said(await self._ask(lambda: self._directory.answer(question))))

    async def get_access(self, request: web.Request) -> web.Response:
        """Verdicts for somebody of whom nothing is known."""
        question = from_address(request.query)
        return web.json_response(_said(await self._ask(lambda: self._directory.answer(question))))

    async def get_service(self, request: web.Request) -> web.Response:
        """What is public of one service."""
        _only(request.query, {"lang"})
        id_, lang = request.match_info["id"], language(request.query.get("lang"))
        return web.json_response({"service": await self._ask(lambda: self._directory.card(id_, lang))})

    async def get_cities(self, request: web.Request) -> web.Response:
        """All cities."""
        _only(request.query, set())
        return web.json_response({"cities": await self.cities()})

    async def _ask(self, question: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, question)


def _said(answer: Answer) -> dict[str, Any]:
    return {
        "date": answer.date.isoformat(),
        "verdicts": [_verdict(card) for card in answer.cards],
        "total": answer.total,
        "counts": dict(answer.counts),
        "next_question": answer.next_question,
    }


def _verdict(card: Mapping[str, Any]) -> dict[str, Any]:
    """A card under the contract's names: `service` for its id, and no `programme` where it has none."""
    named = {"service": card["id"], **{key: value for key, value in card.items() if key != "id"}}
    if named.get("programme") is None:
        named.pop("programme", None)
        named.pop("programme_name", None)
    return named


def _only(query: Mapping[str, str], allowed: set[str]) -> None:
    if any(name not in allowed for name in query):
        raise BadQuestion("query", f"only these parameters: {', '.join(sorted(allowed)) or 'none'}")
