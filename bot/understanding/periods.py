"""How long ago things were, in completed months, and which thing it was: arrival, application for asylum, the status itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from bot.understanding import numbers
from bot.understanding.lexicon import load
from bot.understanding.people import People
from bot.understanding.text import fold, words

FACTS = {"application": "months_since_application", "status": "months_in_status", "arrival": "months_in_country"}
_LONGEST = 1200


@dataclass(frozen=True)
class Period:
    """A time that words give: completed months before the given date, and where it stands."""

    months: int
    start: int
    end: int


@dataclass(frozen=True)
class _Words:
    span: tuple[re.Pattern[str], ...]
    since_month: tuple[re.Pattern[str], ...]
    since_year: tuple[re.Pattern[str], ...]
    fixed: dict[int, re.Pattern[str]]
    half: re.Pattern[str] | None
    anchors: dict[str, re.Pattern[str]]


def _alternatives(names: Iterable[object]) -> str:
    return "|".join(sorted((re.escape(" ".join(words(fold(str(name))))) for name in names), key=len, reverse=True))


@cache
def _words(tag: str) -> _Words:
    lexicon = load(tag, "facts")
    periods = lexicon.section("periods")
    captures = {
        "number": numbers.number_pattern(tag),
        "unit": rf"(?P<unit>{_alternatives(lexicon.section('units')) or '(?!)'})",
        "month": rf"(?P<month>{_alternatives(lexicon.section('months')) or '(?!)'})",
        "year": r"(?P<year>(?:19|20)\d\d)",
    }

    def each(name: str) -> tuple[re.Pattern[str], ...]:
        compiled = (lexicon.compiled([phrase], captures) for phrase in periods.get(name) or [])
        return tuple(found for found in compiled if found)

    fixed = {int(months): lexicon.compiled(phrases) for months, phrases in (periods.get("fixed") or {}).items()}
    return _Words(
        each("span"),
        each("since_month"),
        each("since_year"),
        {months: expression for months, expression in fixed.items() if expression},
        lexicon.compiled(lexicon.data.get("half") or []),
        lexicon.labelled("anchors"),
    )


@cache
def _values(tag: str, section: str) -> dict[str, float]:
    return {" ".join(words(fold(str(name)))): float(value) for name, value in load(tag, "facts").section(section).items()}


def find(line: str, tag: str, today: date) -> list[Period]:
    """All times in a padded message, the longest reading of each."""
    found = sorted(_all(line, tag, today), key=lambda period: (period.start, -(period.end)))
    kept: list[Period] = []
    for period in found:
        if not kept or period.start >= kept[-1].end:
            kept.append(period)
    return kept


def _all(line: str, tag: str, today: date) -> Iterator[Period]:
    known = _words(tag)
    for expression in known.span:
        for match in expression.finditer(line):
            months = _span(match, tag, known)
            if months is not None:
                yield Period(months, match.start(), match.end())
    for expression in known.since_month:
        for match in expression.finditer(line):
            yield Period(_since_month(match.groupdict(), tag, today), match.start(), match.end())
    for expression in known.since_year:
        for match in expression.finditer(line):
            year = int(match["year"])
            if 1920 <= year <= today.year:
                yield Period((today.year - year) * 12, match.start(), match.end())
    for months, expression in known.fixed.items():
        yield from (Period(months, match.start(), match.end()) for match in expression.finditer(line))


def _span(match: re.Match[str], tag: str, known: _Words) -> int | None:
    number = numbers.value(match["number"], tag) if "number" in match.groupdict() else 2.0
    unit = _values(tag, "units")[match["unit"]]
    if number is None:
        return None
    if known.half and known.half.search(match[0] + " "):
        number += 0.5
    months = number * unit
    return int(months + 0.02) if months <= _LONGEST else None


def _since_month(groups: dict[str, str | None], tag: str, today: date) -> int:
    month = int(_values(tag, "months")[groups["month"] or ""])
    said = groups.get("year")
    year = int(said) if said else today.year - (month > today.month)
    return max(0, (today.year - year) * 12 + today.month - month)


def attach(line: str, tag: str, periods: list[Period], people: People) -> list[tuple[str, Period]]:
    """Names of facts with their periods: a time belongs to the nearest thing in its clause, else in its sentence."""
    anchors = [
        (kind, match.start(), match.end()) for kind, phrase in _words(tag).anchors.items() for match in phrase.finditer(line)
    ]
    anchors = [anchor for anchor in anchors if not any(_within(anchor, other) for other in anchors)]
    attached = []
    for period in periods:
        kind = _nearest(period, anchors, people.clause(period.start)) or _nearest(period, anchors, _sentence(line, period))
        if kind in FACTS:
            attached.append((FACTS[kind], period))
    return attached


def _sentence(line: str, period: Period) -> tuple[int, int]:
    end = line.find(" . ", period.end)
    return line.rfind(" . ", 0, period.start) + 1, len(line) if end < 0 else end


def _nearest(period: Period, anchors: list[tuple[str, int, int]], bounds: tuple[int, int]) -> str | None:
    """The kind of the nearest anchor; at the same distance the longer, more exact one."""
    inside = [anchor for anchor in anchors if bounds[0] <= anchor[1] < bounds[1]]
    if not inside:
        return None
    return min(inside, key=lambda anchor: (_gap(period, anchor), anchor[1] - anchor[2]))[0]


def _within(anchor: tuple[str, int, int], other: tuple[str, int, int]) -> bool:
    return other[1] <= anchor[1] and anchor[2] <= other[2] and other[2] - other[1] > anchor[2] - anchor[1]


def _gap(period: Period, anchor: tuple[str, int, int]) -> int:
    return max(0, anchor[1] - period.end, period.start - anchor[2])
