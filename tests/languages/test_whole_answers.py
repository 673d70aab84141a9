"""Whole answers, word by word, for each city and language; and what holds for every word of every answer.

The answers stand in `<tag>/answers/<city>.txt`. `FARO_WRITE_ANSWERS=1` writes them anew: read the difference before it is kept.
"""

from __future__ import annotations

import asyncio
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from frozen import freeze
from seeded import seeded_directory
from talk import Talk

from actions import directory
from actions.again import SaySimply, StartAgain
from actions.ask_fact import AnswerFact
from actions.compare import Compare
from actions.crisis import Crisis
from actions.details import Documents, Hours, Privacy
from actions.explain import CheckEligibility
from actions.fears import AskFear
from actions.find_services import FindServices, MoreResults, Skip
from actions.forget import ForgetMe
from actions.handover import HumanHandoff
from actions.messages import book
from actions.report import ReportError
from actions.suppose import WhatIf
from services_directory.served import served_cities
from services_directory.wording.direction import direction

HERE = Path(__file__).parent
SPOKEN = book().languages()
CASES = [(city, lang) for city in served_cities() for lang in SPOKEN]
_NOT_LATIN = [lang for lang in SPOKEN if lang in ("ar", "uk", "zh")]
_NO_PAPERS = {"people": [{"who": "me", "facts": {"status": "undocumented"}}]}
# What is said, one talk after the other; `None` begins a new one.
COURSE: list[tuple[Any, str, dict[str, Any]] | None] = [
    (FindServices(), "find_service", {"needs": ["health_care"], **_NO_PAPERS}),
    (Documents(), "ask_documents", {}),
    (Hours(), "ask_hours", {}),
    (Privacy(), "ask_privacy", {}),
    (AskFear(), "ask_fear", {"fears": ["police"]}),
    (Compare(), "compare", {}),
    (SaySimply(), "say_simply", {}),
    (CheckEligibility(), "ask_eligibility", {}),
    (MoreResults(), "more_results", {}),
    (HumanHandoff(), "human_handoff", {}),
    (ReportError(), "report_error", {}),
    (Crisis(), "crisis", {"crisis": ["violence_now"]}),
    (StartAgain(), "start_again", {}),
    None,
    (FindServices(), "find_service", {"needs": ["cash_benefits"]}),
    (Skip(), "skip", {}),
    (WhatIf(), "what_if", {"supposed": {"status": "refugee"}}),
    (ForgetMe(), "forget_me", {}),
    None,
    (FindServices(), "find_service", {"needs": ["employment"], "people": [
        {"who": "me", "facts": {"status": "asylum_seeker", "months_since_application": 3}}]}),
    (AnswerFact(), "disclose_status", {"people": [{"who": "me", "facts": {"age": 30}}]}),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    freeze(monkeypatch)
    directory.use(seeded_directory())
    yield
    directory.use(None)


async def _held(city: str, lang: str) -> list[dict[str, Any]]:
    talk, said = Talk(city, lang), []
    for step in COURSE:
        if step is None:
            talk = Talk(city, lang)
            continue
        action, intent, findings = step
        said += await talk.say(action, intent, **findings)
    return said


def _written(messages: list[dict[str, Any]]) -> str:
    parts = []
    for message in messages:
        buttons = " ".join(f"[{button['title']}]" for button in message["buttons"])
        parts.append(f"{message['text'] or message['response']}\n{buttons}".rstrip())
    return "\n\n----\n\n".join(parts) + "\n"


@pytest.mark.parametrize(("city", "lang"), CASES)
def test_the_whole_answers_are_those_that_were_read(city: str, lang: str) -> None:
    said = _written(asyncio.run(_held(city, lang)))
    file = HERE / lang / "answers" / f"{city}.txt"
    if os.environ.get("FARO_WRITE_ANSWERS"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(said, encoding="utf-8")
    assert file.exists(), f"{file}: write it with FARO_WRITE_ANSWERS=1, and read it"
    assert said == file.read_text(encoding="utf-8")


@pytest.mark.parametrize(("city", "lang"), CASES)
def test_no_message_is_a_wall_of_text_and_nothing_is_said_twice_in_a_row(city: str, lang: str) -> None:
    messages = asyncio.run(_held(city, lang))
    texts = [message["text"] for message in messages if message["text"]]
    assert all(first != then for first, then in pairwise(texts))
    for text in texts:
        assert len(text) <= 2600, text[:100]
        assert max(len(part.split("\n")) for part in text.split("\n\n")) <= 16, text[:200]


@pytest.mark.parametrize(("city", "lang"), CASES)
def test_every_message_says_how_it_is_to_be_read(city: str, lang: str) -> None:
    for message in asyncio.run(_held(city, lang)):
        assert (message["lang"], message["dir"]) == (lang, direction(lang))
        for part in message.get("parts") or ():
            assert part["dir"] == direction(part["lang"])
        if direction(lang) == "rtl" and message["text"]:
            assert message["text"].count("\u2068") == message["text"].count("\u2069")
            for number in re.findall(r"[^\u2068\d+ ]\s*(\+\d[\d ]{7,})", message["text"]):
                raise AssertionError(f"{number} is not isolated")


@pytest.mark.parametrize(("city", "lang"), [case for case in CASES if case[1] in _NOT_LATIN])
def test_no_latin_word_but_names_addresses_and_codes(city: str, lang: str) -> None:
    """In a language of another script: only proper names, addresses, sources of law and what is marked as another language."""
    marks = [book().say(lang, "text_in_other_language", language=name) for name in _languages_named(lang)]
    for message in asyncio.run(_held(city, lang)):
        text = unicodedata.normalize("NFC", message["text"] or "")
        for known in _names(city, lang):
            text = text.replace(known, " ")
        text = _without_marked(text, marks)
        text = re.sub(r"https?://\S+|\S+@\S+|#\S+", " ", text)
        left = [word for word in re.findall(r"[A-Za-zÀ-ÿ]{3,}", text) if word not in _ALLOWED]
        assert not left, (left[:8], (message["text"] or "")[:300])


# Names of laws, offices, papers and programmes that have no other name, and signs of measure.
_ALLOWED = frozenset(
    {"Faro", "WhatsApp", "DACA", "TPS", "SNAP", "Medicaid", "VTTC", "HBIS", "ITIN", "SSN", "NIE", "padrón", "Padrón", "VAWA", "ICE"}
)  # fmt: skip


def _languages_named(lang: str) -> list[str]:
    from services_directory.wording.formats import language_name

    return [language_name(tag, lang) for tag in ("en", "es")]


def _without_marked(text: str, marks: list[str]) -> str:
    """Lines, or sentences before a mark, that say themselves in which language they are."""
    bare = [re.sub("[\u2066-\u2069]", "", mark) for mark in marks]
    kept = []
    for line in text.split("\n"):
        plain = re.sub("[\u2066-\u2069]", "", line)
        found = next((mark for mark in bare if mark in plain), None)
        kept.append(re.sub(r"[A-Za-zÀ-ÿ]", "", plain) if found else line)
    return "\n".join(kept)


def _names(city: str, lang: str) -> list[str]:
    every = seeded_directory()
    cards: list[Mapping[str, Any]] = [every.card(id_, lang) for id_ in every.services(city)]
    texts = [str(card[key]) for card in cards for key in ("name", "organization", "address", "programme_name") if card[key]]
    texts += [source["citation"] for card in cards for source in card["sources"]]
    texts += _of_law_and_danger(city)
    return sorted({unicodedata.normalize("NFC", text) for text in texts}, key=len, reverse=True)


def _of_law_and_danger(city: str) -> list[str]:
    from services_directory.access.fears import fears
    from services_directory.settings import ROOT
    from services_directory.yaml_files import load

    every = seeded_directory()
    country = every.country_of(city)
    files = [
        *(ROOT / f"services_directory/countries/{country.lower()}/programmes").glob("*.yml"),
        *(ROOT / f"services_directory/cities/{city}/programmes").glob("*.yml"),
    ]
    laws = [load(file).data for file in files]
    cited = [source["citation"] for law in laws for source in (law.get("sources") or {}).values()]
    danger = [c["name"] for its in every.crisis(city)["crises"].values() for c in its]
    return [*cited, *danger, *(str(source["citation"]) for fear in fears(country) for source in fear.sources)]
