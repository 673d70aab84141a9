"""Is a text easy to read? Sentences that are too long, and words of offices for which there are plain ones.

What is long and which words are meant stands in `data/languages/<tag>/plain.yml`, for each language by itself. The check
advises; it holds nothing up, because a name of an office may need its long word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from services_directory.editing.wording_of import texts_of
from services_directory.settings import ROOT
from services_directory.yaml_files import load

_SENTENCE = re.compile(r"(?<=[.!?؟。！？])\s*|\n+")
_WORD = re.compile(r"[\w'’-]+")


@dataclass(frozen=True, slots=True)
class Hard:
    """One thing that makes a text hard.

    Attributes:
        field: place of the text in the entry.
        kind: `long` (`size` words, or letters in Chinese, in the sentence that begins with `text`) or `office` (the word
            `text`, for which `plain` can stand).
    """

    field: str
    language: str
    kind: str
    text: str
    size: int = 0
    plain: str = ""


@dataclass(frozen=True, slots=True)
class _Limits:
    longest: int
    by_letters: bool
    words: Mapping[str, str]


def hard_texts(content: Mapping[str, Any]) -> list[Hard]:
    """Everything hard in the texts of an entry that people read; the names of offices are left alone."""
    found: list[Hard] = []
    for field, texts in texts_of(content):
        if field != "name":
            found += [hard for language, text in texts.items() for hard in check(text, language, field)]
    return found


def check(text: str, language: str, field: str = "") -> list[Hard]:
    """Everything hard in one text; nothing for a language without a file."""
    limits = _limits(language)
    return [] if limits is None else [*_long(text, language, field, limits), *_office(text, language, field, limits)]


def _long(text: str, language: str, field: str, limits: _Limits) -> Iterator[Hard]:
    for sentence in _SENTENCE.split(text):
        size = len("".join(sentence.split())) if limits.by_letters else len(_WORD.findall(sentence))
        if size > limits.longest:
            yield Hard(field, language, "long", " ".join(sentence.split())[:60], size)


def _office(text: str, language: str, field: str, limits: _Limits) -> Iterator[Hard]:
    lowered = text.casefold()
    for word, plain in limits.words.items():
        found = word in lowered if limits.by_letters else re.search(rf"(?<!\w){re.escape(word)}(?!\w)", lowered)
        if found:
            yield Hard(field, language, "office", word, plain=plain)


@cache
def _limits(language: str) -> _Limits | None:
    path = ROOT / "data" / "languages" / language / "plain.yml"
    if not path.exists():
        return None
    said = load(path).data
    words = {word.casefold(): plain for word, plain in said["office_words"].items()}
    return _Limits(said["longest_sentence"], said.get("count") == "letters", words)
