"""Danger answered by the front door itself, from words alone: without database, without worker.

The words and their order are those of the assistant: a way that makes no sound comes first where a voice can bring more danger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.channels.cities import City
from bot.channels.messages import Message
from bot.understanding import crisis
from bot.understanding.lexicon import tags
from services_directory.wording import danger
from services_directory.wording.direction import direction, isolate
from services_directory.wording.phrases import FALLBACK, Phrasebook

Contact = dict[str, Any]
_MOST_NAMED = 2


class Emergency:
    """Looks for danger in a text and says whom to call."""

    def __init__(self, book: Phrasebook, cities: Mapping[str, City]) -> None:
        self._book = book
        self._cities = cities

    def answer(self, text: str, city: str | None, lang: str) -> Message | None:
        """Whom to call; None where the words speak of no danger.

        Args:
            lang: to answer in, unless the words of danger are of another language only.
        """
        found = {tag: here for tag in tags() if (here := crisis.find(text, [tag]).found)}
        if not found:
            return None
        lang = self._spoken(lang, found)
        crises = sorted({id_ for here in found.values() for id_ in here})
        contacts = self._contacts(crises, city, lang)
        comfort = [self._book.say(lang, f"danger_{id_}") for id_ in crises[:_MOST_NAMED]]
        lines = [line for contact in contacts for line in self._lines(contact, lang)]
        text = "\n\n".join(["\n".join(comfort), "\n".join(lines), self._book.say(lang, "danger_go_on")])
        custom = {"type": "crisis", "language": lang, "crises": crises, "contacts": contacts}
        return Message(text, lang, direction(lang), (), custom)

    def _spoken(self, lang: str, found: Mapping[str, Any]) -> str:
        wanted = lang if lang in found else next(iter(found))
        return wanted if self._book.has(wanted, "danger_go_on") else FALLBACK

    def _contacts(self, crises: Sequence[str], city: str | None, lang: str) -> list[Contact]:
        """Of the city; where it is not known, the first number of each."""
        here = self._cities.get(city or "")
        if here is None:
            return [_general(each, each.emergency[0], lang) for each in self._cities.values()]
        found = danger.most_fitting([_in(contact, lang, here) for contact in here.contacts(crises)], crises)
        return found or [_general(here, number, lang) for number in here.emergency]

    def _lines(self, contact: Contact, lang: str) -> list[str]:
        name = isolate(contact["name"], lang)
        ways = [
            self._book.say(lang, f"danger_{way}", number=isolate(number, lang), name=name)
            for way, number in danger.written_ways(contact).items()
        ]
        return [line for line in (*(ways or [name]), contact["say"]) if line]


def _in(contact: Mapping[str, Any], lang: str, city: City) -> Contact:
    """With its sentence where that is in the language: in danger nobody reads through words of another one."""
    return {**contact, "say": (contact.get("say") or {}).get(lang)}


def _general(city: City, number: Mapping[str, Any], lang: str) -> Contact:
    say = (number.get("answers") or {}).get(lang)
    return {"service": None, "city": city.id, "name": city.name(lang), "phone": number["number"], "say": say}
