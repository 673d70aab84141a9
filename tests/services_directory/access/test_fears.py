"""What people fear: each answer has sources that are there, a date, both languages of its city, and is about things that exist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from services_directory.access import Directory, answers
from services_directory.access import fears as module
from services_directory.access.fears import COUNTRIES, fears
from services_directory.vocabulary import id_set, ids
from services_directory.wording import formats

SERVED = ("US", "ES")


def card(**changes: Any) -> dict[str, Any]:
    return {"id": "x", "programme": None, "needs": ["food"], "kind": "ngo", **changes}


@pytest.mark.parametrize("country", SERVED)
def test_every_answer_is_dated_sourced_and_in_every_language(country: str) -> None:
    assert fears(country)
    for fear in fears(country):
        assert set(ids("languages")) == set(fear.answer), fear.id
        assert formats.date_as_known(fear.date, "en"), fear.id
        for source in fear.sources:
            assert source["citation"], fear.id
            assert source["basis"] in ("read", "recalled"), fear.id
        for text in fear.answer.values():
            assert len(text) <= 600, (fear.id, "short")


@pytest.mark.parametrize("country", SERVED)
def test_every_answer_is_about_things_that_exist(country: str, directory: Directory) -> None:
    cities = [city["id"] for city in directory.cities() if city["country"] == country]
    services = {id_ for city in cities for id_ in directory.services(city)}
    for fear in fears(country):
        assert set(fear.asked) <= id_set("fears"), fear.id
        assert fear.about.get("programmes", frozenset()) <= set(directory.programmes()), fear.id
        assert fear.about.get("services", frozenset()) <= services, fear.id
        assert fear.about.get("needs", frozenset()) <= id_set("needs"), fear.id
        kinds = {directory.card(id_)["kind"] for id_ in services}
        assert fear.about.get("kinds", frozenset()) <= kinds, fear.id


def test_the_closest_answer_comes_first_and_the_whole_country_last() -> None:
    assert answers("US", ["public_charge"], [card(programme="tanf-illinois")])[0].id == "public_charge_cash"
    assert [fear.id for fear in answers("US", ["public_charge"], [])] == ["public_charge"]
    assert [fear.id for fear in answers("US", ["police"], [card()])] == ["police"]


def test_what_no_entry_answers_has_no_answer() -> None:
    assert answers("ES", ["public_charge"], [card(needs=["transport"])]) == []
    assert answers("SE", list(ids("fears")), []) == []


@pytest.mark.parametrize("country", SERVED)
def test_police_and_arrest_are_answered_in_every_country(country: str) -> None:
    assert answers(country, ["arrest"], [])
    assert answers(country, ["police"], [card(needs=["health_care"], programme="medicaid-illinois")])


def test_public_charge_is_nowhere_said_to_be_settled_in_the_united_states() -> None:
    assert not any(fear.settled for fear in fears("US") if "public_charge" in fear.asked)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("asked: [police]", "asked: [weather]", "weather"),
        ("sources: [act]", "sources: [rumour]", "rumour"),
        ("sources: [act]", "sources: []", "-"),
        ("date: '2026'", "date: '2026'\n    mood: calm", "mood"),
    ],
)
def test_a_broken_entry_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, why: str) -> None:
    good = (
        "sources: {act: {citation: An act, basis: read}}\nfears:\n  one:\n    asked: [police]\n    answer: {en: Yes.}\n"
        "    sources: [act]\n    date: '2026'\n"
    )
    folder = tmp_path / "xx"
    folder.mkdir()
    monkeypatch.setattr(module, "COUNTRIES", tmp_path)
    (folder / "fears.yml").write_text(good, encoding="utf-8")
    assert len(fears.__wrapped__("XX")) == 1
    (folder / "fears.yml").write_text(good.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match=rf"xx/fears\.yml.*one.*{why}"):
        fears.__wrapped__("XX")


def test_every_country_with_fears_is_one_with_laws() -> None:
    assert all((file.parent / "programmes").is_dir() for file in COUNTRIES.glob("*/fears.yml"))


@pytest.mark.parametrize("country", SERVED)
def test_a_bare_yes_or_no_stands_only_behind_its_own_question(country: str) -> None:
    bare = re.compile(r"(?:yes|no|sí|oui|non|так|ні|نعم|لا|是的|不是)[.,،。，:]", re.IGNORECASE)
    for fear in fears(country):
        for lang, text in fear.answer.items():
            assert lang in fear.question or not bare.match(text), (fear.id, lang)
