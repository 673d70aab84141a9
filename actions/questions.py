"""Asking for one fact: the question, why it is asked, that it is not kept, and that it may be skipped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions.answers import FLAGS
from actions.directory import directory
from actions.messages import Button, Card, Message, button, lines, phrase_button, say
from actions.page_of_services import mainly_for
from actions.slots import ME, Memory
from services_directory.access import Answer
from services_directory.wording import formats
from services_directory.wording.direction import isolate

MOST_ASKED = 2
_ENOUGH = 3
_NAMES_SHOWN = 2
_CHOICES = {
    "status": ("undocumented", "asylum_seeker", "refugee", "temporary_protection", "permanent_resident",
               "temporary_resident", "student", "visitor", "citizen"),
    "gender": ("female", "male", "other"),
    "victim_of": ("domestic_violence", "trafficking", "torture", "crime"),
}  # fmt: skip
_WORDS = {"status": "status", "gender": "gender", "victim_of": "victim"}
_MOST_PAPERS = 7


def worth_asking(memory: Memory, answer: Answer) -> bool:
    """Is there a fact that would decide something that matters, and were there few enough questions yet?

    Where enough can be used already, only a service that is mainly for the need is worth a question.
    """
    ask = answer.next_question
    if ask is None or memory.request.asked >= MOST_ASKED or ask["fact"] in memory.declined:
        return False
    return answer.counts.get("yes", 0) < _ENOUGH or bool(_main_services(memory, ask["why"]))


def _main_services(memory: Memory, services: Sequence[str]) -> list[Card]:
    cards = (directory().card(id_, memory.lang) for id_ in services)
    return [card for card in cards if mainly_for(card, memory.request.needs)]


def ask(memory: Memory, answer: Answer) -> Message:
    """The question for the most deciding fact; from now on it is open."""
    assert answer.next_question is not None
    fact, lang, who = answer.next_question["fact"], memory.lang, memory.request.who[0]
    memory.asked = {"fact": fact, "for": who}
    memory.request.asked += 1
    text = lines(
        _question(lang, fact, who),
        _why(memory, answer.next_question["why"]),
        say(lang, "not_kept"),
    )
    return Message(text, [*_answers(lang, fact, answer.cards), phrase_button(lang, "button_skip", "#skip")])


def repeat(memory: Memory) -> Message:
    """The open question once more, after an answer that was not understood."""
    assert memory.asked is not None
    fact, lang = memory.asked["fact"], memory.lang
    text = lines(say(lang, "answer_not_understood"), _question(lang, fact, memory.asked["for"]), say(lang, "not_kept"))
    return Message(text, _with_skip(lang, fact))


def repeat_simply(memory: Memory) -> Message:
    """The open question in its bare words."""
    assert memory.asked is not None
    fact, lang = memory.asked["fact"], memory.lang
    return Message(_question(lang, fact, memory.asked["for"]), _with_skip(lang, fact))


def reminder(memory: Memory) -> Message:
    """That a question is still open, and that it may be left."""
    assert memory.asked is not None
    fact, lang = memory.asked["fact"], memory.lang
    return Message(lines(say(lang, "still_open"), _question(lang, fact, memory.asked["for"])), _with_skip(lang, fact))


def _with_skip(lang: str, fact: str) -> list[Button]:
    return [*_answers(lang, fact, ()), phrase_button(lang, "button_skip", "#skip")]


def _question(lang: str, fact: str, who: str) -> str:
    if who == ME:
        return say(lang, f"ask_{fact}")
    return say(lang, f"ask_for_{fact}", who=say(lang, f"who_{who}"))


def _why(memory: Memory, services: Sequence[str]) -> str:
    """The services that the answer decides: two by name, those mainly for the need first, and how many more."""
    lang, main = memory.lang, _main_services(memory, services)
    others = (directory().card(id_, lang) for id_ in services if id_ not in {card["id"] for card in main})
    names = [isolate(card["name"], lang) for card in (*main, *others)]
    left = len(names) - _NAMES_SHOWN
    if left > 0:
        names = [*names[:_NAMES_SHOWN], say(lang, "more_services", count=left)]
    return say(lang, "why_asked", services=formats.listing(names, lang))


def _answers(lang: str, fact: str, cards: Sequence[Card]) -> list[Button]:
    if fact in FLAGS:
        return [
            phrase_button(lang, "button_yes", f"#answer:{fact}=yes"),
            phrase_button(lang, "button_no", f"#answer:{fact}=no"),
        ]
    if fact == "children":
        return [phrase_button(lang, "button_no_children", "#answer:children=none")]
    if fact == "documents":
        papers = _papers_that_help(cards)
        buttons = [button(say(lang, f"document_{id_}"), f"#answer:documents={id_}") for id_ in papers]
        return [*buttons, phrase_button(lang, "button_no_papers", "#answer:documents=none")]
    buttons = [button(say(lang, f"{_WORDS[fact]}_{id_}"), f"#answer:{fact}={id_}") for id_ in _CHOICES.get(fact, ())]
    if fact == "victim_of":
        buttons.append(phrase_button(lang, "button_none", "#answer:victim_of=none"))
    return buttons


def _papers_that_help(cards: Sequence[Card]) -> list[str]:
    changes: list[dict[str, Any]] = [change["facts"] for card in cards for change in card["would_change"]]
    wanted = [facts["documents"] for facts in changes if "documents" in facts]
    ids = [id_ for operand in wanted for named in operand.values() for id_ in named]
    return list(dict.fromkeys(ids))[:_MOST_PAPERS]
