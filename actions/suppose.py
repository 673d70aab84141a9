""" "What if I had the padrón?": the verdicts as they would be, beside what they are. Nothing that is supposed is remembered."""

from __future__ import annotations

from copy import deepcopy

from actions.asking_directory import PAGE, cards_of, question, remember
from actions.base import FaroAction
from actions.choosing import ask_city
from actions.directory import directory
from actions.finding import details_button, find
from actions.messages import Card, Message, book, lines, paragraphs, phrase_button, say, services_payload
from actions.slots import Memory
from actions.turn import Turn
from services_directory.access import Person
from services_directory.wording import cards as words

_MOST = 40
_MOST_REASONS = 2
_PAPERS = "identity_documents"


class WhatIf(FaroAction):
    """`what_if`: for the service that is named, else for everything that answers the request."""

    action_name = "action_what_if"

    def answer(self, turn: Turn) -> list[Message]:
        memory = turn.memory
        if memory.city is None:
            return [ask_city(memory)]
        if not (turn.named or memory.request):
            return find(turn)
        now, then = _cards(turn, memory), _cards(turn, _supposing(turn))
        before = {card["id"]: card for card in now}
        changed = [card for card in then if card["id"] in before and card["verdict"] != before[card["id"]]["verdict"]]
        shown = changed[:PAGE] or [card for card in then if card["id"] in memory.last][:PAGE] or then[:PAGE]
        remember(memory, [before[card["id"]] for card in shown if card["id"] in before])
        return [_answer(memory.lang, shown, bool(changed), before)]


def _cards(turn: Turn, memory: Memory) -> list[Card]:
    """The cards that the question is about, as they are for what this memory holds."""
    people = tuple(Person(who, memory.facts(who)) for who in (list(turn.supposed) or memory.request.who))
    about = cards_of(memory, turn.named) if turn.named else []
    # "What if I had the padrón?" names the paper, not a service that is asked about.
    if [card for card in about if card["needs"][:1] != [_PAPERS]] or not memory.request:
        return cards_of(memory, turn.named, [person.who for person in people])
    return directory().answer(question(memory, _MOST, people)).cards


def _supposing(turn: Turn) -> Memory:
    """A copy of the memory in which what is supposed is so."""
    supposed = deepcopy(turn.memory)
    for who, facts in turn.supposed.items():
        supposed.learn(who, facts)
    return supposed


def _answer(lang: str, cards: list[Card], changed: bool, before: dict[str, Card]) -> Message:
    intro = say(lang, "if_so" if changed else "if_so_the_same")
    text = paragraphs(intro, *(_would_be(card, before, lang) for card in cards), say(lang, "not_legal_advice"))
    buttons = [details_button(lang, before.get(card["id"], card)) for card in cards]
    lawyer = phrase_button(lang, "button_lawyer", "#need:immigration_legal")
    shown = [before[card["id"]] for card in cards if card["id"] in before]
    return Message(text, [*buttons, lawyer], services_payload(shown, lang, len(shown)))


def _would_be(card: Card, before: dict[str, Card], lang: str) -> str:
    now = before.get(card["id"], card)
    today = say(lang, "today_it_is", verdict=words.verdict_words(book(), now, lang))
    why = words.why_lines(book(), card, lang)[:_MOST_REASONS]
    return lines(words.headline(book(), card, lang), *why, today if now["verdict"] != card["verdict"] else None)
