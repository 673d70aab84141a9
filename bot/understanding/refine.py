"""How a person narrows a search: free, open now, evenings, near me, without papers …"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from bot.understanding.lexicon import load, mender

IDS = (
    "free",
    "open_now",
    "evenings",
    "weekends",
    "near_me",
    "women_only",
    "no_appointment",
    "no_id",
    "in_my_language",
    "their_language",
    "childcare",
)
_SPEAKER, _OPENING = "speaker", "opening"


@cache
def _phrases(tag: str) -> dict[str, re.Pattern[str]]:
    return load(tag, "refine").labelled("refine")


def find(line: str, languages: Iterable[str]) -> list[str]:
    """Ids of the wishes in a padded message, in the order of `IDS`."""
    found: set[str] = set()
    for tag in languages:
        mended = mender(tag, "refine").mend(line)
        found.update(label for label, phrase in _phrases(tag).items() if phrase.search(mended))
    if _SPEAKER in found:
        found.add("in_my_language")
    return [label for label in IDS if label in found]


def wants_speaker(line: str, languages: Iterable[str]) -> bool:
    """Whether somebody there is to speak a language: a wish about services, whatever else the words could be."""
    return _says(_SPEAKER, line, languages)


def asks_opening(line: str, languages: Iterable[str]) -> bool:
    """Whether something is said of being open: "is it open on Saturday" asks, "on Saturday rather" wishes."""
    return _says(_OPENING, line, languages)


def _says(label: str, line: str, languages: Iterable[str]) -> bool:
    known = ((tag, _phrases(tag).get(label)) for tag in languages)
    return any(phrase.search(mender(tag, "refine").mend(line)) for tag, phrase in known if phrase)
