"""A message as the page shows it: codes become short lines, each with a picture, in the words of the directory's wording."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.channels.messages import Answer, Message
from bot.privacy.logs import describe, report
from services_directory.wording import cards as words
from services_directory.wording import formats
from services_directory.wording.phrases import Phrasebook

Card = Mapping[str, Any]
SHAPES = {"yes": "yes", "no": "no", "depends": "depends", "unknown": "unknown"}
_MOST_LANGUAGES = 8
_MOST_REACHED = 3


def turn_view(book: Phrasebook, answer: Answer, said: str) -> dict[str, Any]:
    """One turn.

    Args:
        said: what the person did, in their words as redacted, or the title of the button that they pressed.
    """
    return {"said": said, "language": answer.language, "messages": [message_view(book, one) for one in answer.messages]}


def message_view(book: Phrasebook, message: Message) -> dict[str, Any]:
    """One message: paragraphs of lines, cards, contacts, buttons. A payload that it does not know is left to the text."""
    custom = message.custom or {}
    plain: dict[str, Any] = {"kind": "text", "cards": [], "reach": [], "contacts": [], "after": []}
    view: dict[str, Any] = {"lang": message.lang, "dir": message.dir, "buttons": message.buttons, **plain}
    text = message.text
    try:
        if custom.get("type") == "services":
            text, view["cards"], view["reach"] = _cards(book, message, custom["services"])
        elif custom.get("type") == "crisis":
            view["contacts"] = [_contact(contact, message.lang) for contact in custom["contacts"]]
            text, *after = message.text.split("\n\n")
            view |= {"kind": "crisis", "after": after[1:]}  # what stands between names the contacts, which are shown as such
    except (LookupError, TypeError, ValueError) as error:
        report("channel.view", level="ERROR", **describe(error))
        view |= plain
        text = message.text
    view["paragraphs"] = [part.split("\n") for part in text.split("\n\n") if part.strip()]
    return view


def _cards(book: Phrasebook, message: Message, services: list[Card]) -> tuple[str, list[Any], list[Any]]:
    """Cards in place of the same cards in words. An answer that says something else in words keeps them, and its few services
    get the links by which they are reached."""
    worded = words.cards_text(book, services, message.lang)
    if message.text.endswith(worded):
        return message.text.removesuffix(worded).strip(), [card_view(book, card, message.lang) for card in services], []
    few = services if len(services) <= _MOST_REACHED else []
    return message.text, [], [_reach(card) for card in few]


def _reach(card: Card) -> dict[str, Any]:
    """Links to call, find and write."""
    return {
        "name": card["name"],
        "phone": card["phone"],
        "tel": tel(card["phone"]),
        "geo": _geo(card),
        "url": web_address(card["url"]),
        "email": _email(card.get("email")),
    }


def card_view(book: Phrasebook, card: Card, lang: str) -> dict[str, Any]:
    """One service."""
    return {
        "verdict": SHAPES[card["verdict"]],
        "verdict_words": words.verdict_words(book, card, lang),
        "why": words.why_lines(book, card, lang),
        "open": card["open_now"],
        "lines": [line for line in _lines(book, card, lang) if line[1]],
        "checked": words.checked_line(book, card, lang),
        "sources": list(map(_source, words.source_lines(book, card, lang), card["sources"])),
        "reach": _reach(card),
    }


def _lines(book: Phrasebook, card: Card, lang: str) -> list[tuple[str, str]]:
    """Picture and line."""
    return [
        ("paper", words.papers_line(book, card, lang)),
        ("coin", words.cost_line(book, card, lang)),
        ("shield", words.privacy_line(book, card, lang)),
        ("clock", words.hours_words(book, card, lang)),
        ("pin", _where(book, card, lang)),
        ("speech", _languages(book, card, lang)),
    ]


def _where(book: Phrasebook, card: Card, lang: str) -> str:
    if not card["address"]:
        return ""
    if card["distance_m"] is None:
        return str(card["address"])
    away = formats.distance(card["distance_m"], lang, card.get("country", "ES"))
    return f"{card['address']} ({book.say(lang, 'away', distance=away)})"


def _languages(book: Phrasebook, card: Card, lang: str) -> str:
    spoken = [formats.language_name(tag, lang) for tag in card.get("languages", ())[:_MOST_LANGUAGES]]
    return book.say(lang, "page_languages", languages=formats.listing(spoken, lang)) if spoken else ""


def _source(line: str, source: Mapping[str, Any]) -> dict[str, Any]:
    return {"line": line, "url": web_address(source.get("url")), "seen": source.get("seen")}


def _contact(contact: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """A contact in danger, with each way to reach it; the silent ones first."""
    say = contact.get("say") or ""
    digits = re.sub(r"[^0-9]", "", contact.get("whatsapp") or "")
    return {
        "name": contact["name"],
        "say": say.get(lang) or next(iter(say.values()), "") if isinstance(say, Mapping) else say,
        "text": contact.get("text"),
        "whatsapp": contact.get("whatsapp"),
        "whatsapp_link": f"https://wa.me/{digits}" if digits else None,
        "phone": contact.get("phone"),
        "tel": tel(contact.get("phone")),
        "url": web_address(contact.get("chat") or contact.get("url")),
    }


def tel(phone: str | None) -> str | None:
    """A number as a link dials it: RFC 3966, digits and a leading plus."""
    digits = re.sub(r"[^0-9+*#]", "", phone or "")
    return f"tel:{digits}" if digits else None


def web_address(url: str | None) -> str | None:
    """The address if it is one of the web; anything else that an editor may have written is no link."""
    return url if url and re.match(r"https?://", url) else None


def _email(address: str | None) -> str | None:
    return f"mailto:{address}" if address and re.fullmatch(r"[^\s@?&]+@[^\s@?&]+", address) else None


def _geo(card: Card) -> str | None:
    if card.get("lat") is None or card.get("lon") is None:
        return None
    return f"geo:{card['lat']:.5f},{card['lon']:.5f}?q={card['lat']:.5f},{card['lon']:.5f}"
