"""Messages as channels send them, and those that the front door says by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services_directory.wording.direction import direction
from services_directory.wording.phrases import FALLBACK, Phrasebook


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a person.

    Attributes:
        lang, dir: how it is to be read: BCP 47 tag, `ltr` or `rtl`.
        parts: the text in parts of one language each (`{"text", "lang", "dir"}`); empty where it is all in `lang`.
        buttons: `{"title", "payload"}`.
        custom: codes beside the text (`{"type": "services" | "crisis", …}`).
    """

    text: str
    lang: str
    dir: str = "ltr"
    buttons: Sequence[dict[str, str]] = ()
    custom: dict[str, Any] | None = None
    parts: Sequence[dict[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back for one message. `said` is the redacted text, which a page shows as what Faro has read."""

    messages: Sequence[Message]
    language: str
    said: str = ""


def spoken(book: Phrasebook, lang: str, phrase: str, **values: Any) -> Message:
    """A phrase as a message, in English where the language lacks it."""
    tag = lang if book.has(lang, phrase) else FALLBACK
    return Message(book.say(tag, phrase, **values), tag, direction(tag))


def from_worker(found: dict[str, Any]) -> Message:
    """One of the messages of a worker's answer.

    Raises:
        LookupError: it has no text.
    """
    lang = str(found.get("lang") or "en")
    buttons = [{"title": str(b["title"]), "payload": str(b["payload"])} for b in found.get("buttons") or ()]
    parts = [{name: str(part[name]) for name in ("text", "lang", "dir")} for part in found.get("parts") or ()]
    return Message(str(found["text"]), lang, found.get("dir") or direction(lang), buttons, found.get("custom") or None, parts)
