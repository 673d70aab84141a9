"""Buttons send commands; nothing else is one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import read
from services_directory.vocabulary import id_set


@pytest.mark.parametrize(
    ("text", "intent", "findings"),
    [
        ("#details:erie-family-health", "find_service", {"named": ["erie-family-health"]}),
        ("#why:snap-illinois", "ask_eligibility", {"named": ["snap-illinois"]}),
        ("#why", "ask_eligibility", {}),
        ("#papers:112-emergencias", "ask_documents", {"named": ["112-emergencias"]}),
        ("#need:dental_vision", "find_service", {"needs": ["dental_vision"]}),
        ("#skip", "skip", {}),
        ("#more", "more_results", {}),
        ("#forget", "forget_me", {}),
        ("#city:malaga", "change_city", {"city": "malaga"}),
        ("#lang:uk", "change_language", {"language_asked": "uk"}),
        ("#answer:age=34", "disclose_status", {"answer": {"fact": "age", "value": 34}}),
        ("#answer:pregnant=no", "disclose_status", {"answer": {"fact": "pregnant", "value": False}}),
        ("#answer:status=stateless", "disclose_status", {"answer": {"fact": "status", "value": "stateless"}}),
        (
            "#answer:documents=passport,visa",
            "disclose_status",
            {"answer": {"fact": "documents", "value": ["passport", "visa"]}},
        ),
        ("#answer:documents=none", "disclose_status", {"answer": {"fact": "documents", "value": []}}),
        ("#answer:children=2,7", "disclose_status", {"answer": {"fact": "children", "value": [2, 7]}}),
        ("  #skip ", "skip", {}),
    ],
)
def test_a_button_becomes_an_intent(text: str, intent: str, findings: dict[str, object]) -> None:
    assert read(text) == (intent, findings)


@pytest.mark.parametrize(
    "text",
    [
        "/restart", '/greet{"person":"X"}', "#", "#1", "# skip", "#nosuch", "#details", "#need:gold", "#lang:tlh", "#answer:age",
        "#answer:age=old", "#answer:name=Ana", "#answer:pregnant=maybe", "#details:a b", "#details:<script>", "#skip please",
        "skip", "#more=3", "#details:x=y", "#details:" + "x" * 200,
    ],
)  # fmt: skip
def test_everything_else_is_only_a_text(text: str) -> None:
    assert read(text) is None


@given(st.text(max_size=60) | st.from_regex(r"#[a-z]{1,12}(:[^\n]{0,20})?(=[^\n]{0,20})?", fullmatch=True))
def test_it_never_fails_and_gives_known_intents_only(text: str) -> None:
    found = read(text)
    assert found is None or found[0] in id_set("intents")


def test_every_command_passes_the_front_door_unredacted() -> None:
    # The form that the front door lets through as it is, instead of redacting it like a text.
    through = re.compile(r"#[a-z]{2,12}(:[A-Za-z0-9_.+-]{1,80}(=[A-Za-z0-9_.,+-]{1,60})?)?")
    for text in (
        "#answer:documents=passport,visa",
        "#city:malaga",
        "#details:SCH+",
        "#answer:income_monthly=1200",
        "#anything",
    ):
        assert through.fullmatch(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [("#place:36.721_-4.421", (36.721, -4.421)), ("#place:-33_151", (-33.0, 151.0)), ("#place:91_0", None),
     ("#place:36.7213_-4.4", None), ("#place:36.7", None)],
)  # fmt: skip
def test_a_place_comes_to_a_hundred_metres_and_no_finer(text: str, place: tuple[float, float] | None) -> None:
    expected = None if place is None else ("find_service", {"place": {"lat": place[0], "lon": place[1]}})
    assert read(text) == expected
