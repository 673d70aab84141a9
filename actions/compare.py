"""Two services beside each other, one respect after the other; what is the same for both is said once."""

from __future__ import annotations

from collections.abc import Callable

from actions.asking_directory import cards_of, remember
from actions.base import FaroAction
from actions.finding import details_button, far_or_near, find
from actions.messages import Card, Message, book, lines, paragraphs, say, services_payload
from actions.turn import Turn
from services_directory.wording import cards as words
from services_directory.wording import formats
from services_directory.wording.direction import isolate

_TWO = 2
Words = Callable[[Card, str], str]


class Compare(FaroAction):
    """`compare`: the two that are named, else the first two of the last answer."""

    action_name = "action_compare"

    def answer(self, turn: Turn) -> list[Message]:
        memory, lang = turn.memory, turn.memory.lang
        ids = turn.named if len(turn.named) >= _TWO else memory.last
        cards = cards_of(memory, ids[:_TWO])[:_TWO] if memory.city and len(ids) >= _TWO else []
        if len(cards) < _TWO:
            return find(turn)
        remember(memory, cards)
        near = "near_me" in (turn.findings.get("refine") or [])
        unknown = [say(lang, id_) for id_ in far_or_near(memory, cards, near)] if near else []
        text = paragraphs(*unknown, compared(cards, lang))
        return [Message(text, [details_button(lang, card) for card in cards], services_payload(cards, lang, _TWO))]


def compared(cards: list[Card], lang: str) -> str:
    """The names with numbers, then each respect."""
    names = lines(*(f"{number}. {isolate(card['name'], lang)}" for number, card in enumerate(cards, 1)))
    return paragraphs(names, *(_respect(lang, label, how, cards) for label, how in _RESPECTS))


def _respect(lang: str, label: str, how: Words, cards: list[Card]) -> str | None:
    said = [how(card, lang) for card in cards]
    if not any(said):
        return None
    if len(set(said)) == 1:
        return words.labelled(book(), lang, label, say(lang, "the_same_for_both", what=said[0]))
    return lines(say(lang, label), *(f"{number}. {one or say(lang, 'not_known')}" for number, one in enumerate(said, 1)))


def _verdict(card: Card, lang: str) -> str:
    return f"{words.MARKS[card['verdict']]} {words.verdict_words(book(), card, lang)}"


def _papers(card: Card, lang: str) -> str:
    if card["documents"]:
        return say(
            lang, "papers_list", documents=formats.listing((say(lang, f"document_{id_}") for id_ in card["documents"]), lang)
        )
    return say(lang, f"id_required_{card['id_required']}")


def _data(card: Card, lang: str) -> str:
    return words.privacy_words(book(), card, lang)


def _cost(card: Card, lang: str) -> str:
    return say(lang, f"fee_{card['fee']}")


def _hours(card: Card, lang: str) -> str:
    return words.hours_words(book(), card, lang)


def _where(card: Card, lang: str) -> str:
    if not card["address"]:
        return ""
    place = isolate(card["address"], lang)
    if card["distance_m"] is None:
        return place
    return f"{place} ({say(lang, 'away', distance=formats.distance(card['distance_m'], lang, card['country']))})"


def _languages(card: Card, lang: str) -> str:
    names = sorted(formats.language_name(tag, lang) for tag in card["languages"])
    return formats.listing(names, lang) if names else ""


_RESPECTS: tuple[tuple[str, Words], ...] = (
    ("can_you_label", _verdict),
    ("papers_label", _papers),
    ("cost_label", _cost),
    ("privacy_label", _data),
    ("where_label", _where),
    ("hours_label", _hours),
    ("languages_label", _languages),
)
