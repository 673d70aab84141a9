"""A message as the page shows it: codes become short lines, each with a picture, in the words of the directory's wording."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.channels.messages import Answer, Message
from bot.channels.reach import tel, ways_to, web_address
from bot.privacy.logs import describe, report
from services_directory.wording import cards as words
from services_directory.wording import formats
from services_directory.wording.direction import isolate
from services_directory.wording.phrases import Phrasebook

Card = Mapping[str, Any]
_LABELS = {
    "paper": "papers_label", "coin": "cost_label", "shield": "privacy_label", "clock": "hours_label", "pin": "where_label",
    "speech": "languages_label", "phone": "phone_label", "globe": "web_label", "send": "email_label",
    "legal_aid": "source_label",
}  # fmt: skip
_MOST_LANGUAGES = 8
_MOST_REACHED = 3


def turn_view(book: Phrasebook, answer: Answer, said: str) -> dict[str, Any]:
    """One turn.

    Args:
        said: what the person did, in their words as redacted, or the title of the button that they pressed.
    """
    return {"said": said, "language": answer.language, "messages": [message_view(book, one) for one in answer.messages]}


def message_view(book: Phrasebook, message: Message) -> dict[str, Any]:
    """One message: blocks of text and cards, contacts, links, buttons. A payload that it does not know is left to the text."""
    custom = message.custom or {}
    plain = {"kind": "text", "blocks": _texts(message.text), "contacts": [], "after": [], "reach": []}
    view: dict[str, Any] = {"lang": message.lang, "dir": message.dir, "buttons": message.buttons}
    try:
        if custom.get("type") == "services":
            return {**view, **plain, **_services(book, message, custom["services"])}
        if custom.get("type") == "crisis":
            return {**view, **plain, **_crisis(message, custom["contacts"])}
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        report("channel.view", level="ERROR", **describe(error))
    return {**view, **plain}


def _texts(text: str) -> list[dict[str, Any]]:
    return [{"lines": part.split("\n")} for part in text.split("\n\n") if part.strip()]


def _crisis(message: Message, contacts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Comfort, then contacts in place of the paragraph that names them in words, then what comes after."""
    first, *after = _texts(message.text)
    shown = [_contact(contact, message.lang) for contact in contacts]
    return {"kind": "crisis", "blocks": [first], "contacts": shown, "after": after[1:]}


def _services(book: Phrasebook, message: Message, services: Sequence[Card]) -> dict[str, Any]:
    """Paragraphs, those that begin with the headline of a service as its card.

    The card is made of the codes where a button offers more of the service (it then stands in the card), else of the
    paragraph's lines, which say more. A few services that are only named in the text get the links by which they are reached.
    """
    lang = message.lang
    heads = {words.headline(book, card, lang): card for card in services}
    more = {button["payload"].partition(":")[2]: button for button in message.buttons}
    blocks, said = _texts(message.text), set()
    for block in blocks:
        card = heads.pop(block["lines"][0], None)
        if card is None:
            continue
        offered = more.get(card["id"])
        block["card"] = from_codes(book, card, lang, offered) if offered else from_lines(book, card, lang, block["lines"][1:])
        said.add(block["card"]["checked"])
    left = list(heads.values()) if len(services) <= _MOST_REACHED else []
    shown = [block["card"]["more"] for block in blocks if "card" in block]
    return {
        "blocks": [block for block in blocks if block["lines"] not in [[line] for line in said]],
        "buttons": [button for button in message.buttons if button not in shown],
        "reach": [ways_to(card) for card in left],
    }


def from_codes(book: Phrasebook, card: Card, lang: str, more: Mapping[str, str] | None = None) -> dict[str, Any]:
    """One service, its lines made of the codes. `more` is the button that tells everything about it."""
    return {
        **_head(book, card, lang),
        "why": words.why_lines(book, card, lang),
        "law": card["programme_name"],
        "lines": [line for line in _lines(book, card, lang) if line[1]],
        "checked": words.checked_line(book, card, lang),
        "sources": [_source(*each, lang) for each in zip(words.source_lines(book, card, lang), card["sources"], strict=True)],
        "more": more,
    }


def from_lines(book: Phrasebook, card: Card, lang: str, told: Sequence[str]) -> dict[str, Any]:
    """One service, with lines that say everything already: those before the first label are prose."""
    checked = words.checked_line(book, card, lang)
    lines = [(_picture(book, line, lang), line) for line in told if line != checked]
    first = next((place for place, (picture, _) in enumerate(lines) if picture), len(lines))
    return {
        **_head(book, card, lang),
        "why": [line for _, line in lines[:first]],
        "law": None,
        "lines": lines[first:],
        "checked": checked if checked in told else None,
        "sources": [],
        "more": None,
    }


def _head(book: Phrasebook, card: Card, lang: str) -> dict[str, Any]:
    return {
        "id": card["id"],
        "verdict": card["verdict"],
        "verdict_words": words.verdict_words(book, card, lang),
        "open": card["open_now"],
        "reach": ways_to(card),
    }


def _picture(book: Phrasebook, line: str, lang: str) -> str:
    """The picture of a line in words, by the label that it begins with."""
    labels = ((picture, book.say(lang, label)) for picture, label in _LABELS.items())
    return next((picture for picture, label in labels if line.startswith((f"{label}:", f"{label}："))), "")


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
    address = isolate(str(card["address"]), lang)
    if card["distance_m"] is None:
        return address
    away = formats.distance(card["distance_m"], lang, card.get("country", "ES"))
    return f"{address} ({book.say(lang, 'away', distance=away)})"


def _languages(book: Phrasebook, card: Card, lang: str) -> str:
    spoken = [formats.language_name(tag, lang) for tag in card.get("languages", ())[:_MOST_LANGUAGES]]
    return book.say(lang, "page_languages", languages=formats.listing(spoken, lang)) if spoken else ""


def _source(line: str, source: Mapping[str, Any], lang: str) -> dict[str, Any]:
    return {"line": line, "url": web_address(source.get("url")), "seen": formats.date_as_known(source.get("seen"), lang)}


def _contact(contact: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """A contact in danger, with each way to reach it; the silent ones first."""
    say = contact.get("say") or ""
    digits = re.sub(r"[^0-9]", "", contact.get("whatsapp") or "")
    return {
        "name": contact["name"],
        "say": say.get(lang) or next(iter(say.values()), "") if isinstance(say, Mapping) else say,
        "text": contact.get("text"),
        "text_shown": formats.phone(contact["text"]) if contact.get("text") else None,
        "whatsapp": formats.phone(contact["whatsapp"]) if contact.get("whatsapp") else None,
        "whatsapp_link": f"https://wa.me/{digits}" if digits else None,
        "phone": formats.phone(contact["phone"]) if contact.get("phone") else None,
        "tel": tel(contact.get("phone")),
        "url": web_address(contact.get("chat") or contact.get("url")),
    }
