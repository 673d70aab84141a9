"""Whom a message is about, where only the talk can tell: "and me?", "he has no work permit", "what if I had asylum"."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml

from actions.directory import ROOT
from actions.names import fold
from actions.slots import ME, Memory

_OTHER, _SPEAKER = "other", frozenset({"me", "we"})
_SURE = 0.7


def about_me(text: str, memory: Memory) -> bool:
    """Whether the message asks for the speaker what was asked for somebody else: "and me?"."""
    return bool(memory.request) and memory.request.who != [ME] and fold(text) in _and_me()


def spoken_of(findings: Mapping[str, Any], memory: Memory, confidence: float) -> dict[str, Any]:
    """Changes of the findings: "he" is the one of whom was spoken before, and "I" supposes of oneself.

    A pronoun with facts and a need that is hardly heard tells something of that person: the need is that of the request.
    """
    changed: dict[str, Any] = {}
    if findings.get("supposed") and findings.get("subject") in _SPEAKER:
        changed["supposed_of"] = ME
    whom = _spoken_of_last(memory)
    if whom is None or not findings.get("pronoun"):
        return changed
    people = [{**one, "who": whom if one["who"] == _OTHER else one["who"]} for one in findings.get("people") or []]
    changed["people"] = people
    theirs = next((one["facts"] for one in people if one["who"] == whom), None)
    if theirs and confidence < _SURE:
        changed |= {"needs": [], "told_of": whom}
    if findings.get("subject") == "they" and findings.get("who") in (ME, _OTHER):
        changed |= {"who": whom, "facts": dict(theirs or {})}
    return changed


def _spoken_of_last(memory: Memory) -> str | None:
    """The one whom the request is for, else the one of whom something was learned; nobody where that is the speaker."""
    learned = (memory.learned or {}).get("for")
    return next((who for who in (*memory.request.who, learned) if who not in (None, ME)), None)


@cache
def _and_me() -> frozenset[str]:
    """ "And me?" in every language: section `and_me` of `lexicon/followups.yml`."""
    files = sorted((ROOT / "data" / "languages").glob("*/lexicon/followups.yml"))
    listed = (yaml.safe_load(file.read_text(encoding="utf-8")).get("and_me") or [] for file in files)
    return frozenset(fold(str(phrase)) for phrases in listed for phrase in phrases)
