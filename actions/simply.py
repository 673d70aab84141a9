"""One service in very short sentences, for who reads with difficulty: may I, what do I bring, what does it cost, where."""

from __future__ import annotations

from actions.messages import Card, book, lines, say
from services_directory.wording import cards as words
from services_directory.wording import formats
from services_directory.wording.direction import isolate

_MOST_PAPERS = 3


def simply(card: Card, lang: str) -> str:
    """At most six short lines."""
    return lines(
        f"{words.MARKS[card['verdict']]} {isolate(card['name'], lang)}",
        say(lang, f"simple_{card['verdict']}"),
        _papers(card, lang),
        say(lang, f"fee_{card['fee']}"),
        _where(card, lang),
        _reach(card, lang),
    )


def _papers(card: Card, lang: str) -> str:
    if card["documents"]:
        named = (say(lang, f"document_{id_}") for id_ in card["documents"][:_MOST_PAPERS])
        return say(lang, "simple_bring", documents=formats.listing(named, lang))
    return say(lang, f"id_required_{card['id_required']}")


def _where(card: Card, lang: str) -> str | None:
    return say(lang, "simple_go", address=card["address"]) if card["address"] and card["verdict"] != "no" else None


def _reach(card: Card, lang: str) -> str | None:
    if not card["phone"]:
        return None
    number = words.labelled(book(), lang, "phone_label", isolate(formats.phone(card["phone"]), lang))
    return f"{number} {_open(card, lang)}".rstrip()


def _open(card: Card, lang: str) -> str:
    return "" if card["open_now"] is None and card["hours"] != "24/7" else words.hours_words(book(), card, lang)
