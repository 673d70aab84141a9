"""The heart of the talk: services for the request, first those that the person can use, and at most one question."""

from __future__ import annotations

from actions.asking_directory import Page, next_page, remember
from actions.choosing import ask_city, ask_need
from actions.counting import count
from actions.every_case import every_case
from actions.messages import Button, Card, Message, button, paragraphs, phrase_button, say, services_payload
from actions.protection import protected
from actions.questions import ask, worth_asking
from actions.short_cards import services_text
from actions.slots import ME, Memory
from actions.turn import Turn

# Wishes on which no record says anything: they cannot narrow, which is said.
_NOT_IN_RECORDS = ("women_only", "childcare", "their_language")


def find(turn: Turn, more: bool = False) -> list[Message]:
    """Answer the request as far as it is known.

    Args:
        more: the person asked for more services, so nothing is asked of them now.
    """
    memory = turn.memory
    if not memory.request:
        return [ask_need(memory)]
    if memory.city is None:
        return [ask_city(memory)]
    if turn.skipped and not more:
        return every_case(memory)
    knows_more = bool(turn.learned) and memory.request.answered and not turn.renewed
    page = protected(memory, next_page(memory, only_main=knows_more and not more))
    if _nothing_yet(page) and not memory.request.answered and not more and worth_asking(memory, page.answer):
        return [ask(memory, page.answer)]
    found = [_show(turn, page, "found_more" if more else "found_now" if knows_more else None)]
    if page.cards and not more and worth_asking(memory, page.answer):
        found.append(ask(memory, page.answer))
    return found


def _nothing_yet(page: Page) -> bool:
    """There are services, and none of them is a yes so far."""
    return bool(page.cards) and not any(card["verdict"] == "yes" for card in page.cards)


def _show(turn: Turn, page: Page, intro: str | None) -> Message:
    memory, lang = turn.memory, turn.memory.lang
    if not page.cards:
        return _nothing_new(turn, page, more=intro == "found_more")
    remember(memory, page.cards)
    count(turn, page)
    not_applied = _not_applied(memory, page.cards)
    asked_now = bool(turn.findings.get("refine")) and not turn.findings.get("needs")
    unknown = [say(lang, id_) for id_ in not_applied if memory.first_time(id_) or asked_now]
    said = say(lang, intro) if intro else _intro(turn, page, refined=not not_applied)
    text = paragraphs(said, *unknown, services_text(page.cards, lang))
    return Message(text, _buttons(lang, page), services_payload(page.cards, lang, page.answer.total))


def _not_applied(memory: Memory, cards: list[Card]) -> list[str]:
    """Phrases for the wishes that could not be applied, since no record, or not the person, says enough."""
    refine = memory.request.refine
    found = [f"wish_not_known_{wish}" for wish in _NOT_IN_RECORDS if wish in refine]
    return [*found, *far_or_near(memory, cards, "near_me" in refine)]


def far_or_near(memory: Memory, cards: list[Card], wished: bool) -> list[str]:
    """The phrase that says why nothing is known of distances; none where they are known or nobody asked."""
    if wished and memory.place is None:
        return ["where_are_you"]
    return ["distance_not_known"] if memory.place and all(card["distance_m"] is None for card in cards) else []


def _intro(turn: Turn, page: Page, refined: bool) -> str:
    """What was found; that it is as it was wished only where every wish could be applied."""
    lang, who = turn.memory.lang, turn.memory.request.who[0]
    yes = sum(card["verdict"] == "yes" for card in page.cards)
    if yes and refined and turn.memory.request.refine:
        return say(lang, "found_refined")
    if yes and who == ME:
        return say(lang, "found_yes", count=page.answer.counts.get("yes", yes))
    if yes:
        return say(lang, "found_yes_for", count=page.answer.counts.get("yes", yes), who=say(lang, f"who_{who}"))
    if any(card["verdict"] in ("depends", "unknown") for card in page.cards):
        return say(lang, "found_depends")
    return say(lang, "found_no")


def _buttons(lang: str, page: Page) -> list[Button]:
    buttons = [details_button(lang, card) for card in page.cards]
    return [*buttons, phrase_button(lang, "button_more", "#more")] if page.more else buttons


def details_button(lang: str, card: Card) -> Button:
    """Opens one service: why not, for a no; else everything about it."""
    if card["verdict"] == "no":
        return button(say(lang, "button_why", name=card["name"]), f"#why:{card['id']}")
    return button(card["name"], f"#details:{card['id']}")


def in_short(cards: list[Card], intro: str, memory: Memory) -> Message:
    """Services that were shown before, once more."""
    lang = memory.lang
    text = paragraphs(intro, services_text(cards, lang))
    return Message(text, [details_button(lang, card) for card in cards], services_payload(cards, lang, len(cards)))


def _nothing_new(turn: Turn, page: Page, more: bool) -> Message:
    """No service at all, none under the wishes, or none that was not shown yet."""
    memory, lang = turn.memory, turn.memory.lang
    if not memory.request.answered:
        count(turn, page)
    person = phrase_button(lang, "button_person", "#person")
    if memory.request.refine and turn.renewed:
        return Message(say(lang, "found_none_refined"), [phrase_button(lang, "button_without_wishes", "#anything"), person])
    if memory.request.answered:
        return Message(say(lang, "no_more" if more else "nothing_changes"), [person])
    if memory.request.refine:
        return Message(say(lang, "found_none_refined"), [phrase_button(lang, "button_without_wishes", "#anything"), person])
    return Message(say(lang, "found_none"), [person])
