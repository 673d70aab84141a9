"""What Twilio delivers (WhatsApp and SMS), read into ours, and our messages as Twilio takes them.

Written after Twilio's documentation "Request to your webhook URL" and "Message resource", March and August 2026.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot import commands
from bot.channels.messages import Message
from bot.channels.received import Kind, Received, place_command
from bot.channels.splitting import split

LONGEST = 1600  # characters of a body
_ADDRESS = re.compile(r"(?:whatsapp:)?\+?[A-Za-z0-9._-]{1,64}")
_SID = re.compile(r"[A-Z]{2}[0-9a-fA-F]{32}")
_WHATSAPP = "whatsapp:"
_ISOLATES = re.compile("[\u2066-\u2069\u200e\u200f]")
# Statuses after which a body can be erased; `read` comes after `delivered`.
FINAL = frozenset({"delivered", "undelivered", "failed", "read"})
TAKEN = frozenset({"accepted", "scheduled", "queued", "sending", "sent"}) | FINAL


def read(form: Mapping[str, str], now: float) -> Received | None:
    """One message; None where the form holds none, or where nothing is to be answered.

    Args:
        now: seconds since 1970. Twilio does not say when a message was sent.
    """
    sender, number, sid = form.get("From", ""), form.get("To", ""), form.get("MessageSid") or form.get("SmsSid") or ""
    if not (_ADDRESS.fullmatch(sender) and _ADDRESS.fullmatch(number) and _SID.fullmatch(sid)):
        return None
    if form.get("OptOutType"):  # STOP, START, HELP: Twilio itself has answered
        return None
    kind, text = _said(form)
    channel = "twilio" if number.startswith(_WHATSAPP) else "sms"
    return Received(channel, number, sender, sender, sid, now, kind, text)


def stopped(form: Mapping[str, str]) -> bool:
    """Has somebody written STOP?"""
    return form.get("OptOutType", "").upper() == "STOP"


def _said(form: Mapping[str, str]) -> tuple[Kind, str]:
    body = form.get("Body", "")
    if form.get("Latitude") or form.get("Longitude"):
        command = place_command(form.get("Latitude"), form.get("Longitude"))
        return ("text", command) if command else ("unreadable", "")
    for touched in (form.get("ButtonPayload", ""), form.get("ListId", "")):
        if commands.read(touched):
            return "text", touched
    media = form.get("NumMedia", "0")
    if media.isdecimal() and int(media):
        return "media", body
    return "text", body


def texts(messages: Sequence[Message], channel: str) -> list[str]:
    """What to send, each a body of its own. An SMS carries no marks of direction: old phones show them as boxes."""
    said = [message.text for message in messages]
    if channel == "sms":
        said = [_ISOLATES.sub("", text) for text in said]
    return [part for text in said for part in split(text, LONGEST)]
