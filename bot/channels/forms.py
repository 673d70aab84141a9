"""What the form of the chat page sends, read and checked."""

from __future__ import annotations

import math
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from aiohttp import web

from services_directory.errors import BadQuestion

_FORM = "application/x-www-form-urlencoded"
_RANDOM = re.compile(r"[A-Za-z0-9_-]{22,64}")
_PLACE = re.compile(r"(-?\d{1,3}(?:\.\d{1,6})?),(-?\d{1,3}(?:\.\d{1,6})?)")
_MOST_FIELDS = 20
_MOST_DEGREES = (90.0, 180.0)


@dataclass(frozen=True, slots=True)
class Form:
    """One form.

    Attributes:
        conversation: the random name of the talk in this tab; a new one where none of ours is sent.
        languages: tags that the person chose, then the one of the page.
        wish: the button, where it is not "send": `choose`, `open`, `forget` or `leave`.
        text: for the assistant: what was written, or the command of a button.
        shown: what the page shows of it: the title of a button; None for the text itself.
        once: the same when the same message is sent again.
        place: latitude and longitude in degrees that the person shared, made rough on the device.
    """

    conversation: str
    languages: tuple[str, ...]
    wish: str | None
    text: str
    shown: str | None
    once: str
    place: tuple[float, float] | None


def new_name() -> str:
    """A random name for a conversation, a message or an answer."""
    return secrets.token_urlsafe(24)


async def read(request: web.Request) -> Form:
    """The form that a request brings.

    Raises:
        web.HTTPUnsupportedMediaType: it is not sent as a form.
        BadQuestion: it has more fields than any form of ours.
    """
    fields = await _fields(request)
    text, shown = _what_was_said(fields)
    said = fields.get("conversation", "")
    # Another text with the same name is another message: a browser may show an old page again.
    once = f"{fields['once']}\n{text}" if _RANDOM.fullmatch(fields.get("once", "")) else new_name()
    return Form(
        conversation=said if _RANDOM.fullmatch(said) else new_name(),
        languages=tuple(fields[name] for name in ("choose", "language") if fields.get(name)),
        wish=next((name for name in ("leave", "forget", "open", "choose") if name in fields), None),
        text=text,
        shown=shown,
        once=once,
        place=_place(fields.get("place", "")),
    )


async def _fields(request: web.Request) -> dict[str, str]:
    """The fields of a form, the first of each name."""
    if request.content_type != _FORM:
        raise web.HTTPUnsupportedMediaType(headers={"Accept-Post": _FORM})
    body = (await request.read()).decode("utf-8", "replace")
    try:
        fields = parse_qsl(body, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise BadQuestion("body", f"a form has at most {_MOST_FIELDS} fields") from None
    return dict(reversed(fields))


def _what_was_said(fields: Mapping[str, str]) -> tuple[str, str | None]:
    if "choose" in fields:
        return f"#lang:{fields['choose']}", ""
    if "press" in fields:
        payload, _, title = fields["press"].partition("\t")
        return payload, title
    return fields.get("text", ""), None


def _place(said: str) -> tuple[float, float] | None:
    """`41.88,-87.63`; what is no place on earth is none."""
    found = _PLACE.fullmatch(said)
    if found is None:
        return None
    lat, lon = float(found[1]), float(found[2])
    inside = all(math.fabs(value) <= most for value, most in zip((lat, lon), _MOST_DEGREES, strict=True))
    return (lat, lon) if inside else None
