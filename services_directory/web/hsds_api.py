"""The HSDS 3.2 API under `/api/hsds/v3`: what is published, for other directories and programs, to read.

Pages begin at 1; one past the end is empty and no error. Lists hold the fields of each thing alone, `full` all of it. No
parameter may speak of a status.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from aiohttp import web
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from services_directory import storage
from services_directory.errors import BadQuestion
from services_directory.search import listing
from services_directory.web import hsds_objects as objects
from services_directory.web.hsds_profile import ProfileApi, root
from services_directory.web.hsds_query import FILTERS, Paging, flag, paging, uuid, wanted, words

T = TypeVar("T")
Hsds = dict[str, Any]
BASE = "/api/hsds/v3"
_LINES_AT_ONCE = 100
_WHOLE_SECONDS = 600.0
_OF_PLACES = ("postcode", "proximity", "full")


class HsdsApi:
    """The addresses. The database is read in threads of its own, so that no other request waits for a long list."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._threads = ThreadPoolExecutor(2, "hsds")

    def routes(self) -> list[web.RouteDef]:
        """Its addresses."""
        return [
            web.get(f"{BASE}", self.get_root),
            web.get(f"{BASE}/", self.get_root),
            web.get(f"{BASE}/services", self.get_services),
            web.get(f"{BASE}/services/{{id}}", self.get_service),
            web.get(f"{BASE}/service_at_locations", self.get_places),
            web.get(f"{BASE}/service_at_locations/{{id}}", self.get_place),
            web.get(f"{BASE}/organizations", self.get_organizations),
            web.get(f"{BASE}/organizations/{{id}}", self.get_organization),
            web.get(f"{BASE}/taxonomies", self.get_taxonomies),
            web.get(f"{BASE}/taxonomies/{{id}}", self.get_taxonomy),
            web.get(f"{BASE}/taxonomy_terms", self.get_terms),
            web.get(f"{BASE}/taxonomy_terms/{{id}}", self.get_term),
            *ProfileApi().routes(BASE),
        ]

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def get_root(self, request: web.Request) -> web.Response:
        """What this is, and in which version."""
        return web.json_response(root(str(request.url.origin()), BASE))

    async def get_services(self, request: web.Request) -> web.StreamResponse:
        """Services: flat, full, or only their ids and when they changed."""
        query = request.query
        part = paging(query, (*FILTERS, "minimal", "full"))
        how = "minimal" if flag(query, "minimal") else "full" if flag(query, "full") else "flat"
        return await self._list(
            request, part, lambda session, offset, limit: listing.services(session, wanted(query, session), offset, limit),
            lambda session, keys: objects.services(session, keys, part.lang, how),
        )  # fmt: skip

    get_services.seconds = _WHOLE_SECONDS  # type: ignore[attr-defined]

    async def get_service(self, request: web.Request) -> web.Response:
        """One service, full."""
        lang = paging(request.query).lang
        id_ = _id(request)
        return web.json_response(await self._ask(lambda session: objects.service(session, id_, lang)))

    async def get_places(self, request: web.Request) -> web.StreamResponse:
        """Services at their places."""
        query = request.query
        part, full = paging(query, (*FILTERS, *_OF_PLACES)), flag(query, "full")
        return await self._list(
            request, part, lambda session, offset, limit: listing.places(session, wanted(query, session), offset, limit),
            lambda session, keys: objects.places(session, keys, part.lang, full),
        )  # fmt: skip

    get_places.seconds = _WHOLE_SECONDS  # type: ignore[attr-defined]

    async def get_place(self, request: web.Request) -> web.Response:
        """One service at one place, full."""
        lang, id_ = paging(request.query).lang, _id(request)
        return web.json_response(await self._ask(lambda session: objects.place(session, id_, lang)))

    async def get_organizations(self, request: web.Request) -> web.StreamResponse:
        """Organizations that have published services."""
        query = request.query
        part = paging(query, ("search", "taxonomy_term_id", "taxonomy_id", "city", "full", "full_service"))
        full, services = flag(query, "full"), flag(query, "full_service")
        return await self._list(
            request, part, lambda session, offset, limit: listing.organizations(session, wanted(query, session), offset, limit),
            lambda session, keys: objects.organizations(session, keys, part.lang, full or services, services),
        )  # fmt: skip

    get_organizations.seconds = _WHOLE_SECONDS  # type: ignore[attr-defined]

    async def get_organization(self, request: web.Request) -> web.Response:
        """One organization, full."""
        lang, services = paging(request.query, ("full_service",)).lang, flag(request.query, "full_service")
        id_ = _id(request)
        return web.json_response(await self._ask(lambda session: objects.organization(session, id_, lang, services)))

    async def get_taxonomies(self, request: web.Request) -> web.StreamResponse:
        """Taxonomies: ours, Open Eligibility, and those that came with imports."""
        part, asked = paging(request.query, ("search",)), words(request.query, "search")
        listed = objects.searched(await self._ask(objects.taxonomies), asked)
        return await self._list_of(request, part, listed)

    async def get_taxonomy(self, request: web.Request) -> web.Response:
        """One taxonomy."""
        paging(request.query)
        return web.json_response(objects.by_id(await self._ask(objects.taxonomies), _id(request), "taxonomy"))

    async def get_terms(self, request: web.Request) -> web.StreamResponse:
        """Terms of taxonomies."""
        query = request.query
        part = paging(query, ("search", "taxonomy_id", "parent_id", "top_only"))
        taxonomy, parent, top, asked = (
            uuid(query, "taxonomy_id"),
            uuid(query, "parent_id"),
            flag(query, "top_only"),
            words(query, "search"),
        )
        if parent and top:
            raise BadQuestion("top_only", "a term has a parent or stands at the top, not both")
        listed = objects.searched(await self._ask(objects.terms), asked)
        return await self._list_of(request, part, objects.terms_of(listed, taxonomy, parent, top))

    async def get_term(self, request: web.Request) -> web.Response:
        """One term."""
        paging(request.query)
        return web.json_response(objects.by_id(await self._ask(objects.terms), _id(request), "taxonomy term"))

    async def _ask(self, question: Callable[[Session], T]) -> T:
        def answer() -> T:
            with storage.session(self._engine) as session:
                return question(session)

        return await asyncio.get_running_loop().run_in_executor(self._threads, answer)

    async def _list(
        self,
        request: web.Request,
        part: Paging,
        find: Callable[[Session, int, int | None], listing.Found],
        say: Callable[[Session, Sequence[Any]], list[Hsds]],
    ) -> web.StreamResponse:
        if part.whole:
            found = await self._ask(lambda session: find(session, 0, None))
            keys = found.keys
            starts = range(0, len(keys), _LINES_AT_ONCE)
            parts = (await self._ask(lambda session, at=at: say(session, keys[at : at + _LINES_AT_ONCE])) for at in starts)  # type: ignore[misc]
            return await _lines(request, parts)
        found, contents = await self._ask(lambda session: _found(session, part, find, say))
        return web.json_response(page(contents, found.total, part))

    async def _list_of(self, request: web.Request, part: Paging, listed: list[Hsds]) -> web.StreamResponse:
        if part.whole:
            return await _lines(request, _once(listed))
        return web.json_response(page(listed[part.offset : part.offset + part.size], len(listed), part))


def page(contents: list[Hsds], total: int, part: Paging) -> Hsds:
    """The page of HSDS around its contents."""
    pages = -(-total // part.size)
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": part.page,
        "size": len(contents),
        "first_page": part.page == 1,
        "last_page": part.page >= pages,
        "empty": not contents,
        "contents": contents,
    }


def _found(
    session: Session,
    part: Paging,
    find: Callable[[Session, int, int | None], listing.Found],
    say: Callable[[Session, Sequence[Any]], list[Hsds]],
) -> tuple[listing.Found, list[Hsds]]:
    found = find(session, part.offset, part.size)
    return found, say(session, found.keys)


async def _lines(request: web.Request, parts: AsyncIterator[list[Hsds]]) -> web.StreamResponse:
    """A line of JSON for each thing, sent as it is made."""
    response = web.StreamResponse(headers={"Content-Type": "application/x-ndjson; charset=utf-8"})
    first: list[Hsds] | None = await anext(parts, None)  # what fails at once is still said in the one shape
    await response.prepare(request)
    while first is not None:
        await response.write("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in first).encode())
        first = await anext(parts, None)
    await response.write_eof()
    return response


async def _once(listed: list[Hsds]) -> AsyncIterator[list[Hsds]]:
    yield listed


def _id(request: web.Request) -> str:
    found = uuid(request.match_info, "id")
    assert found is not None
    return found
