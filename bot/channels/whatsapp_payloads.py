"""What Meta's Cloud API delivers, read into ours. Nothing here raises: a part that makes no sense is left out.

Written after the webhook reference of Meta's documentation (messages: text, interactive, button, location, image, audio, video,
document, sticker, contacts, reaction, order, system, edit, revoke, unsupported, group, status, errors), July 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.channels.received import Kind, Received, place_command

CHANNEL = "whatsapp"
_ID = re.compile(r"[A-Za-z0-9+/=_.:-]{1,256}")
_ADDRESS = re.compile(r"[A-Za-z0-9.+-]{1,150}")
_MEDIA = frozenset({"image", "video", "audio", "voice", "document", "sticker", "contacts", "order"})
_LARGEST_TEXT = 70_000
Json = Mapping[str, Any]


@dataclass(slots=True, repr=False)
class Delivery:
    """What one POST holds.

    Attributes:
        messages: of people, for any of our numbers, the earliest first.
        confirmed: tags of answers that WhatsApp has taken (`biz_opaque_callback_data` of a status).
        moved: (number, sender) of people who have another number now: the old one is nobody's, or somebody else's.
        deleted: ids of messages that the person has taken back.
        errors: Meta's codes, which tell nothing of anybody.
    """

    messages: list[Received] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)
    moved: list[tuple[str, str]] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    errors: list[int] = field(default_factory=list)


def read(payload: object) -> Delivery:
    """Read one POST: all entries, changes and messages of it."""
    found = Delivery()
    for value in _values(payload):
        number = _text(_part(value, "metadata").get("phone_number_id"), _ID)
        found.errors += _codes(value)
        for status in _parts(value, "statuses"):
            _read_status(status, found)
        for message in _parts(value, "messages"):
            if number:
                _read_message(message, number, found)
    found.messages.sort(key=lambda received: received.sent_at)
    return found


def _values(payload: object) -> Iterator[Json]:
    if not isinstance(payload, Mapping) or payload.get("object") != "whatsapp_business_account":
        return
    for entry in _parts(payload, "entry"):
        for change in _parts(entry, "changes"):
            if change.get("field") == "messages":
                yield _part(change, "value")


def _read_status(status: Json, found: Delivery) -> None:
    """An answer is out as soon as there is any status of it; one that failed cannot be sent again either."""
    tag = status.get("biz_opaque_callback_data")
    if isinstance(tag, str) and _ID.fullmatch(tag):
        found.confirmed.append(tag)
    found.errors += _codes(status)


def _read_message(message: Json, number: str, found: Delivery) -> None:
    sender = _text(message.get("from_user_id"), _ADDRESS) or _text(message.get("from"), _ADDRESS)
    id_, sent_at = _text(message.get("id"), _ID), _seconds(message.get("timestamp"))
    found.errors += _codes(message)
    if message.get("type") == "system":
        found.moved += [(number, old) for old in _old_senders(message)]
    elif message.get("type") == "revoke":
        original = _text(_part(message, "revoke").get("original_message_id"), _ID)
        found.deleted += [original] if original else []
    elif sender and id_ and sent_at is not None and "group_id" not in message:  # a group would read the answer too
        said = _said(message)
        if said is not None:
            reply_to = _text(message.get("from"), _ADDRESS) or sender
            found.messages.append(Received(CHANNEL, number, sender, reply_to, id_, sent_at, *said))


def _old_senders(message: Json) -> list[str]:
    system = _part(message, "system")
    old = (message.get("from"), message.get("from_user_id"), system.get("previous_user_id"))
    return [sender for one in old if (sender := _text(one, _ADDRESS))]


def _said(message: Json) -> tuple[Kind, str] | None:
    """What a message says; None where nothing is to be answered."""
    kind = _kind(message)
    if kind == "edit":
        edited = _part(_part(message, "edit"), "message")
        return _said(edited) if _kind(edited) != "edit" else ("unreadable", "")
    if kind == "reaction":
        return None
    if kind == "location":
        place = _part(message, "location")
        command = place_command(place.get("latitude"), place.get("longitude"))
        return ("text", command) if command else ("unreadable", "")
    if kind in _MEDIA:
        caption = _part(message, kind).get("caption")
        return "media", caption[:_LARGEST_TEXT] if isinstance(caption, str) else ""
    text = _written(message)
    return ("unreadable", "") if text is None else ("text", text[:_LARGEST_TEXT])


def _written(message: Json) -> str | None:
    """Text, or the payload of what was touched."""
    kind = _kind(message)
    if kind == "text":
        said: object = _part(message, "text").get("body")
    elif kind == "button":
        button = _part(message, "button")
        said = button.get("payload") or button.get("text")
    elif kind == "interactive":
        reply = _part(message, "interactive")
        said = _part(reply, _kind(reply)).get("id")
    elif kind == "request_welcome":
        said = "#help"
    else:
        said = None
    return said if isinstance(said, str) else None


def _kind(where: Json) -> str:
    found = where.get("type")
    return found if isinstance(found, str) else ""


def _codes(where: Json) -> list[int]:
    return [code for error in _parts(where, "errors") if isinstance(code := error.get("code"), int)]


def _parts(where: Json, name: str) -> list[Json]:
    found = where.get(name)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _part(where: Json, name: str) -> Json:
    found = where.get(name)
    return found if isinstance(found, Mapping) else {}


def _text(found: object, form: re.Pattern[str]) -> str | None:
    return found if isinstance(found, str) and form.fullmatch(found) else None


def _seconds(found: object) -> float | None:
    text = str(found) if isinstance(found, int | str) and not isinstance(found, bool) else ""
    return float(text) if text.isascii() and text.isdecimal() and len(text) <= 11 else None
