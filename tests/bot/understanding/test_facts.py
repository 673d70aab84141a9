"""Facts that people tell, with their owners and counted from a given day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.understanding import facts, statuses
from bot.understanding.people import People
from bot.understanding.text import clean, fold, padded

TODAY = date(2026, 11, 22)


def told(text: str, tag: str) -> dict[str, dict[str, Any]]:
    line = padded(fold(clean(text)))
    people = People(line, [tag])
    return facts.by_person(facts.find(line, tag, people, TODAY), statuses.find(line, [tag], people), people)


@pytest.mark.parametrize(
    ("text", "tag", "wanted"),
    [
        ("got my refugee status last year", "en", {"months_in_status": 12}),
        ("i've had my green card for 6 years", "en", {"months_in_status": 72}),
        ("we have been here since august", "en", {"months_in_country": 3}),
        ("i arrived in december 2025", "en", {"months_in_country": 11}),
        ("came here two years and a half ago", "en", {"months_in_country": 30}),
        ("just arrived in the city", "en", {"months_in_country": 0}),
        ("i applied for asylum 7 months ago", "en", {"months_since_application": 7}),
        ("solicité asilo hace 8 meses", "es", {"months_since_application": 8}),
        ("llevo veintidós meses en málaga", "es", {"months_in_country": 22}),
        ("llegué en enero", "es", {"months_in_country": 10}),
        ("vivo aquí desde 2021", "es", {"months_in_country": 60}),
        ("llevo año y medio en españa", "es", {"months_in_country": 18}),
    ],
)
def test_periods(text: str, tag: str, wanted: dict[str, int]) -> None:
    mine = told(text, tag)["me"]
    assert {name: mine.get(name) for name in wanted} == wanted


@pytest.mark.parametrize(
    "text", ["my boss owes me three months", "i've had this cough for 2 weeks", "sleeping outside since monday"]
)
def test_other_times_are_no_facts(text: str) -> None:
    assert not [name for person in told(text, "en").values() for name in person if name.startswith("months")]


@pytest.mark.parametrize(
    ("text", "tag", "who", "age"),
    [
        ("i'm 67 and alone", "en", "me", 67),
        ("I am a 34 year old man", "en", "me", 34),
        ("tengo 19 años", "es", "me", 19),
        ("my mother is 81", "en", "parent", 81),
        ("my 9 year old fell", "en", "child", 9),
        ("mi hijo de 6 años no habla", "es", "child", 6),
        ("mi bebé de 5 meses", "es", "child", 0),
    ],
)
def test_ages(text: str, tag: str, who: str, age: int) -> None:
    assert told(text, tag)[who]["age"] == age


@pytest.mark.parametrize("text", ["i'm 10 minutes away", "i am 5 months pregnant", "we are 4 people", "my son is a student"])
def test_other_numbers_are_no_ages(text: str) -> None:
    assert not any("age" in person for person in told(text, "en").values())


def test_children_are_the_speakers_too() -> None:
    persons = told("my kids are 4 and 11", "en")
    assert persons["me"]["children"] == [4, 11]
    assert persons["child"]["minor"] is True


@pytest.mark.parametrize(
    ("text", "tag", "fact", "value"),
    [
        ("i'm pregnant", "en", "pregnant", True),
        ("i'm not pregnant", "en", "pregnant", False),
        ("estoy embarazada de seis meses", "es", "pregnant", True),
        ("no estoy empadronado", "es", "registered", False),
        ("ya tengo padrón", "es", "registered", True),
        ("i have a work permit", "en", "work_authorised", True),
        ("todavía sin permiso de trabajo", "es", "work_authorised", False),
        ("i'm just visiting", "en", "lives_in_city", False),
        ("vivo en chicago", "es", "lives_in_city", True),
        ("i use a wheelchair", "en", "disability", True),
        ("somos 5 en casa", "es", "household_size", 5),
        ("we are a family of six", "en", "household_size", 6),
        ("i earn 1,450 a month", "en", "income_monthly", 1450.0),
        ("gano 300 euros a la semana", "es", "income_monthly", 1299.0),
        ("i have no income", "en", "income_monthly", 0.0),
        ("i come from honduras", "en", "nationality", "HN"),
        ("soy senegalesa", "es", "nationality", "SN"),
        ("i only have my passport", "en", "documents", ["passport"]),
        ("no tengo ningún documento", "es", "documents", []),
        ("my ex beats me", "en", "victim_of", ["domestic_violence"]),
        ("i survived torture", "en", "victim_of", ["torture"]),
        ("i'm a single mother", "en", "gender", "female"),
        ("soy hombre y estoy solo", "es", "gender", "male"),
    ],
)
def test_single_facts(text: str, tag: str, fact: str, value: object) -> None:
    assert told(text, tag)["me"][fact] == value


@pytest.mark.parametrize(
    ("text", "tag", "fact"),
    [
        ("where do i take a pregnancy test", "en", "pregnant"),
        ("i lost my passport", "en", "documents"),
        ("no tengo permiso de trabajo", "es", "documents"),
        ("how do i renew my passport", "en", "documents"),
        ("i speak french", "en", "nationality"),
        ("mi hija estudia francés", "es", "nationality"),
        ("i need a doctor", "en", "gender"),
    ],
)
def test_what_is_not_said_is_not_known(text: str, tag: str, fact: str) -> None:
    assert fact not in told(text, tag).get("me", {})


def test_facts_keep_their_owner() -> None:
    persons = told("my wife is pregnant", "en")
    assert persons["partner"]["pregnant"] is True
    assert "pregnant" not in persons.get("me", {})
