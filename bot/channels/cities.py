"""What the front door knows of each city by itself: names, languages, numbers for danger. Read once, from the city's own files.

Data crosses the wall to the directory, code does not; and nothing here needs a database or a worker.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.understanding.lexicon import read_yaml
from services_directory.errors import NotKnown
from services_directory.served import cities_there, served_cities
from services_directory.settings import ROOT


@dataclass(frozen=True, slots=True)
class City:
    """One city.

    Attributes:
        names: language to name.
        languages: BCP 47 tags, the most used first.
        emergency: `{"number", "answers": {language: text}}`, the general one first.
        crises: id of a crisis to contacts `{"service", "name", "phone"?, "text"?, "say": {language: text}, …}`, the best first.
    """

    id: str
    names: Mapping[str, str]
    languages: Sequence[str]
    emergency: Sequence[Mapping[str, Any]]
    crises: Mapping[str, Sequence[Mapping[str, Any]]]

    def name(self, lang: str) -> str:
        """The name in a language, or else as it is known in English."""
        return in_language(self.names, lang, self.languages)

    def contacts(self, crises: Sequence[str]) -> list[Mapping[str, Any]]:
        """Whom to call for some crises, each once, the best first."""
        found: dict[str, Mapping[str, Any]] = {}
        for contact in (contact for crisis in crises for contact in self.crises.get(crisis, ())):
            found.setdefault(contact["service"], contact)
        return list(found.values())


def in_language(texts: Mapping[str, str], lang: str, otherwise: Sequence[str] = ()) -> str:
    """A text in the language asked for, else English, else the first there is of `otherwise`, any."""
    for tag in (lang, "en", *otherwise):
        if tag in texts:
            return texts[tag]
    return next(iter(texts.values()), "")


def load(only: Sequence[str] | None = None, root: Path = ROOT) -> dict[str, City]:
    """All cities that are served, or those named.

    Raises:
        NotKnown: a city that is named has no folder; those that have one are named.
        ValueError: a city's file is no mapping.
    """
    folder = root / "services_directory" / "cities"
    there = cities_there(root)
    absent = [city for city in only or () if city not in there]
    if absent:
        raise NotKnown(f"city: {', '.join(absent)} is not there; the cities are {', '.join(there)}")
    return {city: _read(folder / city) for city in only or served_cities(root)}


def _read(folder: Path) -> City:
    page = read_yaml(folder / "city.yml")
    crises = read_yaml(folder / "crisis.yml").get("crises") or {}
    return City(folder.name, page["name"], page["languages"], page["emergency"], crises)
