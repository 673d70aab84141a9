"""The page that stays on the device: whom to call in each city, in each language, when there is no line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.channels.cities import City
from bot.channels.languages import Language
from bot.channels.reach import tel
from services_directory.wording import formats
from services_directory.wording.cards import marked
from services_directory.wording.direction import direction
from services_directory.wording.phrases import FALLBACK, Phrasebook

_MOST_OF_A_CITY = 10


def sections(book: Phrasebook, cities: Mapping[str, City], languages: Iterable[Language]) -> list[dict[str, Any]]:
    """One section for each language: `lang dir name cities`, each city with `name` and `numbers`."""
    return [
        {
            "lang": language.tag,
            "dir": direction(language.tag),
            "name": language.name,
            "cities": [
                {"name": city.name(language.tag), "numbers": _numbers(book, city, language.tag)} for city in cities.values()
            ],
        }
        for language in languages
    ]


def _numbers(book: Phrasebook, city: City, lang: str) -> list[dict[str, Any]]:
    """Each number once, the general ones first; what it is for in the language, or marked in the best one there is."""
    general = [{"phone": one["number"], "name": one["number"], "say": one.get("answers") or {}} for one in city.emergency]
    contacts = _in_turn(list(city.crises.values()))
    found: dict[str, dict[str, Any]] = {}
    for one in [*general, *(contact for contact in contacts if contact.get("phone"))]:
        found.setdefault(str(tel(str(one["phone"]))), _number(book, one, lang))
    return list(found.values())[:_MOST_OF_A_CITY]


def _in_turn(crises: Sequence[Sequence[Mapping[str, Any]]]) -> list[Mapping[str, Any]]:
    """The best contact of each crisis, then the second of each, so that none is cut off for another's fifth."""
    longest = max(map(len, crises), default=0)
    return [contacts[place] for place in range(longest) for contacts in crises if place < len(contacts)]


def _number(book: Phrasebook, contact: Mapping[str, Any], lang: str) -> dict[str, Any]:
    phone = str(contact["phone"])
    shown = formats.phone(phone)
    name = str(contact["name"])
    say = contact.get("say") or {}
    spoken = next((tag for tag in (lang, FALLBACK, *say) if tag in say), None)
    return {
        "name": "" if name in (phone, shown) else name,
        "phone": shown,
        "tel": tel(phone),
        "say": marked(book, say[spoken], spoken, lang) if spoken else "",
    }
