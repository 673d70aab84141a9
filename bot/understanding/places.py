"""Places of the cities that people name: districts and landmarks, also misspelt; postcodes as text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from rapidfuzz.distance import OSA

from bot.understanding.lexicon import load, read_yaml, tags
from bot.understanding.text import fold, words
from services_directory.served import served_cities
from services_directory.settings import ROOT

FOLDER = ROOT / "data" / "places"
_MISSPELT_FROM, _TWO_SLIPS_FROM = 6, 10


@dataclass(frozen=True)
class _Name:
    place: dict[str, Any]
    city: str
    needs_context: bool


@dataclass(frozen=True)
class _City:
    names: frozenset[str]
    postcode: re.Pattern[str]
    places: dict[str, _Name]


@dataclass(frozen=True)
class Found:
    """A place (`id`, `kind`, where known `lat`, `lon`) or None, and the city that the text names or that the place is in."""

    place: dict[str, Any] | None
    city: str | None


@cache
def _known() -> tuple[str, ...]:
    return tuple(sorted(read_yaml(path)["city"] for path in FOLDER.glob("*.yml") if "city" in read_yaml(path)))


def cities(talk: str | None = None) -> tuple[str, ...]:
    """Cities whose places are known and that are served, and the city of the talk."""
    return tuple(city for city in _known() if city in served_cities() or city == talk)


@cache
def _city(city: str) -> _City:
    data = read_yaml(FOLDER / f"{city}.yml")
    places: dict[str, _Name] = {}
    for entry in data["places"]:
        place = {name: entry[name] for name in ("id", "kind", "lat", "lon") if name in entry}
        for name in entry["names"]:
            places[_normal(str(name).rstrip("*"))] = _Name(place, city, str(name).endswith("*"))
    names = frozenset(_normal(str(name)) for name in data["names"])
    return _City(names, re.compile(rf" ({data['postcode']})(?= )"), places)


def _normal(name: str) -> str:
    return " ".join(words(fold(name)))


@cache
def _of_place(tag: str) -> re.Pattern[str] | None:
    compiled = load(tag, "refine").compiled(load(tag, "refine").data.get("where") or [])
    return re.compile(rf"{compiled.pattern} $") if compiled else None


def find(line: str, city: str | None, languages: Iterable[str]) -> Found:
    """The place that a padded message names.

    Args:
        line: the message as `text.padded` gives it.
        city: the city of the conversation, if known: its places are looked for first.
        languages: tags whose words of place make a common word a name.
    """
    there = cities(city)
    order = [city, *(other for other in there if other != city)] if city in there else list(there)
    named = next((known for known in order if known and _names_city(line, known)), None)
    searched = [named] if named else [known for known in order if known]
    for known in searched:
        place = _in_city(line, known, tuple(languages))
        if place and (known == city or named or city is None):
            return Found(dict(place), known if known != city else named)
    return Found(None, named)


def _names_city(line: str, city: str) -> bool:
    return any(f" {name} " in line for name in _city(city).names)


def _in_city(line: str, city: str, languages: tuple[str, ...]) -> dict[str, Any] | None:
    known = _city(city)
    tokens = line.split()
    for size in (4, 3, 2, 1):
        for start in range(len(tokens) - size + 1):
            said = " ".join(tokens[start : start + size])
            name = known.places.get(said) or _misspelt(said, known)
            if name and (not name.needs_context or _has_context(tokens[:start], languages)):
                return name.place
    postcode = known.postcode.search(line)
    return {"id": postcode[1], "kind": "postcode"} if postcode else None


def _has_context(before: list[str], languages: tuple[str, ...]) -> bool:
    line = f" {' '.join(before)} " if before else ""
    patterns = (_of_place(tag) for tag in (*languages, *(tag for tag in tags() if tag not in languages)))
    return any(pattern.search(line) for pattern in patterns if pattern and line)


@cache
def _by_start(city: str) -> dict[tuple[str, int], list[str]]:
    """Names that are long enough to be misspelt, by first letter and number of words."""
    found: dict[tuple[str, int], list[str]] = {}
    for name, known in _city(city).places.items():
        if len(name) >= _MISSPELT_FROM and not known.needs_context:
            found.setdefault((name[0], name.count(" ")), []).append(name)
    return found


def _misspelt(said: str, city: _City) -> _Name | None:
    if len(said) < _MISSPELT_FROM or any(mark in said for mark in ".,"):
        return None
    slips = 2 if len(said) >= _TWO_SLIPS_FROM else 1
    candidates = _by_start(next(iter(city.places.values())).city).get((said[0], said.count(" ")), ())
    for name in candidates:
        if abs(len(name) - len(said)) <= slips and OSA.distance(said, name, score_cutoff=slips) <= slips:
            return city.places[name]
    return None
