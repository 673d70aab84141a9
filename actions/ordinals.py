"""One of the services of the last answer, named by its place in it: "the second one, where is it?"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import yaml

from actions.directory import ROOT
from actions.names import fold

_MOST_WORDS = 8


def the_one_meant(text: str, last: Sequence[str]) -> list[str]:
    """The id at the place that a short text names, of those that were shown last; empty where it names none or several.

    Args:
        last: ids in the order in which they were shown.
    """
    if len(last) < 2 or len(text.split()) > _MOST_WORDS:
        return []
    said = f" {fold(text)} "
    places = {place for phrase, place in _phrases() if (f" {phrase} " if phrase.isascii() else phrase) in said}
    return [last[place - 1] for place in places if place <= len(last)] if len(places) == 1 else []


@cache
def _phrases() -> tuple[tuple[str, int], ...]:
    """Phrases and the places that they name, in every language: section `ordinals` of `lexicon/followups.yml`."""
    files = sorted((ROOT / "data" / "languages").glob("*/lexicon/followups.yml"))
    listed = [yaml.safe_load(file.read_text(encoding="utf-8")).get("ordinals") or {} for file in files]
    return tuple((fold(str(phrase)), int(place)) for its in listed for place, phrases in its.items() for phrase in phrases)
