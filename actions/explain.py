"""May I? Yes, no or it depends; why; where that stands; what would change it; and what there is instead."""

from __future__ import annotations

from actions.asking_directory import cards_of, question, remember
from actions.base import FaroAction
from actions.choosing import ask_city
from actions.directory import directory
from actions.finding import find
from actions.messages import Button, Card, Message, book, button, lines, paragraphs, phrase_button, say, services_payload
from actions.one_service import papers, privacy, sources
from actions.slots import Memory
from actions.turn import Turn
from services_directory.wording import cards as words
from services_directory.wording import formats
from services_directory.wording.changes import MOST_SHOWN
from services_directory.wording.direction import isolate

_MOST_EXPLAINED = 2
_MOST_SOURCES = 3
_MOST_INSTEAD = 3
_LOOKED_AT = 8


class CheckEligibility(FaroAction):
    """`ask_eligibility`: the named service; else those for the need; else the one before the person."""

    action_name = "action_check_eligibility"

    def answer(self, turn: Turn) -> list[Message]:
        memory = turn.memory
        if memory.city is None and (turn.named or memory.request):
            return [ask_city(memory)]
        if turn.named:
            return explain(turn, cards_of(memory, turn.named))
        if len(turn.before) == 1:  # "and me?" of one service is about that service
            return explain(turn, cards_of(memory, turn.before))
        if turn.renewed or turn.learned or not memory.last:
            return find(turn)
        return explain(turn, _least_sure(cards_of(memory, memory.last)))


def explain(turn: Turn, cards: list[Card]) -> list[Message]:
    """At most two services explained in full."""
    memory, lang = turn.memory, turn.memory.lang
    shown = cards[:_MOST_EXPLAINED]
    if not shown:
        return find(turn)
    if not memory.request.needs:
        memory.request.needs = shown[0]["needs"][:1]
    memory.request.services = []
    remember(memory, shown)
    instead = _instead(memory, shown)
    text = paragraphs(*(explained(card, lang) for card in shown), _instead_text(instead, shown, lang))
    buttons = [button(name, f"#details:{id_}") for id_, name in instead.items()]
    return [Message(text, buttons + _advice(shown, lang), services_payload(shown, lang, len(cards)))]


def explained(card: Card, lang: str) -> str:
    """The verdict with everything that explains it."""
    return lines(
        words.headline(book(), card, lang),
        *words.why_lines(book(), card, lang),
        *_conditions(card, lang),
        *(() if card["verdict"] == "no" else (papers(card, lang), privacy(card, lang))),
        *sources(card, lang)[:_MOST_SOURCES],
        words.checked_line(book(), card, lang),
        say(lang, "not_legal_advice"),
    )


def _conditions(card: Card, lang: str) -> list[str]:
    """Conditions of law that no answer can settle, said in words."""
    told = {id_ for change in card["would_change"][:MOST_SHOWN] for id_ in change["conditions"]}
    named = [say(lang, f"condition_{id_}") for id_ in card["conditions"] if id_ not in told]
    if card["verdict"] != "depends" or not named:
        return []
    return [say(lang, "also_depends_on", conditions=formats.listing(named, lang))]


def _least_sure(cards: list[Card]) -> list[Card]:
    """What needs explaining: a no before what depends, before what is a yes."""
    order = {"no": 0, "depends": 1, "unknown": 2, "yes": 3}
    return sorted(cards, key=lambda card: order[card["verdict"]])[:1]


def _instead(memory: Memory, cards: list[Card]) -> dict[str, str]:
    """Services for the same need that are a yes: id to name. None where a yes was explained."""
    if any(card["verdict"] == "yes" for card in cards):
        return {}
    ids = dict.fromkeys(id_ for card in cards for id_ in card["alternatives"])
    if not ids:
        found = directory().answer(question(memory, _LOOKED_AT, needs=tuple(cards[0]["needs"][:1]), services=())).cards
        ids = dict.fromkeys(card["id"] for card in found if card["verdict"] == "yes")
    return {id_: directory().card(id_, memory.lang)["name"] for id_ in list(ids)[:_MOST_INSTEAD]}


def _instead_text(instead: dict[str, str], cards: list[Card], lang: str) -> str | None:
    if not instead:
        return None
    names = formats.listing((isolate(name, lang) for name in instead.values()), lang)
    return say(lang, "instead" if cards[0]["verdict"] == "no" else "in_any_case", services=names)


def _advice(cards: list[Card], lang: str) -> list[Button]:
    """Who gives legal advice, where the answer is not a plain yes."""
    if all(card["verdict"] == "yes" for card in cards):
        return []
    return [phrase_button(lang, "button_lawyer", "#need:immigration_legal")]
