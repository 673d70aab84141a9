"""Names of countries and of documents, matched with spaCy: nationality, and papers that a person holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

import spacy
from babel import Locale
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from bot.understanding.fact import Fact
from bot.understanding.lexicon import load
from bot.understanding.people import People
from bot.understanding.text import fold, words

if TYPE_CHECKING:
    from spacy.vocab import Vocab

_COUNTRY, _DOCUMENT = "country:", "document:"
_NEAR = 4


@cache
def _vocab(tag: str) -> Vocab:
    """A vocabulary for a language. Its words are ours: the rules of spaCy (seconds to load, for French) are not needed."""
    vocab: Vocab = spacy.blank("xx").vocab
    return vocab


def _doc(tag: str, tokens: list[str]) -> Doc:
    return Doc(_vocab(tag), words=tokens)


@cache
def _matcher(tag: str) -> PhraseMatcher:
    matcher = PhraseMatcher(_vocab(tag), attr="ORTH")
    for name, phrases in _names(tag).items():
        matcher.add(name, [_doc(tag, words(fold(phrase))) for phrase in phrases])
    return matcher


def _names(tag: str) -> dict[str, list[str]]:
    """Matcher keys with the phrases of each: countries by CLDR and by the lexicon's demonyms, documents by the lexicon."""
    lexicon = load(tag, "facts")
    names: dict[str, list[str]] = {}
    for code, name in Locale.parse(tag).territories.items():
        if len(code) == 2 and code.isalpha() and code not in ("EU", "UN", "ZZ"):
            names.setdefault(_COUNTRY + code, []).append(name)
    for demonym, code in lexicon.section("demonyms").items():
        names.setdefault(f"{_COUNTRY}{code}", []).append(str(demonym))
    for document, phrases in lexicon.section("documents").items():
        names[_DOCUMENT + document] = [str(phrase).rstrip("*") for phrase in phrases]
    return names


@cache
def _frames(tag: str) -> tuple[re.Pattern[str], ...]:
    lexicon = load(tag, "facts")
    compiled = (lexicon.compiled([phrase], {"country": "¤"}) for phrase in lexicon.data.get("nationality") or [])
    return tuple(found for found in compiled if found)


@cache
def _holding(tag: str, how: str) -> re.Pattern[str] | None:
    compiled = load(tag, "facts").compiled(load(tag, "facts").section("holding").get(how) or [])
    return re.compile(rf"(?P<said>{compiled.pattern})(?: [^ .,]+){{0,{_NEAR}}} $") if compiled else None


def find(line: str, tag: str, people: People) -> Iterator[Fact]:
    """Nationality where a phrase says it, and documents that are held."""
    tokens = line.split()
    starts = _starts(tokens)
    held: list[str] = []
    for name, first, last in _named(tag, tokens):
        start, end = starts[first], starts[last - 1] + 1 + len(tokens[last - 1])
        if name.startswith(_COUNTRY):
            if _is_nationality(line, tag, start, end):
                yield Fact("nationality", name.removeprefix(_COUNTRY), people.owners(start, end))
        elif _is_held(line, tag, start):
            held.append(name.removeprefix(_DOCUMENT))
    if held:
        yield Fact("documents", sorted(set(held)), ("me",))


def _named(tag: str, tokens: list[str]) -> list[tuple[str, int, int]]:
    """Keys of the phrases in a text, with first token and the one after the last.

    In a memory zone: spaCy would keep every word of every message in its vocabulary for the life of the process.
    """
    matcher, vocab = _matcher(tag), _vocab(tag)
    with vocab.memory_zone():
        return [(vocab.strings[key], first, last) for key, first, last in matcher(_doc(tag, tokens))]


def _starts(tokens: list[str]) -> list[int]:
    """Where the space before each token stands in the padded text."""
    places, at = [], 0
    for token in tokens:
        places.append(at)
        at += len(token) + 1
    return places


def _is_nationality(line: str, tag: str, start: int, end: int) -> bool:
    framed = f"{line[:start]} ¤{line[end:]}"
    place = start
    return any(found.start() <= place < found.end() for frame in _frames(tag) for found in frame.finditer(framed))


def _is_held(line: str, tag: str, start: int) -> bool:
    """The nearest word of having or lacking before the document decides."""
    before = line[: start + 1]
    have, lack = _holding(tag, "have"), _holding(tag, "lack")
    having = have.search(before) if have else None
    lacking = lack.search(before) if lack else None
    if not having:
        return False
    return lacking is None or lacking.end("said") <= having.start()  # "no tengo" is all lacking
