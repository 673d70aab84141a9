"""Danger: whom to reach now, in the language of the message. Read from the city's own files, so that no database is needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import yaml

from actions.base import FaroAction
from actions.directory import ROOT
from actions.messages import Message, lines, need_buttons, paragraphs, phrase_button, say
from actions.turn import Turn
from services_directory.served import cities_there, served_cities
from services_directory.wording import danger
from services_directory.wording.direction import isolate
from services_directory.wording.phrases import FALLBACK

Contact = dict[str, Any]
_SHORT_NUMBER = 6
_AFTERWARDS = {
    "medical_emergency": "health_care",
    "violence_now": "violence_support",
    "trafficking_now": "trafficking_support",
    "self_harm": "mental_health",
    "child_in_danger": "violence_support",
    "detention": "immigration_legal",
}


class Crisis(FaroAction):
    """Chosen by the policy `crisis_first` before anything else; an open question stays open."""

    action_name = "action_crisis"

    def answer(self, turn: Turn) -> list[Message]:
        lang, city = turn.memory.lang, turn.memory.city
        crises = [crisis for crisis in turn.findings.get("crisis") or [] if crisis in _AFTERWARDS]
        contacts = contacts_for(crises, city, lang)
        said = [say(lang, f"danger_{crisis}") for crisis in crises[:2]] or [say(lang, "danger_any")]
        text = paragraphs(lines(*said), lines(*(_line(contact, lang) for contact in contacts)), say(lang, "danger_go_on"))
        custom = {"type": "crisis", "language": lang, "crises": crises, "contacts": contacts}
        needs = dict.fromkeys(_AFTERWARDS[crisis] for crisis in crises)
        there = bool(turn.memory.request or turn.memory.asked)
        turn.memory.after_danger = there
        back = [phrase_button(lang, "button_back", "#again")] if there else []
        return [Message(text, [*need_buttons(lang, needs), *back], custom)]


def contacts_for(crises: Iterable[str], city: str | None, lang: str) -> list[Contact]:
    """Whom to reach in a city, the fittest first; the general number of every city where the city is not known.

    Returns:
        `{"service", "name", "phone"?, "text"?, "whatsapp"?, "chat"?, "url"?, "silent"?, "say"?, …}`, words in the language.
    """
    crises = list(crises)
    page = _page(city) if city else {}
    found: dict[str, Contact] = {}
    for crisis in crises:
        for contact in page.get(crisis, ()):
            found.setdefault(str(contact["service"]), _in(contact, lang))
    return danger.most_fitting(list(found.values()) or _general(city, lang), crises)


def _line(contact: Contact, lang: str) -> str:
    name = isolate(contact["name"], lang)
    written = danger.written_ways(contact)
    ways = [say(lang, f"danger_{way}", number=isolate(number, lang), name=name) for way, number in written.items()]
    return lines(*(ways or [name]), contact.get("say"))


def _in(contact: Mapping[str, Any], lang: str) -> Contact:
    """With its sentence where that is in the language: in danger nobody reads through words of another one."""
    return {**contact, "say": (contact.get("say") or {}).get(lang)}


def _general(city: str | None, lang: str) -> list[Contact]:
    """The emergency number of the city, or of each city that is served; one number is said once, for the first of them."""
    ids = [city] if city in cities_there() else served_cities()
    pages = ((id_, _read(id_, "city")) for id_ in ids)
    found: dict[str, Contact] = {}
    for id_, page in pages:
        if page.get("emergency"):
            found.setdefault(str(page["emergency"][0]["number"]), _general_contact(id_, page, lang))
    return list(found.values())


def _general_contact(city: str, page: Mapping[str, Any], lang: str) -> Contact:
    first = page["emergency"][0]
    return {
        "service": None,
        "city": city,
        "name": _best(page["name"], lang),
        "phone": first["number"],
        "say": (first.get("answers") or {}).get(lang),
    }


@cache
def numbers_called(city: str | None) -> frozenset[str]:
    """Every short number that is called in danger in a city, or in any served one where the city is not known."""
    ids = [city] if city in cities_there() else served_cities()
    contacts = [contact for id_ in ids for its in _page(id_).values() for contact in its]
    general = [first for id_ in ids for first in _read(id_, "city").get("emergency") or ()]
    numbers = [str(one.get("phone") or one.get("number") or "") for one in (*contacts, *general)]
    return frozenset(number for number in numbers if 0 < len(number) <= _SHORT_NUMBER)


def _best(texts: Mapping[str, str], lang: str) -> str | None:
    return texts.get(lang) or texts.get(FALLBACK) or next(iter(texts.values()), None)


def _page(city: str) -> Mapping[str, list[Contact]]:
    return _read(city, "crisis").get("crises") or {}


@cache
def _read(city: str, page: str) -> Mapping[str, Any]:
    """A page of a city; empty for a city without one."""
    if city not in cities_there():
        return {}
    path = ROOT / "services_directory" / "cities" / city / f"{page}.yml"
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
