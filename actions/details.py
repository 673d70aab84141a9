"""One respect of the services before the person: papers, hours, place, cost, who sees the data."""

from __future__ import annotations

from actions.asking_directory import PAGE, cards_of, remember
from actions.base import FaroAction
from actions.choosing import ask_city
from actions.finding import details_button, find
from actions.messages import Card, Message, lines, paragraphs, phrase_button, say, services_payload
from actions.one_service import Respect, cost, hours, papers, privacy, where
from actions.point import back_to_point
from actions.slots import Memory
from actions.turn import Turn
from actions.weekdays import on_days
from services_directory.wording.direction import isolate


class Documents(FaroAction):
    """`ask_documents`"""

    action_name = "action_documents"

    def answer(self, turn: Turn) -> list[Message]:
        return _respecting(turn, papers)


class Hours(FaroAction):
    """`ask_hours`"""

    action_name = "action_hours"

    def answer(self, turn: Turn) -> list[Message]:
        days = turn.findings.get("days")
        return _respecting(turn, on_days(days, turn.memory.city) if days and turn.memory.city else hours)


class Location(FaroAction):
    """`ask_location`"""

    action_name = "action_location"

    def answer(self, turn: Turn) -> list[Message]:
        return _respecting(turn, where)


class Cost(FaroAction):
    """`ask_cost`"""

    action_name = "action_cost"

    def answer(self, turn: Turn) -> list[Message]:
        return _respecting(turn, cost)


class Privacy(FaroAction):
    """`ask_privacy`: what Faro itself does with what is written, and what each office does with data."""

    action_name = "action_privacy"

    def answer(self, turn: Turn) -> list[Message]:
        memory, lang = turn.memory, turn.memory.lang
        if turn.named and memory.city:
            return [in_one_respect(privacy, before_them(turn), memory), *back_to_point(turn)]
        said = "privacy_faro" if memory.first_time("privacy_faro") else "privacy_faro_short"
        general = Message(say(lang, said), [phrase_button(lang, "button_forget", "#forget")])
        if turn.renewed and memory.city:
            return [general, *find(turn)]
        cards = before_them(turn)
        about = [in_one_respect(privacy, cards, memory)] if cards else []
        return [general, *about, *back_to_point(turn)]


def _respecting(turn: Turn, respect: Respect) -> list[Message]:
    """For the service that is named, else for those of the last answer; else services are found first."""
    if turn.memory.city is None and (turn.named or turn.memory.request):
        return [ask_city(turn.memory)]
    cards = before_them(turn)
    return [in_one_respect(respect, cards, turn.memory)] if cards else find(turn)


def before_them(turn: Turn) -> list[Card]:
    """The services that a message is about; none where it begins something new or nothing was shown."""
    memory = turn.memory
    if memory.city is None:
        return []
    if turn.named:
        cards = cards_of(memory, turn.named)[:PAGE]
        remember(memory, cards)
        return cards
    if turn.renewed or not memory.last:
        return []
    return cards_of(memory, memory.last[:PAGE])


def in_one_respect(respect: Respect, cards: list[Card], memory: Memory) -> Message:
    """Each service with its lines."""
    lang = memory.lang
    text = paragraphs(*(lines(isolate(card["name"], lang), respect(card, lang)) for card in cards))
    return Message(text, [details_button(lang, card) for card in cards], services_payload(cards, lang, len(cards)))
