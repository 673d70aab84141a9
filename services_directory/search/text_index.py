"""The words of services in the database: written with a service, asked for as conditions of a query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from services_directory.models.service import Service, ServiceNeed
from services_directory.models.words import ServiceWord
from services_directory.search.text import asked, words
from services_directory.vocabulary import ids
from services_directory.wording.phrases import Phrasebook

NAME, ELSEWHERE = 2, 1
_MOST_WORDS = 120
_LAST = "\U0010ffff"
_SHORTEST_PREFIX = 2


def rows(service_id: str, names: Iterable[str], texts: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Rows of `service_word` for one service: its names weigh more than its other texts.

    Args:
        names: its names in all languages.
        texts: everything else that one may remember of it: descriptions, organization, address.
    """
    found = {word: NAME for name in names for word in words(name)}
    for text in texts:
        for word in words(text):
            found.setdefault(word, ELSEWHERE)
            if len(found) >= _MOST_WORDS:
                break
    for word, weight in found.items():
        yield {"word": word, "service_id": service_id, "weight": weight}


def matching(text: str) -> list[ColumnElement[bool]]:
    """Conditions that hold for services in which every word of a question stands, or which answer a need of that name.

    A word counts as the beginning of one. An empty list: there is no word in the question.
    """
    return [_has(word) for word in asked(text)]


def _has(word: str) -> ColumnElement[bool]:
    stands = Service.id.in_(select(ServiceWord.service_id).where(_begins(word)))
    needs = [need for need, names in _names_of_needs().items() if word in names]
    if not needs:
        return stands
    return or_(stands, Service.id.in_(select(ServiceNeed.service_id).where(ServiceNeed.need.in_(needs))))


def _begins(word: str) -> ColumnElement[bool]:
    if len(word) < _SHORTEST_PREFIX and word.isascii():
        return ServiceWord.word == word
    return ServiceWord.word.between(word, word + _LAST)


@cache
def _names_of_needs() -> dict[str, frozenset[str]]:
    """Every word by which any language names a need: so a question in Arabic finds what is described in Spanish only."""
    book = Phrasebook.load()
    found: dict[str, set[str]] = {need: set() for need in ids("needs")}
    for need, said in found.items():
        for lang in book.languages():
            if book.has(lang, f"need_{need}"):
                said.update(word for word in words(book.say(lang, f"need_{need}")) if len(word) > 2 or not word.isascii())
    return {need: frozenset(said) for need, said in found.items()}
