"""One shape for every error, and nothing of a request in any of them.

`{"error": {"code", "message", "where"?}}`. What fails inside is reported to the log as the type of the exception and the
lines of code, never its text, because the text of an exception may hold what a person wrote.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from services_directory.errors import BadQuestion, FaroError, NotKnown

log = logging.getLogger("faro.front_door")

_SAID = {
    400: ("bad_request", "The request cannot be read."),
    403: ("forbidden", "This is not allowed."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take this method; the header Allow names those that it takes."),
    411: ("length_required", "Send the length of the body."),
    413: ("too_large", "The body is too large; 64 KB are the most."),
    415: ("unsupported_media_type", "Send the body in a type that the header Accept-Post names."),
    417: ("bad_request", "This expectation cannot be met."),
    429: ("too_many_requests", "Too many requests at once; wait as long as the header Retry-After says."),
    500: ("internal", "Something failed here. Nothing of your request was kept."),
    503: ("unavailable", "This cannot be answered just now; try again soon."),
}
_KEPT_HEADERS = ("Allow", "Accept-Post", "Retry-After")


def error_response(
    status: int, code: str, message: str, where: str | None = None, headers: Mapping[str, str] | None = None
) -> web.Response:
    """The one shape. `where` is the field or part of the system that is meant."""
    said = {"code": code, "message": message} | ({"where": where} if where else {})
    return web.json_response({"error": said}, status=status, headers=headers)


def by_status(status: int, headers: Mapping[str, str] | None = None) -> web.Response:
    """The one shape with the words that belong to a status; statuses without words of their own count as 400 or 500."""
    known = status if status in _SAID else 400 if status < 500 else 500
    code, message = _SAID[known]
    return error_response(status, code, message, headers=headers)


@web.middleware
async def one_shape(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn everything that can go wrong into the one shape."""
    try:
        return await handler(request)
    except BadQuestion as error:
        return error_response(400, "bad_request", error.why, error.field)
    except NotKnown as error:
        return error_response(404, "not_found", str(error))
    except web.HTTPException as error:
        kept = {name: error.headers[name] for name in _KEPT_HEADERS if name in error.headers}
        return by_status(error.status, kept)
    except (ConnectionError, web.PayloadAccessError):  # the other side has gone: nobody reads this
        return by_status(400)
    except Exception as error:
        log.error("request failed", exc_info=bare(error))
        passing = isinstance(error, FaroError | TimeoutError) or _is_of_database(error)
        return by_status(503, {"Retry-After": "5"}) if passing else by_status(500)


def bare(error: BaseException) -> Exception:
    """An exception of the same name and place without its words and without what caused it: safe to hand to a log."""
    stripped: Exception = type(type(error).__name__, (Exception,), {})()
    return stripped.with_traceback(error.__traceback__)


def _is_of_database(error: Exception) -> bool:
    """By module, so that the door need not know which database library stands behind the directory."""
    return any(kind.__module__.split(".")[0] in ("sqlalchemy", "sqlite3", "psycopg") for kind in type(error).__mro__)


async def json_object(request: web.Request) -> dict[str, Any]:
    """The body as a JSON object.

    Raises:
        web.HTTPUnsupportedMediaType: it is sent as another type.
        web.HTTPRequestEntityTooLarge: it is larger than the door lets in.
        BadQuestion: it is not JSON, or not an object.
    """
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(headers={"Accept-Post": "application/json"})
    try:
        loaded = json.loads(await request.read())
    except (ValueError, RecursionError):
        raise BadQuestion("body", "is not valid JSON") from None
    if not isinstance(loaded, dict):
        raise BadQuestion("body", "must be a JSON object")
    return loaded
