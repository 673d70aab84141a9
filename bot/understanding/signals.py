"""Ideas that a message touches, as words of the `concepts` lexicons: the same ids in every language.

They are what lets a classifier carry over from one language, or one wording, to another. They decide nothing alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from bot.understanding import crisis, statuses
from bot.understanding.lexicon import LANGUAGES, Lexicon, load, mender, read_yaml
from bot.understanding.people import People

INSTITUTIONS = LANGUAGES.parent / "places" / "institutions.yml"
_TOPICS = frozenset(
    [
        "doctor",
        "medicine",
        "illness",
        "health_cover",
        "pregnancy",
        "contraception",
        "feelings",
        "teeth_eyes",
        "disability",
        "addiction",
        "shelter",
        "home",
        "landlord_trouble",
        "food",
        "goods",
        "benefits",
        "work",
        "boss_trouble",
        "foreign_diploma",
        "immigration",
        "lawyer",
        "identity",
        "language_learning",
        "interpreting",
        "school",
        "childcare",
        "adult_study",
        "youth",
        "senior",
        "transport",
        "banking",
        "pension",
        "internet",
        "discrimination",
        "community",
        "missing_relative",
        "going_back",
        "violence",
        "trafficking",
    ]
)
_NUMBER = re.compile(r" (\d{1,4})(?= )")
_AGE_BINS = ((0, 0), (1, 5), (6, 12), (13, 15), (16, 17), (18, 25), (26, 59), (60, 99), (100, 9999))


@cache
def _concepts(tag: str) -> dict[str, re.Pattern[str]]:
    broad = load(tag, "concepts").labelled("concepts")
    narrow = load(tag, "senses").labelled("concepts")
    return broad | {f"sense_{label}": expression for label, expression in narrow.items()}


@cache
def _institutions() -> dict[str, re.Pattern[str]]:
    return Lexicon(read_yaml(INSTITUTIONS)).labelled("concepts")


def touches(padded: str, languages: Iterable[str], labels: Iterable[str]) -> list[str]:
    """Those of some concepts that the text touches, in the order given."""
    lines = {tag: mender(tag, "concepts").mend(padded) for tag in languages}
    return [label for label in labels if any(label in _concepts(t) and _concepts(t)[label].search(lines[t]) for t in lines)]


def signals(padded: str, languages: Iterable[str]) -> list[str]:
    """Ids of the ideas in the text: concepts by the lexicons of the languages, names of institutions, sizes of numbers.

    Args:
        padded: the message as `text.padded` gives it.
        languages: tags whose lexicons are asked.
    """
    found = {f"at_{label}" for label, expression in _institutions().items() if expression.search(padded)}
    for tag in languages:
        mended = mender(tag, "concepts").mend(padded)
        found.update(label for label, expression in _concepts(tag).items() if expression.search(mended))
    danger = crisis.find_in(padded, languages)
    found.update(f"danger_{label}" for label in danger.found)
    if danger.guarded:
        found.add("danger_guarded")
    people = People(padded, languages)
    for hit in statuses.find(padded, languages, people):
        found.add(f"status_{hit.status}_{'own' if {'me', people.helped()} & set(hit.owners) else 'other'}")
    found.update(f"person_{who}" for who in people.named)
    if not any(name in found for name in _TOPICS):
        found.add("topic_none")
    found.update(map(_bin, _NUMBER.findall(padded)))
    return sorted(found)


def _bin(digits: str) -> str:
    number = int(digits)
    low, high = next(bounds for bounds in _AGE_BINS if bounds[0] <= number <= bounds[1])
    return f"number_{low}_{high}"
