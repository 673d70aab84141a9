"""Files that somebody uploads: read in pieces up to a limit, so that nothing large ever stands in memory, however small it was
packed for the way."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import BodyPartReader, web

from services_directory.errors import BadQuestion
from services_directory.web.auth import same_site

MOST_BYTES = 2 * 1024 * 1024
_MOST_FIELD = 4096
_MOST_FIELDS = 20


@dataclass(frozen=True, slots=True)
class Upload:
    """The fields of a form with one file. `name` is only shown, never a path that is used."""

    fields: dict[str, str]
    name: str
    body: bytes


async def read_upload(request: web.Request, most: int = MOST_BYTES) -> Upload:
    """A form with one file, from the same site.

    Raises:
        Forged: another site sent it.
        BadQuestion: it holds no file, or too many fields.
        web.HTTPRequestEntityTooLarge: the file is larger than `most` bytes.
        web.HTTPUnsupportedMediaType: it is no form with a file.
    """
    same_site(request)
    if request.content_type != "multipart/form-data":
        raise web.HTTPUnsupportedMediaType(headers={"Accept-Post": "multipart/form-data"})
    fields: dict[str, str] = {}
    name, body = "", None
    reader = await request.multipart()
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader) or len(fields) >= _MOST_FIELDS:
            raise BadQuestion("body", "holds more than a form with a file")
        if part.filename is None:
            fields[part.name or ""] = (await _read(part, _MOST_FIELD)).decode("utf-8", "replace")
        elif body is None:
            name, body = part.filename.replace("\\", "/").rpartition("/")[2][:100], await _read(part, most)
    if not body:
        raise BadQuestion("file", "is missing")
    return Upload(fields, name, body)


async def _read(part: BodyPartReader, most: int) -> bytes:
    found = bytearray()
    while chunk := await part.read_chunk():
        found += chunk
        if len(found) > most:
            raise web.HTTPRequestEntityTooLarge(most, len(found))
    return bytes(found)
