"""The answer to somebody who would rather not say: every service that any answer would bring, sorted by case."""

from __future__ import annotations

from collections.abc import Sequence

from actions.asking_directory import question, remember
from actions.directory import directory
from actions.messages import Card, Message, book, button, lines, paragraphs, phrase_button, say, services_payload
from actions.slots import Memory
from services_directory.wording import formats
from services_directory.wording.cards import MARKS
from services_directory.wording.changes import change_lines
from services_directory.wording.direction import isolate

_MOST = 60
_OPEN_SHOWN, _CASES_SHOWN, _IN_A_CASE, _STATUSES_NAMED = 6, 4, 3, 5


def every_case(memory: Memory) -> list[Message]:
    """One message: open to all; if you are …; how it hangs on something else; and that saying nothing is fine."""
    cards = [card for card in directory().answer(question(memory, _MOST)).cards if card["verdict"] in ("yes", "depends")]
    lang = memory.lang
    if not cards:
        return [Message(say(lang, "found_none"), [phrase_button(lang, "button_person", "#person")])]
    open_ = [card for card in cards if card["verdict"] == "yes"]
    depends = [card for card in cards if card["verdict"] == "depends"]
    cases = _cases(depends, lang)
    parts = [say(lang, "skipped"), _open_to_all(open_, lang), *_told(cases, lang)]
    first = (open_ or cards)[:3]
    remember(memory, [*open_[:_OPEN_SHOWN], *(card for _, its in cases[:_CASES_SHOWN] for card in its[:_IN_A_CASE])])
    memory.last = [card["id"] for card in first]
    buttons = [button(card["name"], f"#details:{card['id']}") for card in first]
    if len(cards) > len(memory.shown):
        buttons.append(phrase_button(lang, "button_more", "#more"))
    return [Message(paragraphs(*parts), buttons, services_payload(cards, lang, len(cards)))]


def _open_to_all(cards: Sequence[Card], lang: str) -> str:
    return _group(say(lang, "case_open_to_all"), cards, _OPEN_SHOWN, lang) if cards else ""


def _cases(cards: Sequence[Card], lang: str) -> list[tuple[str, list[Card]]]:
    """Services under the same condition stand together; the condition with most services first."""
    cases: dict[str, list[Card]] = {}
    for card in cards:
        cases.setdefault(_condition(card, lang), []).append(card)
    return sorted(cases.items(), key=lambda case: -len(case[1]))


def _told(cases: Sequence[tuple[str, list[Card]]], lang: str) -> list[str]:
    shown = [_group(heading, its, _IN_A_CASE, lang) for heading, its in cases[:_CASES_SHOWN]]
    left = sum(len(its) for _, its in cases[_CASES_SHOWN:])
    return [*shown, say(lang, "and_more_cases", count=left)] if left else shown


def _condition(card: Card, lang: str) -> str:
    if card["yes_for"]:
        named = [say(lang, f"status_{status}") for status in card["yes_for"][:_STATUSES_NAMED]]
        key = "case_if_status" if len(card["yes_for"]) <= _STATUSES_NAMED else "case_if_status_or_others"
        return say(lang, key, statuses=formats.listing(named, lang, "or"))
    changes = change_lines(book(), {**card, "verdict": "no"}, lang)
    return formats.sentences(changes, lang) or say(lang, "case_depends")


def _group(heading: str, cards: Sequence[Card], most: int, lang: str) -> str:
    named = [f"{MARKS[card['verdict']]} {isolate(card['name'], lang)}" for card in cards[:most]]
    left = len(cards) - most
    return lines(heading, *named, say(lang, "and_more", count=left) if left > 0 else None)
