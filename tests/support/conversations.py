"""Conversations written down by hand, and how an answer is held against them.

A file `tests/languages/<tag>/conversations.yml` holds the conversations of one language:

    conversations:
    - name: a doctor without papers          # unique in the file; the test is called after it
      city: malaga                           # chicago or malaga; left out where the city is not known yet
      language: es                           # what the channel proposes, if it proposes one
      turns:
      - say: necesito médico y no tengo papeles     # what the person writes, or the command of a button (#more, #need:food)
        services: [sas-sin-residencia]              # these are among the services of the answer
    expected_failures:                       # name of a conversation: why it fails today; looked at again with each model
      a doctor without papers: the model takes "médico" for work

Of each turn may be said (YAML 1.2: yes and no are words here, not booleans):

    say            the message
    services       ids that must be among the services of the answer     not_services   ids that must not be
    need           every service of the answer is for this need (a list: for one of them)
    verdicts       {id: yes | no | depends | unknown}
    for            every service of the answer is for this person (me, child, partner, parent, client, other)
    city           every service of the answer is of this city
    any            a verdict that at least one service of the answer has
    most           at most so many services
    nothing        true: the answer shows no service at all
    crisis         ids of crises, all of which the answer is about (in any order); [] or left out: it is about none
    phrases        ids of phrases that are said (data/languages/<tag>/phrases; any plural form, whatever is filled in)
    not_phrases    ids of phrases that are not said
    says           words that stand in the answer                        never_says     words that do not
    buttons        commands of buttons that are there (the beginning is enough: "#wrong:")
    asks           the fact that is asked for (status, age …), or none: nothing is asked
    answers        the fact that this message answers or declines: from here on it is never asked again
    language       tag of the language of the answer, where it is not that of the file

Beside what a turn says, every answer is held against what holds everywhere: there is an answer, a danger that the turn does not
name raises no alarm, no message is longer than a phone can show, at most two questions come before the first services.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from services_directory.settings import ROOT
from services_directory.vocabulary import ids
from services_directory.wording.phrases import Phrasebook
from services_directory.yaml_files import load

FOLDER = ROOT / "tests" / "languages"
LONGEST = 2600  # characters of one message
MOST_QUESTIONS = 2
_ISOLATES = re.compile("[\u2066-\u2069]")
_KEYS = frozenset(
    {"say", "services", "not_services", "need", "verdicts", "for", "city", "any", "most", "nothing", "crisis", "phrases",
     "not_phrases", "says", "never_says", "buttons", "asks", "answers", "language"}
)  # fmt: skip
BOOK = Phrasebook.load()
Answer = list[dict[str, Any]]


@dataclass(frozen=True)
class Conversation:
    """One conversation of a file."""

    lang: str
    name: str
    city: str | None
    hint: str | None
    turns: list[dict[str, Any]]
    expected_failure: str | None


def conversations() -> list[Conversation]:
    """All conversations of all languages."""
    return [one for file in sorted(FOLDER.glob("*/conversations.yml")) for one in _read(file)]


def _read(file: Path) -> list[Conversation]:
    data, lang = load(file).data, file.parent.name
    failing = data.get("expected_failures") or {}
    found = [
        Conversation(lang, one["name"], one.get("city"), one.get("language"), one["turns"], failing.get(one["name"]))
        for one in data["conversations"]
    ]
    names = [one.name for one in found]
    assert len(set(names)) == len(names), f"{file}: a name stands twice"
    assert set(failing) <= set(names), f"{file}: expected_failures names what is not there"
    for one in found:
        for turn in one.turns:
            assert set(turn) <= _KEYS, f"{file}: {one.name}: {sorted(set(turn) - _KEYS)}"
    return found


@dataclass
class Course:
    """How a conversation goes: what was asked and answered until now.

    Attributes:
        settled: facts that were answered or declined.
        questions: facts that were asked for before the first services.
        served: whether services were shown.
    """

    conversation: Conversation
    settled: set[str] = field(default_factory=set)
    questions: set[str] = field(default_factory=set)
    served: bool = False

    def faults(self, turn: dict[str, Any], answer: Answer) -> list[str]:
        """What is wrong with an answer to a turn; empty where nothing is."""
        lang = turn.get("language", self.conversation.lang)
        text = words(answer)
        if turn.get("answers"):
            self.settled.add(turn["answers"])
        asked = _asked(answer, lang)
        found = [*_everywhere(answer, turn), *_of_services(turn, cards(answer)), *_of_words(turn, text, answer, lang)]
        found += [f"asks for {fact} again" for fact in asked & self.settled]
        if "asks" in turn and asked != ({turn["asks"]} - {"none"}):
            found.append(f"asks for {sorted(asked)}, not for {turn['asks']}")
        self.questions |= set() if self.served else asked
        self.served = self.served or bool(cards(answer))
        if len(self.questions) > MOST_QUESTIONS:
            found.append("more than two questions before the first services")
        return found


def words(answer: Answer) -> str:
    """All texts of an answer, without the marks that keep directions apart."""
    return _ISOLATES.sub("", "\n".join(one.get("text") or "" for one in answer))


def cards(answer: Answer) -> list[dict[str, Any]]:
    """All services of an answer."""
    return [card for one in answer for card in (one.get("custom") or {}).get("services", [])]


def _everywhere(answer: Answer, turn: dict[str, Any]) -> list[str]:
    found = [] if words(answer).strip() else ["says nothing"]
    found += [f"a message of {len(one['text'])} characters" for one in answer if len(one.get("text") or "") > LONGEST]
    crises = {id_ for one in answer for id_ in (one.get("custom") or {}).get("crises", [])}
    wanted = set(turn.get("crisis") or [])
    if not wanted <= crises or bool(wanted) != bool(crises):
        found.append(f"danger is {sorted(crises)}, not {sorted(wanted)}")
    if wanted and not [c for one in answer for c in (one.get("custom") or {}).get("contacts", [])]:
        found.append("danger without anybody to reach")
    return found


def _of_services(turn: dict[str, Any], shown: list[dict[str, Any]]) -> list[str]:
    by_id = {card["id"]: card for card in shown}
    found = [f"{id_} is not there" for id_ in turn.get("services", []) if id_ not in by_id]
    found += [f"{id_} is there" for id_ in turn.get("not_services", []) if id_ in by_id]
    verdicts = {id_: by_id[id_]["verdict"] if id_ in by_id else "missing" for id_ in turn.get("verdicts", {})}
    found += [f"{id_}: {verdicts[id_]}" for id_, wanted in turn.get("verdicts", {}).items() if verdicts[id_] != wanted]
    needs = turn.get("need", [])
    needs = {needs} if isinstance(needs, str) else set(needs)
    found += [f"{card['id']} is not for {sorted(needs)}" for card in shown if needs and not needs & set(card["needs"])]
    for key in ("for", "city"):
        found += [f"{card['id']}: {key} {card[key]}" for card in shown if key in turn and card[key] != turn[key]]
    wants_some = {"need", "for", "city", "any"} & set(turn)
    found += ["shows no service"] if wants_some and not shown else []
    if "any" in turn and turn["any"] not in {card["verdict"] for card in shown}:
        found.append(f"no service is {turn['any']}")
    if len(shown) > turn.get("most", len(shown)) or (turn.get("nothing") and shown):
        found.append(f"shows {sorted(by_id)}")
    return found


def _of_words(turn: dict[str, Any], text: str, answer: Answer, lang: str) -> list[str]:
    found = [f"does not say {said!r}" for said in turn.get("says", []) if str(said) not in text]
    found += [f"says {said!r}" for said in turn.get("never_says", []) if str(said) in text]
    found += [f"phrase {id_} is not said" for id_ in turn.get("phrases", []) if not says(text, lang, id_)]
    found += [f"phrase {id_} is said" for id_ in turn.get("not_phrases", []) if says(text, lang, id_)]
    offered = [str(button["payload"]) for one in answer for button in one.get("buttons") or []]
    missing = [wanted for wanted in turn.get("buttons", []) if not any(one.startswith(wanted) for one in offered)]
    found += [f"no button {wanted}" for wanted in missing]
    languages = {(one.get("custom") or {}).get("language", lang) for one in answer}
    return found + ([f"answers in {sorted(languages)}"] if languages - {lang} else [])


def says(text: str, lang: str, id_: str) -> bool:
    """Is the phrase said in the text, in any plural form and whatever fills its places?"""
    return any(form.search(text) for form in _forms(lang, id_))


@cache
def _forms(lang: str, id_: str) -> list[re.Pattern[str]]:
    phrase = BOOK._phrases[lang if BOOK.has(lang, id_) else "en"][id_]
    forms = phrase.values() if isinstance(phrase, dict) else [phrase]
    return [re.compile("".join(_piece(piece) for piece in string.Formatter().parse(form)), re.DOTALL) for form in forms]


def _piece(piece: tuple[str, str | None, str | None, str | None]) -> str:
    return re.escape(piece[0]) + (".+?" if piece[1] is not None else "")


def _asked(answer: Answer, lang: str) -> set[str]:
    """Facts that the answer asks for, of the person or of another."""
    text = words(answer)
    facts = ids("facts")
    return {fact for fact in facts if says(text, lang, f"ask_{fact}") or says(text, lang, f"ask_for_{fact}")}
