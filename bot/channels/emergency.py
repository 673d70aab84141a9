"""Danger answered by the front door itself, from words alone: without database, without worker.

The words and their order are those of the assistant: a way that makes no sound comes first where a voice can bring more danger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.channels.cities import City, in_language
from bot.channels.messages import Message
from bot.understanding import crisis
from bot.understanding.lexicon import tags
from services_directory.wording import formats
from services_directory.wording.direction import direction, isolate
from services_directory.wording.phrases import FALLBACK, Phrasebook

Contact = dict[str, Any]
_MOST_CONTACTS = 4
_MOST_NAMED = 2
_SILENT_FIRST = frozenset({"violence_now", "trafficking_now", "child_in_danger"})
_WAYS = ("text", "whatsapp", "chat", "url", "phone")


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
        found = [_in(contact, lang, here) for contact in here.contacts(crises)]
        if _SILENT_FIRST & set(crises):
            silent = next((contact for contact in found if contact.get("silent")), None)
            found.sort(key=lambda contact: contact is not silent)
        return found[:_MOST_CONTACTS] or [_general(here, number, lang) for number in here.emergency]

    def _lines(self, contact: Contact, lang: str) -> list[str]:
        name = isolate(contact["name"], lang)
        written = {way: _written(way, contact[way]) for way in _WAYS if contact.get(way)}
        ways = [
            self._book.say(lang, f"danger_{way}", number=isolate(number, lang), name=name) for way, number in written.items()
        ]
        return [line for line in (*(ways or [name]), contact["say"]) if line]


def _written(way: str, number: str) -> str:
    return number if way in ("chat", "url") else formats.phone(number)


def _in(contact: Mapping[str, Any], lang: str, city: City) -> Contact:
    return {**contact, "say": in_language(contact.get("say") or {}, lang, city.languages)}


def _general(city: City, number: Mapping[str, Any], lang: str) -> Contact:
    say = in_language(number.get("answers") or {}, lang, city.languages)
    return {"service": None, "city": city.id, "name": city.name(lang), "phone": number["number"], "say": say}
