"""From what is remembered to a question, and back: the part of an answer that was not shown yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from actions.directory import directory
from actions.messages import Card
from actions.page_of_services import mainly_for, nearest_to_yes, put_together
from actions.slots import Memory
from services_directory.access import Answer, Person, Question

PAGE = 3
_MOST = 60
_CONSIDERED = 12  # cards of which a page is put together
_FEW = 40
_MAY_BE_PREGNANT = (12, 55)  # years
_OF_GROWN_UPS = frozenset({"pregnant", "work_authorised", "social_security_months"})
_AFTER_VIOLENCE = frozenset({"violence_support", "trafficking_support"})


@dataclass(frozen=True)
class Page:
    """Cards to show now.

    Attributes:
        cards: the next ones, best first, none shown before with the same verdict.
        more: how many services there are beyond them.
        answer: all that the directory said.
    """

    cards: list[Card]
    more: int
    answer: Answer


def question(memory: Memory, limit: int, people: Sequence[Person] | None = None, **changes: Any) -> Question:
    """The request as a question to the directory. `changes` replace fields of the question."""
    request, place = memory.request, memory.place
    asked: dict[str, Any] = {
        "city": memory.city or "",
        "needs": tuple(request.needs),
        "services": tuple(request.services),
        "people": tuple(people or memory.askers()),
        "lang": memory.lang,
        "place": (place["lat"], place["lon"]) if place else None,
        "limit": limit,
        "skipped": frozenset(memory.declined) | _never_asked(request.needs) | _out_of_the_question(memory),
        "refine": frozenset(request.refine),
    }
    return Question(**{**asked, **changes})


def _never_asked(needs: Sequence[str]) -> frozenset[str]:
    """Nobody is asked out of the blue what was done to them; only where that is what help is sought for."""
    return frozenset() if _AFTER_VIOLENCE & set(needs) else frozenset({"victim_of"})


def _out_of_the_question(memory: Memory) -> frozenset[str]:
    """Facts that plainly cannot be so of any of those whom the request is for: nobody asks whether a baby is pregnant."""
    return frozenset[str].intersection(*(_impossible(memory.people.get(who, {})) for who in memory.request.who))


def _impossible(known: Mapping[str, Any]) -> frozenset[str]:
    age = known.get("age")
    child = age < _MAY_BE_PREGNANT[0] if age is not None else bool(known.get("minor"))
    if child:
        return _OF_GROWN_UPS
    old = age is not None and age > _MAY_BE_PREGNANT[1]
    return frozenset({"pregnant"}) if old or known.get("gender") == "male" else frozenset()


def next_page(memory: Memory, size: int = PAGE, only_main: bool = False) -> Page:
    """What to show next for the request.

    Args:
        only_main: only services that are mainly for the need.
    """
    needs = memory.request.needs
    answer = directory().answer(question(memory, min(_MOST, len(memory.shown) + _CONSIDERED)))
    seen = {tuple(shown) for shown in memory.shown}
    fresh = [card for card in answer.cards if _mark(card) not in seen]
    if only_main:
        fresh = [card for card in fresh if mainly_for(card, needs)]
    useful = [card for card in fresh if card["verdict"] != "no"]
    if memory.shown or not useful:
        cards = put_together(fresh, needs, size)
    else:
        nearly = _nearest_to_yes(memory, answer)
        cards = [*put_together(useful, needs, size - len(nearly)), *nearly]
    left = answer.total * len(memory.request.who) - len(memory.shown) - len(cards)
    return Page(cards, max(0, left), answer)


def _nearest_to_yes(memory: Memory, answer: Answer) -> list[Card]:
    """The door that is nearly open, for who has said something of themselves; at most one, and only where there are few."""
    said = any(memory.people.get(who) for who in memory.request.who)
    if not said or not answer.counts.get("no") or answer.total > _FEW:
        return []
    nearly = nearest_to_yes(directory().answer(question(memory, _FEW)).cards, memory.request.needs)
    return [nearly] if nearly else []


def remember(memory: Memory, cards: Sequence[Card]) -> None:
    """These cards are what the person has before them now."""
    memory.last = list(dict.fromkeys(card["id"] for card in cards)) or memory.last
    for card in cards:
        mark = list(_mark(card))
        memory.shown = [shown for shown in memory.shown if shown[:2] != mark[:2]] + [mark]
    memory.request.answered = memory.request.answered or bool(cards)


def cards_of(memory: Memory, services: Sequence[str], who: Sequence[str] | None = None) -> list[Card]:
    """The cards of some services or programmes, in this order, for the people of the request."""
    people = tuple(Person(one, memory.facts(one)) for one in who or memory.request.who)
    asked = question(memory, _MOST, people, needs=(), services=tuple(services), refine=frozenset())
    cards = directory().answer(asked).cards
    return sorted(cards, key=lambda card: services.index(card["id"]) if card["id"] in services else len(services))


def _mark(card: Card) -> tuple[str, str, str]:
    return card["id"], card["for"], card["verdict"]
