"""One of the services that were shown, by its place."""

from __future__ import annotations

import pytest
from talk import Talk

from actions.details import Hours, Location
from actions.find_services import FindServices
from actions.messages import say
from actions.ordinals import the_one_meant
from actions.weekdays import days_named

SHOWN = ["a", "b", "c"]


@pytest.mark.parametrize(
    "text",
    [
        "the second one, where is it",
        "el segundo, ¿dónde está?",
        "le deuxième, c'est où ?",
        "الثاني وين",
        "другий, де це?",
        "第二个在哪里",
    ],
)
def test_the_second_in_six_languages(text: str) -> None:
    assert the_one_meant(text, SHOWN) == ["b"]


@pytest.mark.parametrize(
    "text", ["where is it", "the first one or the second one", "it is the second one that my sister told me about yesterday"]
)
def test_no_place_or_several_name_none(text: str) -> None:
    assert the_one_meant(text, SHOWN) == []


def test_a_place_beyond_what_was_shown_names_none() -> None:
    assert the_one_meant("the third one", ["a", "b"]) == []


async def test_the_request_stays_what_it_was(real_directory: None) -> None:
    talk = Talk("malaga")
    await talk.say(FindServices(), "find_service", needs=["food"])
    second = talk.memory.last[1]
    (message,) = await talk.say(Location(), "ask_location", named=[second], by_place=True)
    assert [card["id"] for card in message["custom"]["services"]] == [second]
    assert talk.memory.request.needs == ["food"]


@pytest.mark.parametrize(
    ("text", "weekend", "days"),
    [
        ("is it open on Saturday?", True, [5]),
        ("¿abren el sábado?", True, [5]),
        ("у суботу відкрито?", True, [5]),
        ("星期六开门吗", True, [5]),
        ("مفتوح يوم السبت؟", True, [5]),
        ("ouvert le lundi ?", False, [0]),
        ("open at the weekend?", True, [5, 6]),
        ("is it open", False, []),
    ],
)
def test_days_of_the_week(text: str, weekend: bool, days: list[int]) -> None:
    assert days_named(text, weekend) == days


async def test_hours_speak_of_the_day_that_was_asked_for(real_directory: None) -> None:
    talk = Talk("malaga")
    (message,) = await talk.say(Hours(), "ask_hours", named=["caritas-malaga"], days=[5])
    assert "Saturday" in message["text"]
    assert say("en", "closed_that_day") in message["text"]
