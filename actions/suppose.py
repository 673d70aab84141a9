""" "What if I had the padrón?": the verdicts as they would be, beside what they are. Nothing that is supposed is remembered."""

from __future__ import annotations

from copy import deepcopy

from actions.asking_directory import PAGE, cards_of, next_page, remember
from actions.base import FaroAction
from actions.choosing import ask_city
from actions.finding import details_button, find
from actions.messages import Card, Message, book, lines, paragraphs, phrase_button, say, services_payload
from actions.slots import Memory
from actions.turn import Turn
from services_directory.wording import cards as words


class WhatIf(FaroAction):
    """`what_if`: for the service that is named, else for those before the person, else for the request."""

    action_name = "action_what_if"

    def answer(self, turn: Turn) -> list[Message]:
        memory, lang = turn.memory, turn.memory.lang
        if memory.city is None:
            return [ask_city(memory)]
        supposed = _supposing(turn)
        ids = turn.named or memory.last
        if not (ids or memory.request):
            return find(turn)
        cards = cards_of(supposed, ids[:PAGE], _whom(turn)) if ids else next_page(supposed).cards
        before = {card["id"]: card for card in cards_of(memory, [card["id"] for card in cards], _whom(turn))}
        remember(memory, list(before.values()))
        changed = [card for card in cards if card["verdict"] != before.get(card["id"], card)["verdict"]]
        return [_answer(lang, cards, changed, before)]


def _whom(turn: Turn) -> list[str]:
    return list(turn.supposed) or turn.memory.request.who


def _supposing(turn: Turn) -> Memory:
    """A copy of the memory in which what is supposed is so."""
    supposed = deepcopy(turn.memory)
    for who, facts in turn.supposed.items():
        supposed.learn(who, facts)
    return supposed


def _answer(lang: str, cards: list[Card], changed: list[Card], before: dict[str, Card]) -> Message:
    intro = say(lang, "if_so" if changed else "if_so_the_same")
    text = paragraphs(intro, *(_would_be(card, before, lang) for card in changed or cards), say(lang, "not_legal_advice"))
    buttons = [details_button(lang, before.get(card["id"], card)) for card in changed or cards]
    lawyer = phrase_button(lang, "button_lawyer", "#need:immigration_legal")
    return Message(text, [*buttons, lawyer], services_payload(list(before.values()), lang, len(before)))


def _would_be(card: Card, before: dict[str, Card], lang: str) -> str:
    now = before.get(card["id"])
    was = say(lang, "today_it_is", verdict=words.verdict_words(book(), now, lang)) if now and now["verdict"] != card["verdict"] else None
    return lines(words.headline(book(), card, lang), *words.why_lines(book(), card, lang)[:2], was)
