"""Facts that people tell: names and values of the contract, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from bot.understanding import ages, numbers, periods, statuses, terms
from bot.understanding.fact import Fact
from bot.understanding.lexicon import load
from bot.understanding.people import People

GROWN_UP = 18
_AMOUNT = r"(?P<amount>\d{1,6})(?: (?:usd|eur|euros?|dollars?|dolares|bucks|€|\$))?"
_WEEKS_A_MONTH, _MONTHS_A_YEAR = 4.33, 12
_HIGHEST_INCOME = 100_000
_OF_ANYONE = frozenset({"pregnant", "disability", "registered", "work_authorised"})


@dataclass(frozen=True)
class _Words:
    flags: dict[str, dict[bool, re.Pattern[str] | None]]
    genders: dict[str, re.Pattern[str]]
    victims: dict[str, re.Pattern[str]]
    household: tuple[re.Pattern[str], ...]
    income: dict[str, tuple[re.Pattern[str], ...]]
    no_documents: re.Pattern[str] | None
    denial: re.Pattern[str] | None


@cache
def _words(tag: str) -> _Words:
    lexicon = load(tag, "facts")
    captures = {"number": numbers.number_pattern(tag), "amount": _AMOUNT}

    def each(phrases: Iterable[str]) -> tuple[re.Pattern[str], ...]:
        compiled = (lexicon.compiled([phrase], captures) for phrase in phrases)
        return tuple(found for found in compiled if found)

    flags = {
        name: {True: lexicon.compiled(said.get("yes") or []), False: lexicon.compiled(said.get("no") or [])}
        for name, said in lexicon.section("flags").items()
    }
    return _Words(
        flags,
        lexicon.labelled("genders"),
        lexicon.labelled("victims"),
        each(lexicon.data.get("household") or []),
        {name: each(phrases) for name, phrases in lexicon.section("income").items()},
        lexicon.compiled(lexicon.data.get("no_documents") or []),
        lexicon.compiled(lexicon.data.get("denial") or []),
    )


def find(line: str, tag: str, people: People, today: date) -> list[Fact]:
    """Facts in a padded message, statuses apart.

    Args:
        line: the message as `text.padded` gives it.
        tag: the language whose lexicon is asked.
        people: the persons of the message.
        today: the day from which "since March" is counted.
    """
    known = _words(tag)
    found = list(_flags(line, known, people))
    found += _periods(line, tag, people, today)
    found += _ages(line, tag, people)
    found += _sets(line, known, people)
    found += _amounts(line, tag, known)
    found += terms.find(line, tag, people)
    return found


def _flags(line: str, known: _Words, people: People) -> Iterator[Fact]:
    for name, said in known.flags.items():
        denied, stated = (_search(said[value], line) for value in (False, True))
        match = denied or stated
        if match:
            owners = people.owners(match.start(), match.end()) if name in _OF_ANYONE else ("me",)
            if denied and name in ("pregnant", "disability") and not _is_denial(match[0], known):
                continue
            yield Fact(name, denied is None, owners)


def _search(expression: re.Pattern[str] | None, line: str) -> re.Match[str] | None:
    return expression.search(line) if expression else None


def _is_denial(text: str, known: _Words) -> bool:
    """A guard ("pregnancy test") only silences; a denial ("not pregnant") begins with a word that says no."""
    return bool(known.denial and known.denial.match(f"{text} "))


def _periods(line: str, tag: str, people: People, today: date) -> list[Fact]:
    found = periods.find(line, tag, today)
    attached = periods.attach(line, tag, found, people)
    return [Fact(name, period.months, people.owners(period.start, period.end)) for name, period in attached]


def _ages(line: str, tag: str, people: People) -> list[Fact]:
    found = ages.find(line, tag, people)
    facts = [Fact("age", age.years, (age.owner,)) for age in found]
    children = [age.years for age in found if age.owner == "child"]
    return [*facts, Fact("children", sorted(children), ("me",))] if children else facts


def _sets(line: str, known: _Words, people: People) -> Iterator[Fact]:
    for gender, expression in known.genders.items():
        match = expression.search(line)
        if match and "me" in people.owners(match.start(), match.end()):
            yield Fact("gender", gender, ("me",))
            break
    victims = [(kind, expression.search(line)) for kind, expression in known.victims.items()]
    said = [(kind, match) for kind, match in victims if match]
    if said:
        yield Fact("victim_of", sorted({kind for kind, _ in said}), ("me",))
    if known.no_documents and known.no_documents.search(line):
        yield Fact("documents", [], ("me",))


def _amounts(line: str, tag: str, known: _Words) -> Iterator[Fact]:
    for expression in known.household:
        match = expression.search(line)
        size = numbers.value(match["number"], tag) if match else None
        if size and 1 < size <= 20:
            yield Fact("household_size", int(size), ("me",))
            break
    income = _income(_joined_thousands(line), known)
    if income is not None:
        yield Fact("income_monthly", income, ("me",))


def _joined_thousands(line: str) -> str:
    """`1 , 200` and `1 . 200` as `1200`: what padding took apart."""
    return re.sub(r"(?<= \d) [.,] (?=\d{3} )|(?<= \d\d) [.,] (?=\d{3} )", "", line)


def _income(line: str, known: _Words) -> float | None:
    factors = {"month": 1.0, "week": _WEEKS_A_MONTH, "year": 1 / _MONTHS_A_YEAR, "none": 0.0}
    for period, expressions in known.income.items():
        for expression in expressions:
            match = expression.search(line)
            if match and period == "none":
                return 0.0
            if match and int(match["amount"]) * factors[period] <= _HIGHEST_INCOME:
                return round(int(match["amount"]) * factors[period], 2)
    return None


def by_person(facts: Iterable[Fact], hits: Iterable[statuses.Hit], people: People) -> dict[str, dict[str, Any]]:
    """Facts of each person, in the order in which they are spoken of; the first word on a fact stays."""
    persons: dict[str, dict[str, Any]] = {}
    if people.has_minor() and "child" in people.named:
        persons["child"] = {"minor": True}
    for hit in sorted(hits, key=lambda hit: hit.start):
        for owner in hit.owners:
            persons.setdefault(owner, {}).setdefault("status", hit.status)
    for fact in facts:
        for owner in fact.owners:
            if fact.value == [] and "documents" in persons.get(owner, {}):
                continue
            persons.setdefault(owner, {}).setdefault(fact.name, fact.value)
    _settle_minors(persons)
    return persons


def _settle_minors(persons: Mapping[str, dict[str, Any]]) -> None:
    """An age says more than the word `child`."""
    child = persons.get("child")
    if child and "age" in child:
        child.pop("minor", None)
        if child["age"] < GROWN_UP:
            child["minor"] = True
