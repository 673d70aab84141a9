"""One message, all that is understood of it, by words alone and with a classifier."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding.classified import Classified
from bot.understanding.findings import Findings, read
from services_directory.vocabulary import id_set

TODAY = date(2026, 11, 22)


def asks(need: str, intent: str = "find_service") -> Classified:
    return Classified({intent: 0.95, "crisis": 0.01}, {need: 0.9, "none": 0.1}, {"none": 1.0}, {"none": 1.0})


def persons(found: Findings) -> dict[str, dict[str, object]]:
    return {person["who"]: person["facts"] for person in found["people"]}


def test_a_sick_child_of_a_family_without_papers() -> None:
    found = read("my kid has a fever and we have no papers", None, "chicago", asks("health_care"), TODAY)
    assert found["needs"] == ["health_care"]
    assert found["statuses"] == ["undocumented"]
    assert found["who"] == "child"
    assert found["facts"] == {"minor": True, "status": "undocumented"}
    assert persons(found) == {"me": {"status": "undocumented"}, "child": {"minor": True, "status": "undocumented"}}


def test_a_refugee_of_last_year() -> None:
    found = read(
        "am I still allowed food stamps? I got refugee status last year",
        None,
        "chicago",
        asks("food", "ask_eligibility"),
        TODAY,
    )
    assert found["intent"] == "ask_eligibility"
    assert found["statuses"] == ["refugee"]
    assert found["facts"]["months_in_status"] == 12


def test_an_asylum_seeker_who_looks_for_work() -> None:
    found = read("busco trabajo, pedí asilo hace 3 meses", None, "malaga", asks("employment"), TODAY)
    assert (found["language"], found["statuses"]) == ("es", ["asylum_seeker"])
    assert found["facts"]["months_since_application"] == 3


def test_the_daughters_status_is_not_the_speakers() -> None:
    found = read("mi hija nació aquí, no tengo papeles", None, "chicago", asks("health_care"), TODAY)
    assert persons(found)["child"]["status"] == "citizen"
    assert persons(found)["me"]["status"] == "undocumented"
    assert "status" not in persons(read("mi hija nació aquí", None, "malaga", asks("health_care"), TODAY)).get("child", {})


def test_danger_needs_no_classifier() -> None:
    found = read("he is hitting me right now")
    assert (found["intent"], found["crisis"]) == ("crisis", ["violence_now"])


def test_what_leads_to_the_writer_is_not_in_the_findings() -> None:
    found = read("my name is Samira Haddad, call 312-555-0143, i need a doctor", None, "chicago", asks("health_care"), TODAY)
    assert "Samira" not in json.dumps(found)
    assert "0143" not in json.dumps(found)


def test_the_hint_holds_where_the_text_shows_nothing() -> None:
    assert read("60608", "ar", "chicago")["language"] == "ar"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_anything_is_read(text: str) -> None:
    found = read(text)
    assert found["intent"] in id_set("intents")
    assert set(found["crisis"]) <= id_set("crises")
    json.dumps(found)


@pytest.mark.parametrize(
    "text", ["", "🙂", "'; DROP TABLE people; --", "<b>hi</b>", "\ud800\ud800", "\u202e\u200b", "a" * 10_000]
)
def test_garbage_is_read_calmly(text: str) -> None:
    found = read(text)
    assert found["crisis"] == []
    assert len(found["redacted"]) <= 10_000
