"""Danger answered by the front door itself, from words alone: without database, without worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.channels.cities import City, in_language
from bot.channels.messages import Message
from bot.understanding import crisis
from bot.understanding.lexicon import tags
from services_directory.wording.direction import direction, isolate
from services_directory.wording.phrases import Phrasebook

_MOST_CONTACTS = 4


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
        if lang not in found:
            lang = next(iter(found))
        crises = sorted({id_ for here in found.values() for id_ in here})
        contacts = self._contacts(crises, city, lang)
        lines = [self._book.say(lang, "page_call_now"), *(_line(contact, lang) for contact in contacts)]
        custom = {"type": "crisis", "language": lang, "crises": crises, "contacts": contacts}
        return Message("\n".join(lines), lang, direction(lang), (), custom)

    def _contacts(self, crises: Sequence[str], city: str | None, lang: str) -> list[dict[str, Any]]:
        """Of the city; where it is not known, the first number of each."""
        here = self._cities.get(city or "")
        if here is not None:
            found = [_in(contact, lang, here) for contact in here.contacts(crises)[:_MOST_CONTACTS]]
            return found or [_general(here, number, lang) for number in here.emergency]
        return [_general(each, each.emergency[0], lang) for each in self._cities.values()]


def _in(contact: Mapping[str, Any], lang: str, city: City) -> dict[str, Any]:
    return {**contact, "say": in_language(contact.get("say") or {}, lang, city.languages)}


def _general(city: City, number: Mapping[str, Any], lang: str) -> dict[str, Any]:
    say = in_language(number.get("answers") or {}, lang, city.languages)
    return {"service": None, "name": city.name(lang), "phone": number["number"], "say": say}


def _line(contact: Mapping[str, Any], lang: str) -> str:
    number = contact.get("phone") or contact.get("text") or contact.get("url") or ""
    return f"☎ {isolate(number, lang)} — {isolate(contact['name'], lang)}. {contact['say']}".rstrip()
