"""Files that pages load: read once, compressed once, named by their content so that a phone fetches each of them once."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from services_directory.errors import FaroError

_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_OTHERS = "/embed.js"  # the one file that pages of other sites load
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".txt": "text/plain"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file. `tag` names its content."""

    body: bytes
    zipped: bytes
    content_type: str
    tag: str


class Assets:
    """The files of some folders, by name."""

    def __init__(self, folders: Iterable[Path]) -> None:
        """Read them.

        Raises:
            FaroError: two folders hold a file of the same name.
        """
        self._files: dict[str, Asset] = {}
        for file in (file for folder in folders for file in sorted(folder.iterdir()) if file.is_file()):
            if file.name in self._files:
                raise FaroError(f"two static files are called {file.name}")
            self._files[file.name] = _read(file)

    def url(self, name: str) -> str:
        """Address of a file, with the name of its content in it.

        Raises:
            KeyError: there is no such file.
        """
        return f"/static/{name}?v={self._files[name].tag}"

    def routes(self) -> list[web.RouteDef]:
        """All files under `/static/`; those that browsers, robots and other sites look for by name at the root."""
        return [
            web.get("/static/{name}", self._serve),
            web.get("/{name:robots\\.txt|favicon\\.svg|embed\\.js}", self._serve),
        ]

    async def _serve(self, request: web.Request) -> web.Response:
        asset = self._files.get(request.match_info["name"])
        if asset is None:
            raise web.HTTPNotFound
        zipped = "gzip" in request.headers.get("Accept-Encoding", "")
        headers = {"Vary": "Accept-Encoding", "ETag": f'"{asset.tag}"'}
        headers["Cache-Control"] = _FOR_EVER if request.query.get("v") == asset.tag else "no-cache"
        if zipped:
            headers["Content-Encoding"] = "gzip"
        if request.path == _FOR_OTHERS:
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        body = asset.zipped if zipped else asset.body
        return web.Response(body=body, content_type=asset.content_type, charset="utf-8", headers=headers)


def _read(file: Path) -> Asset:
    body = file.read_bytes()
    guessed = _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return Asset(body, gzip.compress(body, 9, mtime=0), guessed, hashlib.sha256(body).hexdigest()[:12])
