"""Answers in codes become messages: text, buttons, and the codes themselves beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from services_directory.wording.direction import direction
from services_directory.wording.parts import foreign_texts, split
from services_directory.wording.phrases import Phrasebook

Card = dict[str, Any]
Button = dict[str, str]
_LONGEST_TITLE = 24


@dataclass
class Message:
    """One message to the person.

    Attributes:
        text: its words; empty where a response of the domain says them.
        buttons: `{"title", "payload"}` each.
        custom: the payload that the contract has for it.
        response: name of a response of the domain, whose words the generator knows.
    """

    text: str = ""
    buttons: list[Button] = field(default_factory=list)
    custom: dict[str, Any] | None = None
    response: str | None = None

    def send(self, dispatcher: CollectingDispatcher, lang: str, plain: bool = False) -> None:
        """Hand it to Rasa, with the language and direction in which it is to be read and spoken.

        Args:
            plain: without buttons.
        """
        said: dict[str, Any] = {"response": self.response} if self.response else {"text": self.text}
        more: dict[str, Any] = {"lang": lang, "dir": direction(lang)}
        foreign = foreign_texts((self.custom or {}).get("services") or (), lang)
        if foreign and not self.response:
            more["parts"] = split(self.text, lang, foreign)
        dispatcher.utter_message(**said, buttons=[] if plain else self.buttons, json_message=self.custom, **more)


@cache
def book() -> Phrasebook:
    """All phrases, read once."""
    return Phrasebook.load()


def say(lang: str, id_: str, **values: Any) -> str:
    """A sentence of the phrase book."""
    return book().say(lang, id_, **values)


def button(title: str, payload: str) -> Button:
    """A button; a title too long for a phone is cut at a word."""
    if len(title) > _LONGEST_TITLE:
        cut = title[: _LONGEST_TITLE - 1]
        title = (cut.rsplit(" ", 1)[0] if " " in cut[8:] else cut).rstrip(" ,;:-–—(") + "…"
    return {"title": title, "payload": payload}


def phrase_button(lang: str, id_: str, payload: str) -> Button:
    """A button whose title is a phrase."""
    return button(say(lang, id_), payload)


def need_buttons(lang: str, needs: Iterable[str]) -> list[Button]:
    """A button for each need, in its words."""
    return [button(say(lang, f"need_{need}"), f"#need:{need}") for need in needs]


def services_payload(cards: Sequence[Card], lang: str, total: int) -> dict[str, Any]:
    """The custom payload of an answer with services."""
    return {"type": "services", "language": lang, "services": list(cards), "total": total}


def paragraphs(*parts: str | None) -> str:
    """Parts with an empty line between them; those that say nothing are left out."""
    return "\n\n".join(part for part in parts if part)


def lines(*parts: str | None) -> str:
    """Parts on lines of their own; those that say nothing are left out."""
    return "\n".join(part for part in parts if part)
