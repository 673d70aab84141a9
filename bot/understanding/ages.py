"""Ages: the speaker's own, and those of the people spoken of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bot.understanding import numbers
from bot.understanding.lexicon import load
from bot.understanding.people import People

OLDEST = 110
_FIRST_IN_WORDS = 8
_FOLLOWS = re.compile(r"^(?: [^ ]+){0,2}")
_MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True)
class Age:
    """Completed years, whose, and where it is said."""

    years: int
    owner: str
    start: int
    end: int


@cache
def _phrases(tag: str, section: str) -> tuple[re.Pattern[str], ...]:
    lexicon = load(tag, "facts")
    number = numbers.plain_number(tag)
    captures = {"age": f"(?P<age>{number})", "age2": f"(?P<age2>{number})", "age3": f"(?P<age3>{number})"}
    compiled = (lexicon.compiled([phrase], captures) for phrase in lexicon.section("ages").get(section) or [])
    return tuple(found for found in compiled if found)


@cache
def _not_ages(tag: str) -> re.Pattern[str] | None:
    return load(tag, "facts").compiled(load(tag, "facts").data.get("not_age") or [])


@cache
def _infant(tag: str) -> re.Pattern[str] | None:
    """Days, weeks and months behind a number: the units of periods that are less than a year."""
    units = load(tag, "facts").section("units")
    return load(tag, "facts").compiled([str(unit) for unit, months in units.items() if months < _MONTHS_OF_A_YEAR])


def find(line: str, tag: str, people: People) -> list[Age]:
    """All ages in a padded message, each with its owner; one number counts once."""
    found: list[Age] = []
    for section in ("list", "child", "speaker", "other"):
        for expression in _phrases(tag, section):
            for match in expression.finditer(line):
                found.extend(_read(line, match, tag, people, section))
    kept: dict[int, Age] = {}
    for age in found:
        kept.setdefault(age.start, age)
    return sorted(kept.values(), key=lambda age: age.start)


def _read(line: str, match: re.Match[str], tag: str, people: People, section: str) -> list[Age]:
    ages = []
    for name in (group for group in ("age", "age2", "age3") if group in match.groupdict()):
        start, end = match.span(name)
        years = numbers.value(match[name], tag)
        if years is None or years != int(years) or not _plain(match[name], years, tag) or _is_other(line, match, end, tag):
            continue
        owner = _owner(line, match, people, section)
        if owner:
            infant = _infant(tag)
            young = owner == "child" and infant and infant.search(f"{line[match.start() : end + 12]} ")
            ages.append(Age(0 if young else int(years), owner, start, end))
    return [age for age in ages if age.years <= OLDEST]


def _is_other(line: str, match: re.Match[str], end: int, tag: str) -> bool:
    """Whether the number counts something else: minutes, people, weeks along."""
    follows = _FOLLOWS.match(line[end:])
    other = _not_ages(tag)
    return bool(other and follows and other.match(follows[0] + " "))


def _plain(text: str, years: float, tag: str) -> bool:
    """Small number words are mostly articles and counts (`a`, `two of us`): an age in words begins at eight.

    Chinese counts with other words, and its phrases of age name the year.
    """
    return text.isdigit() or tag == "zh" or years >= _FIRST_IN_WORDS


def _owner(line: str, match: re.Match[str], people: People, section: str) -> str | None:
    if section == "child":
        return "child"
    if section == "speaker":
        owners = people.owners(match.start(), match.end())
        return "me" if "me" in owners or not people.named else owners[0]
    near = [m for m in people.mentions if m.who not in ("me", "we") and -30 <= m.start - match.end() <= 14]
    near = [m for m in near if match.start() - m.end <= 24]
    if not near:
        return None
    best = min(near, key=lambda m: max(0, match.start() - m.end, m.start - match.end()))
    return people.owners(best.start, best.end)[0] if best.who == "they" else best.who
