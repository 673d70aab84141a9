"""The raw body of a request, of a size that its route allows."""

from __future__ import annotations

from aiohttp import web


async def read_raw(request: web.Request, most: int) -> bytes:
    """All bytes of a body.

    Raises:
        web.HTTPRequestEntityTooLarge: it has more than `most`.
    """
    if (request.content_length or 0) > most:
        raise web.HTTPRequestEntityTooLarge(most, request.content_length or 0)
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > most:
            raise web.HTTPRequestEntityTooLarge(most, len(body))
    return bytes(body)
