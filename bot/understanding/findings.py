"""Everything that is understood of one message, as the plain dict that the dialogue reads.

The one function is `read`: text in, findings out; words alone suffice, a classifier makes it better.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, TypedDict

from bot.privacy.redaction import redact
from bot.understanding import crisis, decisions, facts, moves, places, refine, statuses
from bot.understanding.classified import Classified
from bot.understanding.language import Guess, identify
from bot.understanding.lexicon import load
from bot.understanding.people import People
from bot.understanding.signals import touches
from bot.understanding.text import clean, fold, padded

_PLACEHOLDER = re.compile(r"\[(?:name|phone|email|address|document|account)\]")
_UNDISCLOSED = "undisclosed"
_QUESTION_MARKS = "?¿؟？"
_BIRTH_MAKES_CITIZENS = frozenset({"chicago"})
# Help that a person seeks for themselves even where another person is named first.
_OWN_NEEDS = frozenset({"violence_support", "trafficking_support", "housing_rights", "work_rights", "family_tracing"})


class Findings(TypedDict):
    """What the dialogue reads. Facts have the names and values of the directory's contract.

    `facts` are those of `who`, the one who needs the service; `people` has one entry for each person spoken of with
    facts. `subject` comes first; `pronoun` says that "he" stands for somebody whom only the talk can name.
    `asks_opening`: whether it is open then is asked, not wished for. `spoken_there`: a wish for somebody who speaks a
    language. `moves`, `fears`, `wrong`, `supposed` and `over` are those of `bot.understanding.moves`.
    """

    language: str
    language_confidence: float
    intent: str
    confidence: float
    needs: list[str]
    statuses: list[str]
    crisis: list[str]
    facts: dict[str, Any]
    who: str
    subject: str | None
    pronoun: bool
    people: list[dict[str, Any]]
    place: dict[str, Any] | None
    refine: list[str]
    asks_opening: bool
    spoken_there: bool
    moves: list[str]
    fears: list[str]
    wrong: list[str]
    supposed: dict[str, Any]
    over: bool
    city: str | None
    redacted: str


def languages_of(guess: Guess) -> tuple[str, ...]:
    """Tags whose lexicons a message is read with: its language, and others that carry a good part of it."""
    return (guess.language, *guess.also[:1])


def spoken(text: str) -> str:
    """The message as words are looked for in it: redacted, clean, without the marks that redaction leaves."""
    return _PLACEHOLDER.sub(" ", clean(redact(text)))


def read(
    text: str,
    hint: str | None = None,
    city: str | None = None,
    classified: Classified | None = None,
    today: date | None = None,
) -> Findings:
    """Understand one message.

    Args:
        text: what the person wrote, redacted or not.
        hint: the language that the conversation already has (BCP 47), if any.
        city: the id of the conversation's city, if known.
        classified: what the classifier says of the same message; without it words alone decide.
        today: the day from which times are counted; today in UTC by default.
    """
    redacted = redact(text)
    said = _PLACEHOLDER.sub(" ", clean(redacted))
    guess = identify(said, hint)
    line = padded(fold(said))
    tags = languages_of(guess)
    classified = classified or Classified()
    people = People(line, tags)
    found = places.find(line, city, tags)
    hits = statuses.find(line, tags, people, (city or found.city) in _BIRTH_MAKES_CITIZENS)
    talk = moves.find(line, tags, any(mark in said for mark in _QUESTION_MARKS))
    words = crisis.find_in(line, None if not classified.intents else _danger_tags(guess))
    followup = any(fold(said) in _followups(tag) for tag in tags)
    danger = decisions.crises(classified, words, decisions.is_aside(talk, len(said.split()), followup))
    intent = decisions.intent(classified, danger, hits)
    wishes = [] if danger else refine.find(line, tags)
    speaker = not danger and refine.wants_speaker(line, tags)
    helpers = touches(line, tags, decisions.HELPERS) if speaker else []
    needs = decisions.needs(classified, intent.name, hits, speaker, helpers)
    told = [fact for tag in tags for fact in facts.find(line, tag, people, today or datetime.now(UTC).date())]
    persons = facts.by_person(told, hits, people)
    who = "me" if danger or _OWN_NEEDS & set(needs) else people.helped()
    if "no_id" in wishes:  # a place that asks for no papers is wished for; nothing is declined by that
        hits = [hit for hit in hits if hit.status != _UNDISCLOSED]
        persons = facts.by_person(told, hits, people)
    named = decisions.statuses(classified, hits, who)
    named = [status for status in named if not ("no_id" in wishes and status == _UNDISCLOSED)]
    _settle_status(persons, who, named)
    return Findings(
        language=guess.language,
        language_confidence=guess.confidence,
        intent=intent.name,
        confidence=intent.confidence,
        needs=needs,
        statuses=named,
        crisis=danger,
        facts=dict(persons.get(who, {})),
        who=who,
        subject=people.subject(),
        pronoun=people.unnamed(),
        people=[{"who": person, "facts": known} for person, known in persons.items() if known],
        place=found.place,
        refine=wishes,
        asks_opening=refine.asks_opening(line, tags),
        spoken_there=speaker or "their_language" in wishes,
        **talk,
        city=found.city,
        redacted=redacted,
    )


@cache
def _followups(tag: str) -> frozenset[str]:
    """Very short questions about what was just shown, folded."""
    listed = load(tag, "followups").section("followups")
    return frozenset(fold(str(phrase)) for phrases in listed.values() for phrase in phrases)


def _danger_tags(guess: Guess) -> tuple[str, ...]:
    """Danger is looked for in the message's language and in those beside it, and in English, which people fall back on."""
    return tuple(dict.fromkeys((guess.language, *guess.also, "en")))


def _settle_status(persons: dict[str, dict[str, Any]], who: str, named: list[str]) -> None:
    """A status that only the classifier saw belongs to the one who needs help; one that it ruled out is dropped."""
    if len(named) == 1 and not any("status" in known for known in persons.values()):
        persons.setdefault(who, {})["status"] = named[0]
    person = persons.get(who, {})
    if "status" in person and named and person["status"] not in named:
        person["status"] = named[0]
