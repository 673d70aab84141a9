"""Lexicons: what words alone decide, as data under `data/languages/<tag>/lexicon/<name>.yml`, read once.

A file holds `lexicon: <name>`, optional `words:` (named word lists, or words to values) and its own sections of phrases
(grammar: `bot.understanding.phrases`). YAML 1.2 words: `no`, `on` and `y` are words, only true and false are booleans.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz.distance import OSA

from bot.understanding.phrases import compile_phrases, literals
from services_directory.settings import ROOT

LANGUAGES = ROOT / "data" / "languages"
_SHORTEST_MENDED = 5
_DOUBLE = re.compile(r"(.)\1")
_TWO_SLIPS_FROM = 9


class _Loader(yaml.CSafeLoader):
    """PyYAML with the booleans of YAML 1.2."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), ["t", "f"])


def read_yaml(path: Path) -> dict[str, Any]:
    """One YAML file of ours as a mapping; an empty one for a file that is not there.

    Raises:
        ValueError: the file is no mapping; the text names the file.
    """
    if not path.exists():
        return {}
    with path.open(encoding="utf-8") as stream:
        read = yaml.load(stream, Loader=_Loader)  # noqa: S506 (a safe loader)
    if not isinstance(read, dict):
        raise ValueError(f"{path}: a mapping is expected")
    return read


@cache
def tags() -> tuple[str, ...]:
    """Languages at hand: the folders with a `language.yml`, in order of their tags."""
    return tuple(sorted(path.parent.name for path in LANGUAGES.glob("*/language.yml")))


@dataclass(frozen=True)
class Lexicon:
    """One lexicon of one language."""

    data: Mapping[str, Any]

    @property
    def words(self) -> Mapping[str, Any]:
        """Named word lists."""
        lists: Mapping[str, Any] = self.data.get("words") or {}
        return lists

    def section(self, name: str) -> Mapping[str, Any]:
        """A section that maps labels to phrases or values; empty when the file has none."""
        found: Mapping[str, Any] = self.data.get(name) or {}
        return found

    def compiled(self, phrases: list[str], captures: Mapping[str, str] | None = None) -> re.Pattern[str] | None:
        """One expression for phrases of this lexicon."""
        return compile_phrases([str(phrase) for phrase in phrases], _texts(self.words), captures)

    def labelled(self, section: str) -> dict[str, re.Pattern[str]]:
        """Label -> expression of a section that maps labels to lists of phrases."""
        expressions = {label: self.compiled(phrases or []) for label, phrases in self.section(section).items()}
        return {label: expression for label, expression in expressions.items() if expression is not None}


@cache
def load(tag: str, name: str) -> Lexicon:
    """The lexicon `name` of a language; an empty one where the language has none."""
    return Lexicon(read_yaml(LANGUAGES / tag / "lexicon" / f"{name}.yml"))


def _texts(lists: Mapping[str, Any]) -> dict[str, list[str]]:
    return {name: [str(word) for word in found] for name, found in lists.items()}


@cache
def known_words(tag: str) -> frozenset[str]:
    """Every word that stands in the lexicons of a language."""
    found: set[str] = set()
    for path in sorted((LANGUAGES / tag / "lexicon").glob("*.yml")):
        found |= literals(_strings(load(tag, path.stem).data))
    return frozenset(found)


def _strings(data: Any) -> list[str]:
    if isinstance(data, Mapping):
        keys = [str(key) for key, value in data.items() if not isinstance(value, list | Mapping)]
        return keys + [text for value in data.values() for text in _strings(value)]
    if isinstance(data, list):
        return [text for item in data for text in _strings(item)]
    return [data] if isinstance(data, str) else []


class Mender:
    """Puts right words that are one slip (long ones: two) away from a word of a lexicon."""

    def __init__(self, vocabulary: frozenset[str], right: frozenset[str]) -> None:
        """Build from the words to mend towards and the words that are right as they stand."""
        self._right = vocabulary | right
        self._by_first: dict[str, list[str]] = {}
        for word in sorted(vocabulary):
            if len(word) >= _SHORTEST_MENDED:
                self._by_first.setdefault(word[0], []).append(word)

    def mend(self, padded: str) -> str:
        """Padded text with its slips put right."""
        return " ".join(map(self._word, padded.split(" ")))

    def _word(self, word: str) -> str:
        if len(word) < _SHORTEST_MENDED or word in self._right or not word.isalpha():
            return word
        slips = 2 if len(word) >= _TWO_SLIPS_FROM else 1
        near = []
        for known in self._by_first.get(word[0], ()):
            if abs(len(known) - len(word)) <= slips:
                distance = OSA.distance(word, known, score_cutoff=slips)
                if distance <= slips:
                    near.append((distance, _undoubled(known) != _undoubled(word), known))
        return min(near)[2] if near else word


def _undoubled(word: str) -> str:
    """A double letter more or less is the commonest slip."""
    return _DOUBLE.sub(r"\1", word)


@cache
def mender(tag: str, *names: str) -> Mender:
    """The mender towards the words of some lexicons; every other known word of the language is right as it stands.

    Common words that would be mended wrongly stand in the section `right`.
    """
    sections = [found for name in names for part, found in load(tag, name).data.items() if part != "right"]
    return Mender(frozenset(literals(_strings(sections))), known_words(tag))
