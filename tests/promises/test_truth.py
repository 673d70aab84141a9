"""Every name, number, address, hour and rule in an answer stands in the directory: all of 500 made answers are looked up."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any

import pytest
from seeded import seeded_directory
from talk import Talk

from actions import directory
from actions.again import SayAgain, SaySimply
from actions.ask_fact import AnswerFact
from actions.compare import Compare
from actions.details import Cost, Documents, Hours, Location, Privacy
from actions.explain import CheckEligibility
from actions.fears import AskFear
from actions.find_services import FindServices, MoreResults, Skip
from actions.handover import HumanHandoff
from actions.messages import book
from actions.suppose import WhatIf
from services_directory.access.fears import fears
from services_directory.served import served_cities
from services_directory.settings import ROOT
from services_directory.vocabulary import ids
from services_directory.wording import cards as words
from services_directory.wording import formats

ANSWERS = 500
_URL = re.compile(r"https?://[^\s)\u2069]+")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"\+?\d[\d\u00a0 ()-]*\d|\d")
_TIME = re.compile(r"\b\d{1,2}:\d{2}\b")
_ISOLATES = re.compile("[\u2066-\u2069]")
_LONG = 5  # digits: shorter runs are counts, ages and house numbers, which are looked up by their sentence
_FOLLOWING: list[tuple[Any, str, dict[str, Any]]] = [
    (Documents(), "ask_documents", {}),
    (Hours(), "ask_hours", {}),
    (Location(), "ask_location", {}),
    (Cost(), "ask_cost", {}),
    (Privacy(), "ask_privacy", {}),
    (CheckEligibility(), "ask_eligibility", {}),
    (MoreResults(), "more_results", {}),
    (Skip(), "skip", {}),
    (SayAgain(), "say_again", {}),
    (SaySimply(), "say_simply", {}),
    (Compare(), "compare", {}),
    (HumanHandoff(), "human_handoff", {}),
    (WhatIf(), "what_if", {"supposed": {"status": "refugee"}}),
    (AskFear(), "ask_fear", {"fears": ["police", "public_charge"]}),
    (AskFear(), "ask_fear", {"fears": ["arrest", "papers"]}),
    (AnswerFact(), "disclose_status", {"people": [{"who": "me", "facts": {"age": 30, "registered": True}}]}),
]


@pytest.fixture(scope="module", autouse=True)
def _real_directory() -> Iterator[None]:
    directory.use(seeded_directory())
    yield
    directory.use(None)


async def _talk(chance: random.Random) -> list[tuple[Talk, list[dict[str, Any]]]]:
    talk = Talk(chance.choice(served_cities()), chance.choice(book().languages()))
    facts = {"status": status} if (status := chance.choice([*ids("statuses"), None])) not in (None, "undisclosed") else {}
    said = {"needs": [chance.choice(ids("needs"))], "people": [{"who": "me", "facts": facts}]}
    answers = [await talk.say(FindServices(), "find_service", **said)]
    for action, intent, findings in chance.sample(_FOLLOWING, 4):
        answers.append(await talk.say(action, intent, **findings))
    return [(talk, answer) for answer in answers]


def _made() -> list[tuple[Talk, list[dict[str, Any]]]]:
    chance, made = random.Random(20261128), []
    while len(made) < ANSWERS:
        made += asyncio.run(_talk(chance))
    return made


def test_everything_in_500_answers_is_in_the_directory() -> None:
    made = _made()
    wrong = [fault for talk, answer in made for message in answer for fault in _faults(talk, message)]
    assert not wrong, "\n".join(sorted(set(wrong))[:40])
    shown = {card["id"] for _, answer in made for message in answer for card in (message["custom"] or {}).get("services", [])}
    assert len(shown) > 150, "the answers are about too few services to mean anything"


def _faults(talk: Talk, message: dict[str, Any]) -> Iterator[str]:
    text = _ISOLATES.sub("", message["text"] or "")
    known, digits, lang = _texts(talk.hints["city"]), _digits(talk.hints["city"]), str(talk.lang)
    yield from (f"address {found}" for found in _URL.findall(text) if found not in known)
    yield from (f"mail {found}" for found in _MAIL.findall(text) if found not in known)
    bare = _MAIL.sub(" ", _URL.sub(" ", text))
    numbers = {_only_digits(found) for found in _NUMBER.findall(_without_dates(bare, lang))}
    yield from (f"number {found} in {text[:80]!r}" for found in numbers if len(found) >= _LONG and found not in digits)
    cards = (message["custom"] or {}).get("services", [])
    times = {time for card in cards if card["opens_next"] for time in _TIME.findall(_opens(card, lang))}
    yield from (f"hour {found}" for found in _TIME.findall(bare) if found not in times and found not in known)
    for line in text.split("\n"):
        mark, _, rest = line.partition(" ")
        if mark in words.MARKS.values() and rest.partition(" — ")[0].strip() not in known:
            yield f"name {line}"


def _opens(card: dict[str, Any], lang: str) -> str:
    return formats.weekday_and_time(datetime.fromisoformat(card["opens_next"]), lang)


def _without_dates(text: str, lang: str) -> str:
    """Days are looked up apart: those of the directory, written as the language writes them, are taken out."""
    for day in _days():
        text = text.replace(formats.day(day, lang), " ")
    return text


@cache
def _days() -> frozenset[str]:
    every = seeded_directory()
    cards = (every.card(id_) for city in served_cities() for id_ in every.services(city))
    return frozenset(card["last_verified"] for card in cards if card["last_verified"])


@cache
def _texts(city: str) -> str:
    """Everything that the directory says of a city, in all languages that there are phrases for, as one text."""
    every = seeded_directory()
    parts = [str(every.card(id_, lang)) for id_ in every.services(city) for lang in book().languages()]
    parts += [str(every.card(id_, lang)["name"]) for id_ in every.services(city) for lang in book().languages()]
    parts += [f"{fear.answer} {fear.sources} {fear.date}" for fear in fears(every.country_of(city))]
    return "\n".join([*parts, _law(city)])


@cache
def _law(city: str) -> str:
    """The programmes of law of a city, with notes and sources, as their files have them."""
    folders = (f"countries/{seeded_directory().country_of(city).lower()}/programmes", f"cities/{city}")
    files = (file for folder in folders for file in (ROOT / "services_directory" / folder).rglob("*.yml"))
    return re.sub(r"\s+", " ", "\n".join(file.read_text(encoding="utf-8") for file in files))


@cache
def _digits(city: str) -> str:
    return " ".join(_only_digits(found) for found in _NUMBER.findall(_texts(city)))


def _only_digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())
