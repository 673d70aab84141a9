"""Acute danger by words alone, also misspelt; near-misses are kept out by guards.

Needs no classifier and no Rasa: the front door uses it by itself when no assistant worker answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from bot.understanding.lexicon import Mender, load, mender, tags
from bot.understanding.text import clean, fold, padded
from services_directory.vocabulary import ids

_HIDDEN = " _"


@dataclass(frozen=True)
class Danger:
    """What words say of danger.

    Attributes:
        found: ids of crises that words point at.
        guarded: words were there, but what they tell is past, hypothetical or a figure of speech.
        clear: ids that a phrase names past all doubt; no classifier may outvote it.
    """

    found: tuple[str, ...]
    guarded: bool
    clear: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Words:
    phrases: dict[str, re.Pattern[str]]
    clear: dict[str, re.Pattern[str]]
    never: re.Pattern[str] | None
    past: re.Pattern[str] | None
    now: re.Pattern[str] | None
    apart: re.Pattern[str] | None


@cache
def _words(tag: str) -> _Words:
    shared = load(tag, "crisis")
    guards = {name: shared.compiled(shared.data.get(name) or []) for name in ("never", "past", "now", "apart")}
    kinds = {kind: load(tag, f"crisis_{kind}").data for kind in ids("crises")}
    compiled = {
        section: {kind: shared.compiled(data.get(section) or []) for kind, data in kinds.items()}
        for section in ("phrases", "clear")
    }
    found = {name: {kind: phrase for kind, phrase in kind_of.items() if phrase} for name, kind_of in compiled.items()}
    return _Words(found["phrases"], found["clear"], **guards)


@cache
def _mender(tag: str) -> Mender:
    return mender(tag, "crisis", *(f"crisis_{kind}" for kind in ids("crises")))


def find(text: str, languages: Iterable[str] | None = None) -> Danger:
    """Danger in a raw message.

    Args:
        text: what the person wrote.
        languages: whose words to look for; all at hand by default, for danger is worth a false friend.
    """
    return find_in(padded(fold(clean(text))), languages)


def find_in(line: str, languages: Iterable[str] | None = None) -> Danger:
    """The same for a message that is padded already."""
    found: set[str] = set()
    clear: set[str] = set()
    guarded = False
    for tag in languages if languages is not None else tags():
        here, sure, kept_out = _in_language(line, tag)
        found |= here
        clear |= sure
        guarded |= kept_out
    return Danger(tuple(sorted(found)), guarded and not found, tuple(sorted(clear)))


def _in_language(line: str, tag: str) -> tuple[set[str], set[str], bool]:
    words = _words(tag)
    if not words.phrases:
        return set(), set(), False
    mended = _mender(tag).mend(line)
    shown = words.never.sub(_HIDDEN, mended) if words.never else mended
    found: set[str] = set()
    clear: set[str] = set()
    guarded = shown != mended
    for sentence in _sentences(shown):
        sure = {label for label, phrase in words.clear.items() if phrase.search(sentence)}
        labels = sure | {label for label, phrase in words.phrases.items() if phrase.search(sentence)}
        if labels and _is_apart(sentence, words):
            guarded = True
        else:
            found |= labels
            clear |= sure
    return found, clear, guarded


def _sentences(line: str) -> Iterator[str]:
    return (f" {part.strip()} " for part in line.split(" . "))


def _is_apart(sentence: str, words: _Words) -> bool:
    """Past without a word of now, or told in general."""
    if words.now and words.now.search(sentence):
        return False
    return bool((words.past and words.past.search(sentence)) or (words.apart and words.apart.search(sentence)))
