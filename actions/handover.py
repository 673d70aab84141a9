"""Somebody wants to talk to a person: who can be reached now."""

from __future__ import annotations

from actions.asking_directory import question, remember
from actions.base import FaroAction
from actions.choosing import ask_city
from actions.directory import directory
from actions.finding import details_button
from actions.messages import Card, Message, book, lines, paragraphs, say, services_payload
from actions.page_of_services import mainly_for
from actions.turn import Turn
from services_directory.wording import cards as words
from services_directory.wording import formats
from services_directory.wording.direction import isolate

# Where nothing was asked for yet: places that help with everything, and those who know the law.
_GENERAL = ("immigration_legal", "community", "legal_aid")
_HOTLINE, _NONE = "hotline", ("",)
_SHOWN = 3
_LOOKED_AT = 40


class HumanHandoff(FaroAction):
    """`human_handoff`: services with a phone that are open now, for the need of the talk or in general."""

    action_name = "action_human_handoff"

    def answer(self, turn: Turn) -> list[Message]:
        memory, lang = turn.memory, turn.memory.lang
        if memory.city is None:
            return [ask_city(memory)]
        needs = tuple(memory.request.needs) or _GENERAL
        asked = question(memory, _LOOKED_AT, needs=needs, services=(), refine=frozenset())
        cards = [card for card in directory().answer(asked).cards if card["phone"] and card["verdict"] != "no"]
        # A line for emergencies is no person to talk things over with, unless that is what the need is.
        cards.sort(key=lambda card: card["kind"] == _HOTLINE and not mainly_for(card, memory.request.needs or _NONE))
        open_now = [card for card in cards if card["open_now"]][:_SHOWN]
        shown = open_now or cards[:_SHOWN]
        if not shown:
            return [Message(say(lang, "person_nobody"))]
        remember(memory, shown)
        intro = say(lang, "person_open_now" if open_now else "person_closed_now")
        text = paragraphs(say(lang, "person_not_here"), intro, *(_reach(card, lang) for card in shown))
        return [Message(text, [details_button(lang, card) for card in shown], services_payload(shown, lang, len(shown)))]


def _reach(card: Card, lang: str) -> str:
    phone = words.labelled(book(), lang, "phone_label", isolate(formats.phone(card["phone"]), lang))
    return lines(isolate(card["name"], lang), phone, words.hours_words(book(), card, lang))
