"""Somebody needs something: services for it, or the one that was named."""

from __future__ import annotations

from actions.asking_directory import PAGE, cards_of, remember
from actions.base import FaroAction
from actions.choosing import ask_city
from actions.finding import find
from actions.messages import Message, paragraphs, phrase_button, say, services_payload
from actions.one_service import all_of
from actions.turn import Turn


class FindServices(FaroAction):
    """`find_service`: the services for the needs, best first."""

    action_name = "action_find_services"

    def answer(self, turn: Turn) -> list[Message]:
        return show_named(turn) if turn.named else find(turn)


class MoreResults(FaroAction):
    """`more_results`: the next services of the same request."""

    action_name = "action_more_results"

    def answer(self, turn: Turn) -> list[Message]:
        return find(turn, more=turn.memory.request.answered)


class Skip(FaroAction):
    """`skip`: saying nothing is an answer too, and is never punished."""

    action_name = "action_skip"

    def answer(self, turn: Turn) -> list[Message]:
        if turn.memory.request:
            return find(turn)
        return [Message(say(turn.memory.lang, "skip_noted"))]


def show_named(turn: Turn) -> list[Message]:
    """Everything about the services that the message names; what else there is for the same need stays at hand."""
    memory, lang = turn.memory, turn.memory.lang
    if memory.city is None:
        return [ask_city(memory)]
    cards = cards_of(memory, turn.named)[:PAGE]
    if not memory.request.needs and cards:
        memory.request.needs = cards[0]["needs"][:1]
    memory.request.services = []
    remember(memory, cards)
    if not cards:
        return find(turn)
    text = paragraphs(*(all_of(card, lang) for card in cards))
    return [Message(text, [phrase_button(lang, "button_others", "#more")], services_payload(cards, lang, len(cards)))]
