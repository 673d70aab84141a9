"""One service, whole or in one respect: the lines that answer "which papers", "when", "where", "how much", "who sees it"."""

from __future__ import annotations

from collections.abc import Callable

from actions.messages import Card, book, lines, say
from services_directory.wording import cards as words
from services_directory.wording import formats
from services_directory.wording.direction import isolate

Respect = Callable[[Card, str], str]


def all_of(card: Card, lang: str) -> str:
    """Everything that the directory says of a service."""
    return lines(
        words.headline(book(), card, lang),
        _description(card, lang),
        *words.why_lines(book(), card, lang),
        papers(card, lang),
        cost(card, lang),
        privacy(card, lang),
        *words.contact_lines(book(), card, lang),
        _other_ways_to_reach(card, lang),
        _languages(card, lang),
        _coming(card, lang),
        words.checked_line(book(), card, lang),
    )


def papers(card: Card, lang: str) -> str:
    """What is asked for, in each way of applying where they differ."""
    said = words.papers_line(book(), card, lang)
    differ = len({(way["id_required"], tuple(way["named"])) for way in card["ways"]}) > 1
    ways = [_labelled(f"way_{way['way']}", say(lang, f"id_required_{way['id_required']}"), lang) for way in card["ways"]]
    return lines(said, *(ways if differ else ()), _note(card, "documents_note", lang))


def asked_there(card: Card, lang: str) -> str:
    """Which papers are asked for, and whether the status is: what who fears to show papers wants to know."""
    return lines(papers(card, lang), say(lang, f"asks_status_{card['asks_status']}"))


def hours(card: Card, lang: str) -> str:
    """Whether it is open, when it opens, and the hours as the office writes them."""
    said = words.hours_words(book(), card, lang)
    text = card["hours_text"]
    written = _note(card, "hours_text", lang) if text and text not in said and card["hours"] != "24/7" else None
    return lines(said, written, phone_line(card, lang))


def where(card: Card, lang: str) -> str:
    """The address, how far, and how to reach it."""
    found = words.contact_lines(book(), card, lang)
    return lines(*found) if card["address"] else lines(say(lang, "no_address"), *found)


def cost(card: Card, lang: str) -> str:
    """What it costs, with what the office says about it."""
    return lines(words.cost_line(book(), card, lang), _note(card, "fee_note", lang), _note(card, "income_note", lang))


def privacy(card: Card, lang: str) -> str:
    """Whether status is asked and who can see the data, with the rule that says so."""
    because = [_because(way, lang) for way in card["ways"] if way["because"]]
    return lines(words.privacy_line(book(), card, lang), *dict.fromkeys(because))


def _note(card: Card, key: str, lang: str) -> str | None:
    """A free text of the record, marked where it is in another language."""
    return words.marked(book(), card[key], card[f"{key}_lang"] or lang, lang) if card[key] else None


def _because(way: Card, lang: str) -> str:
    return words.marked(book(), way["because"], way["because_lang"] or lang, lang)


def _description(card: Card, lang: str) -> str | None:
    if not card["description"]:
        return None
    return words.marked(book(), card["description"], card["description_lang"], lang, card["description_machine"])


def _other_ways_to_reach(card: Card, lang: str) -> str:
    others = [isolate(formats.phone(phone["number"]), lang) for phone in card["phones"] if phone["number"] != card["phone"]]
    phones = _labelled("phones_more", ", ".join(others), lang)
    mail = _labelled("email_label", isolate(card["email"], lang), lang) if card["email"] else None
    web = _labelled("web_label", isolate(card["url"], lang), lang) if card["url"] and card["phone"] else None
    return lines(phones, mail, web)


def _languages(card: Card, lang: str) -> str | None:
    if not card["languages"]:
        return None
    names = (formats.language_name(tag, lang) for tag in card["languages"])
    return _labelled("languages_label", formats.listing(names, lang), lang)


def _coming(card: Card, lang: str) -> str | None:
    if card["walk_in"]:
        return say(lang, "walk_in")
    return say(lang, "appointment") if card["appointment"] else None


def phone_line(card: Card, lang: str) -> str | None:
    """The number to call, where there is one."""
    return words.labelled(book(), lang, "phone_label", isolate(formats.phone(card["phone"]), lang)) if card["phone"] else None


def sources(card: Card, lang: str) -> list[str]:
    """The sources of the verdict, each once."""
    return list(dict.fromkeys(words.source_lines(book(), card, lang)))


def _labelled(label: str, text: str, lang: str) -> str:
    return words.labelled(book(), lang, label, text)
