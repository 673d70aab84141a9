"""Is it alive, and can it answer?"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Protocol

from aiohttp import web

from services_directory.web.errors import error_response

READY_SECONDS = 3.0


class Checked(Protocol):
    """What can say of itself whether its parts answer."""

    async def ready(self) -> Mapping[str, bool]:
        """Name of each part -> does it answer now?"""


def routes(parts: Sequence[Checked]) -> list[web.RouteDef]:
    """`/healthz`: the process answers. `/readyz`: all its parts do."""

    async def alive(_: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def ready(_: web.Request) -> web.Response:
        found: dict[str, bool] = {}
        for said in await asyncio.gather(*(_asked(part) for part in parts)):
            found |= said
        missing = [name for name, answers in found.items() if not answers]
        if not missing:
            return web.json_response({"ready": True, "parts": sorted(found)})
        return error_response(
            503, "not_ready", f"Not answering: {', '.join(missing)}.", ",".join(missing), {"Retry-After": "5"}
        )

    return [web.get("/healthz", alive), web.get("/readyz", ready, allow_head=False)]


async def _asked(part: Checked) -> Mapping[str, bool]:
    """What a part says; one that does not even answer in time counts as missing under the name of its class."""
    try:
        async with asyncio.timeout(READY_SECONDS):
            return await part.ready()
    except Exception:
        return {type(part).__name__.lower(): False}
