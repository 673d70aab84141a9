"""What a message does to the talk itself: begin anew, compare, say it simpler, suppose; what is feared; what is wrong.

Words alone decide (`lexicon/talk.yml`); whether they count is for the dialogue to say, which knows what was shown before.
What is supposed ("what if I had asylum") is no fact: it stands apart, so that nothing learns it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, TypedDict

from bot.understanding.lexicon import load, mender
from services_directory.vocabulary import ids

CHANGE_LANGUAGE = "change_language"
_ALSO_ASKED_FOR = frozenset({"police", "arrest"})
_LISTS = frozenset({"documents", "victim_of"})


class Moves(TypedDict):
    """Ids of the vocabulary (`turns`, and `change_language`; `fears`; `wrong`), and facts that are only supposed.

    `over`: help has come, or the person is safe, and the talk may go on.
    """

    moves: list[str]
    fears: list[str]
    wrong: list[str]
    supposed: dict[str, Any]
    over: bool


@cache
def _phrases(tag: str, section: str) -> dict[str, re.Pattern[str]]:
    return load(tag, "talk").labelled(section)


@cache
def _asking(tag: str) -> re.Pattern[str]:
    return load(tag, "talk").compiled(load(tag, "talk").data.get("asking") or []) or re.compile(r"(?!)")


@cache
def _over(tag: str) -> re.Pattern[str] | None:
    return load(tag, "talk").compiled(load(tag, "talk").data.get("over") or [])


def find(line: str, languages: Iterable[str], question: bool = False) -> Moves:
    """The moves, fears and faults in a padded message, each in the order of its ids.

    Args:
        question: the message has a question mark. "Call the police" is no fear of the police: without a mark, a word that asks
            or fears must stand beside it (section `asking`).
    """
    tags = tuple(languages)
    lines = {tag: mender(tag, "talk").mend(line) for tag in tags}

    def named(section: str, known: Iterable[str]) -> list[str]:
        found = {id_ for tag in tags for id_, phrase in _phrases(tag, section).items() if phrase.search(lines[tag])}
        return [id_ for id_ in known if id_ in found]

    asking = question or any(_asking(tag).search(lines[tag]) for tag in tags)
    fears = [fear for fear in named("fears", ids("fears")) if asking or fear not in _ALSO_ASKED_FOR]
    moves = named("moves", (*ids("turns"), CHANGE_LANGUAGE))
    supposed = _supposed(lines) if "what_if" in moves else {}
    over = any(phrase.search(lines[tag]) for tag in tags if (phrase := _over(tag)))
    return Moves(moves=moves, fears=fears, wrong=named("wrong", ids("wrong")), supposed=supposed, over=over)


def _supposed(lines: Mapping[str, str]) -> dict[str, Any]:
    """Facts by the labels of the lexicon: `status.refugee`, `documents.passport`, or a flag such as `registered`."""
    facts: dict[str, Any] = {}
    for tag, line in lines.items():
        for label, phrase in _phrases(tag, "supposed").items():
            name, _, value = label.partition(".")
            if phrase.search(line):
                facts.setdefault(name, [value] if name in _LISTS else value or True)
    return facts
