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
    "childcare",
)


@cache
def _phrases(tag: str) -> dict[str, re.Pattern[str]]:
    return load(tag, "refine").labelled("refine")


def find(line: str, languages: Iterable[str]) -> list[str]:
    """Ids of the wishes in a padded message, in the order of `IDS`."""
    found: set[str] = set()
    for tag in languages:
        mended = mender(tag, "refine").mend(line)
        found.update(label for label, phrase in _phrases(tag).items() if phrase.search(mended))
    return [label for label in IDS if label in found]
