"""What the HSDS API says of itself: its root, and the profile in which our additions to HSDS are declared.

The profile is a set of JSON Merge Patches (RFC 7386) over the schemas of HSDS, as its documentation wants it.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web

from services_directory.errors import NotKnown
from services_directory.exchange import hsds
from services_directory.exchange.hsds.document import VERSION
from services_directory.exchange.hsds.taxonomies import taxonomies
from services_directory.web.openapi import ADDRESS

_FOLDER = Path(hsds.__file__).parent / "profile"
_ABOUT = (
    "City services with, for each, who can use it by immigration status, which papers are asked for and who sees the data. "
    "Adds `x_faro` to HSDS; verdicts are mirrored as attributes. Information with sources and dates, not legal advice."
)


def root(origin: str, base: str) -> dict[str, Any]:
    """The root of the API.

    Args:
        origin: scheme and host under which it was asked.
    """
    return {
        "version": VERSION,
        "profile": f"{origin}{base}/profile",
        "openapi_url": f"{origin}{ADDRESS}",
        "description": _ABOUT,
    }


class ProfileApi:
    """The addresses of the profile."""

    def routes(self, base: str) -> list[web.RouteDef]:
        """Its addresses."""
        return [web.get(f"{base}/profile", self.get_profile), web.get(f"{base}/profile/{{name}}", self.get_patch)]

    async def get_profile(self, request: web.Request) -> web.Response:
        """The profile: which schemas it patches, and our taxonomies."""
        here = f"{request.url.origin()}{request.path}"
        said = {
            "name": "Faro",
            "hsds": VERSION,
            "description": _ABOUT,
            "patches": {name.removesuffix(".json"): f"{here}/{name}" for name in sorted(_patches())},
            "taxonomies": list(taxonomies().values()),
        }
        return web.json_response(said)

    async def get_patch(self, request: web.Request) -> web.Response:
        """One patch."""
        name = request.match_info["name"]
        if name not in _patches():
            raise NotKnown("name: there is no such patch")
        return web.json_response(_patches()[name])


@cache
def _patches() -> dict[str, Any]:
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in _FOLDER.glob("*.json")}
