"""What would make it a yes, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services_directory.wording import formats
from services_directory.wording.phrases import Phrasebook

MOST_SHOWN = 2
_PERIODS = ("months_in_status", "months_since_application", "months_in_country", "social_security_months")
_MOST_STATUSES = 4


def change_lines(book: Phrasebook, card: Mapping[str, Any], lang: str) -> list[str]:
    """One sentence for each of the smallest changes, at most two; none where all that is missing is an answer."""
    lines = []
    for change in card["would_change"][:MOST_SHOWN]:
        parts = _parts(book, change, lang)
        if not parts or (card["verdict"] == "depends" and "status" in change["facts"]):
            continue
        lines.append(book.say(lang, "change_yes_if", changes=formats.listing(parts, lang)))
        if change.get("from"):
            lines.append(book.say(lang, "change_from", date=formats.day(change["from"], lang)))
    return lines


def _parts(book: Phrasebook, change: Mapping[str, Any], lang: str) -> list[str]:
    parts = [words for fact, value in change["facts"].items() for words in _fact(book, fact, value, lang)]
    return parts + [book.say(lang, f"condition_{id_}") for id_ in change["conditions"]]


def _fact(book: Phrasebook, fact: str, value: Any, lang: str) -> list[str]:
    if fact == "status":
        statuses = value if isinstance(value, list) else [value]
        named = (book.say(lang, f"status_{status}") for status in statuses[:_MOST_STATUSES])
        return [book.say(lang, "change_status", statuses=formats.listing(named, lang, "or"))]
    if fact == "age":
        return [book.say(lang, f"change_age_{bound}", count=value[bound]) for bound in ("min", "max") if bound in value]
    if fact in _PERIODS and "min" in value:
        return [book.say(lang, f"change_{fact}", count=value["min"])]
    if fact == "documents":
        names = [book.say(lang, f"document_{id_}") for id_ in next(iter(value.values()))]
        return [book.say(lang, "change_documents", documents=formats.listing(names, lang, "or"))]
    if fact == "registered" and value is False:
        return [book.say(lang, "change_not_registered")]
    return [book.say(lang, f"change_{fact}")] if book.known(f"change_{fact}") and value is not False else []
