"""What somebody fears when they ask for help, with source and date: what is known, what is not settled, who advises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from actions.asking_directory import PAGE, question
from actions.base import FaroAction
from actions.choosing import ask_city
from actions.details import before_them, in_one_respect
from actions.directory import directory
from actions.finding import find
from actions.messages import Button, Card, Message, book, lines, paragraphs, phrase_button, say
from actions.one_service import asked_there
from actions.point import back_to_point
from actions.slots import Memory
from actions.turn import Turn
from services_directory.access import Fear, answers
from services_directory.vocabulary import id_set
from services_directory.wording import cards as words
from services_directory.wording import formats
from services_directory.wording.direction import isolate

_MOST = 2
_ADVISE = "immigration_legal"
_LOOKED_AT = 12


class AskFear(FaroAction):
    """`ask_fear`: about the services that are named or before the person, or about the country."""

    action_name = "action_ask_fear"

    def answer(self, turn: Turn) -> list[Message]:
        memory = turn.memory
        if memory.city is None:
            return [ask_city(memory)]
        found = find(turn) if turn.renewed and not turn.named else []
        cards = _about(turn)
        asked = [fear for fear in turn.findings.get("fears") or [] if fear in id_set("fears")]
        said = [_papers(cards, memory)] if "papers" in asked and cards else []
        others = [fear for fear in asked if not said or fear != "papers"]
        if others:
            said.append(_known(others, cards, memory))
        return [*said, *found] if found else [*said, *back_to_point(turn)]


def _about(turn: Turn) -> list[Card]:
    """The services that the fear is about; those that were found in this turn count as shown."""
    turn.renewed = False
    return before_them(turn)[:PAGE]


def _papers(cards: Sequence[Card], memory: Memory) -> Message:
    return in_one_respect(asked_there, list(cards), memory)


def _known(asked: Sequence[str], cards: Sequence[Card], memory: Memory) -> Message:
    lang = memory.lang
    known = answers(directory().country_of(memory.city or ""), asked, cards, _MOST)
    texts = [_told(fear, lang) for fear in known] or [say(lang, "fear_not_known")]
    advise = _who_advises(memory) if memory.first_time("fear_advice") else None
    text = paragraphs(*texts, advise, say(lang, "not_legal_advice"))
    return Message(text, _buttons(lang), {"type": "fears", "language": lang, "fears": [_in_codes(fear) for fear in known]})


def _told(fear: Fear, lang: str) -> str:
    """The question that it answers, which may be another than was asked; the answer, whether it is settled, sources, date."""
    spoken = next(tag for tag in (lang, "en", *fear.answer) if tag in fear.answer)
    sources = formats.listing((_source(source, lang) for source in fear.sources), lang)
    return lines(
        fear.question.get(spoken),
        words.marked(book(), fear.answer[spoken], spoken, lang),
        None if fear.settled else say(lang, "fear_not_settled"),
        say(lang, "fear_source", date=formats.date_as_known(fear.date, lang) or fear.date, sources=sources),
    )


def _source(source: Mapping[str, Any], lang: str) -> str:
    citation = isolate(str(source["citation"]), lang)
    return citation if source["basis"] == "read" else f"{citation} ({say(lang, 'source_recalled')})"


def _who_advises(memory: Memory) -> str | None:
    """Two places that advise on immigration law and can be called, those open now first."""
    asked = question(memory, _LOOKED_AT, needs=(_ADVISE,), services=(), refine=frozenset())
    cards = [card for card in directory().answer(asked).cards if card["phone"] and card["needs"][:1] == [_ADVISE]]
    usable = [card for card in cards if card["verdict"] in ("yes", "depends")]
    first = sorted(usable, key=lambda card: (card["verdict"] != "yes", not card["open_now"]))[:_MOST]
    lang = memory.lang
    named = (f"{isolate(card['name'], lang)}, {isolate(formats.phone(card['phone']), lang)}" for card in first)
    return lines(say(lang, "fear_advice"), *named) if first else None


def _buttons(lang: str) -> list[Button]:
    return [
        phrase_button(lang, "button_lawyer", f"#need:{_ADVISE}"),
        phrase_button(lang, "button_back", "#again"),
    ]


def _in_codes(fear: Fear) -> dict[str, object]:
    return {
        "id": fear.id,
        "asked": list(fear.asked),
        "settled": fear.settled,
        "date": fear.date,
        "sources": [dict(source) for source in fear.sources],
    }
