"""An answer that leaves in parts: each is on its way, compressed, as soon as it is there.

The first tells the page that the message has arrived. One that is cut off has no end mark, and the page asks again.
"""

from __future__ import annotations

import zlib
from types import TracebackType

from aiohttp import web

BETWEEN, END = "<!--part-->", "<!--end-->"
_GZIP = 31  # zlib's window bits for the gzip format


class Parts:
    """A response of HTML parts, each with `BETWEEN` behind it, while the block runs."""

    def __init__(self, request: web.Request) -> None:
        self._request = request
        self._response = web.StreamResponse()
        self._response.content_type = "text/html"
        self._response.charset = "utf-8"
        zips = "gzip" in request.headers.get("Accept-Encoding", "")
        self._zip = zlib.compressobj(6, zlib.DEFLATED, _GZIP) if zips else None
        if zips:
            self._response.headers["Content-Encoding"] = "gzip"
        self._response.headers["Vary"] = "Accept-Encoding"

    async def __aenter__(self) -> Parts:
        await self._response.prepare(self._request)
        await self.send("")
        return self

    async def send(self, part: str) -> None:
        """Send a part now."""
        body = f"{part}{BETWEEN}".encode()
        if self._zip is not None:
            body = self._zip.compress(body) + self._zip.flush(zlib.Z_SYNC_FLUSH)
        await self._response.write(body)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:  # the status has gone out already: only the line can say that this is no answer
            if self._request.transport is not None:
                self._request.transport.abort()
            return
        await self.send(END)
        await self._response.write_eof(self._zip.flush() if self._zip is not None else b"")

    @property
    def response(self) -> web.StreamResponse:
        """What the handler gives back."""
        return self._response
