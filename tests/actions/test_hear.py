"""What a message means at this point of the talk."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import hear
from actions.hear import Hear


@pytest.fixture(autouse=True)
def no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hear, "named_in", lambda text, city: ["citykey"] if "citykey" in text.lower() else [])


async def heard(
    text: str, slots: dict[str, Any] | None = None, hints: dict[str, Any] | None = None, intent: str = "find_service",
    confidence: float = 0.9, **findings: Any,
) -> dict[str, Any]:  # fmt: skip
    message = {"text": text, "intent": {"name": intent, "confidence": confidence}, "findings": findings, "hints": hints or {}}
    tracker = Tracker("", slots or {}, message, [], False, None, {}, None)
    events = await Hear().run(CollectingDispatcher(), tracker, {})
    assert len(events) == 1
    return events[0]


@pytest.mark.parametrize(
    ("written", "sure", "before", "hinted", "city", "expected"),
    [
        ("es", 0.6, None, None, "chicago", "es"),
        ("es", 0.6, "en", "en", "chicago", "es"),
        ("en", 0.0, "es", "en", "chicago", "es"),
        ("en", 0.0, None, "es", "chicago", "es"),
        ("en", 0.0, None, None, "malaga", "es"),
        ("en", 0.0, None, None, "chicago", "en"),
        ("en", 0.0, None, None, None, "en"),
    ],
)
@pytest.mark.usefixtures("real_directory")
async def test_the_language_to_answer_in(
    written: str, sure: float, before: str | None, hinted: str | None, city: str | None, expected: str
) -> None:
    said = {"language": written, "language_confidence": sure}
    found = await heard("hola", {"language": before}, {"language": hinted, "city": city}, **said)
    assert found["findings"]["answer_in"] == expected


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("can we speak Spanish", "es"),
        ("háblame en inglés por favor", "en"),
        ("en français s'il te plaît", "fr"),
        ("українською", "uk"),
        ("англійською, будь ласка", "en"),
        ("українська", "uk"),
        ("العربية", "ar"),
        ("请说中文", "zh"),
        ("another language please", None),
    ],
)
async def test_a_language_that_is_named_is_meant(text: str, asked: str | None) -> None:
    found = (await heard(text, intent="change_language", language="en"))["findings"]
    assert found["language_asked"] == asked
    assert found["answer_in"] == (asked or "en")


async def test_a_language_chosen_in_the_channel_counts_when_it_is_new() -> None:
    slots = {"language": "en", "hints": {"language": "en"}}
    said: dict[str, Any] = {"language": "en", "language_confidence": 0.99}
    assert (await heard("where is it please", slots, {"language": "es"}, **said))["findings"]["answer_in"] == "es"
    assert (await heard("where is it please", slots, {"language": "en"}, **said))["findings"]["answer_in"] == "en"


@pytest.mark.parametrize(
    ("fact", "text", "intent", "value"),
    [
        ("age", "34", "out_of_scope", 34),
        ("age", "I'm ٣٤", "find_service", 34),
        ("pregnant", "yes", "affirm", True),
        ("lives_in_city", "no", "deny", False),
        ("children", "2 and 7", "out_of_scope", [2, 7]),
        ("children", "none", "deny", []),
        ("months_since_application", "8 months", "find_service", 8),
        ("months_since_application", "hace 2 años", "find_service", 24),
        ("months_in_country", "8", "find_service", 8),
        ("income_monthly", "1,200 dollars", "find_service", 1200),
        ("nationality", "Venezuela", "out_of_scope", "VE"),
        ("nationality", "ucrania", "out_of_scope", "UA"),
        ("documents", "no", "deny", []),
    ],
)
async def test_a_short_reply_answers_the_open_question(fact: str, text: str, intent: str, value: object) -> None:
    lang = "es" if text in ("hace 2 años", "ucrania") else "en"
    found = await heard(
        text, {"asked": {"fact": fact, "for": "me"}, "language": lang}, intent=intent, language=lang, language_confidence=0.5
    )
    assert found["findings"]["answer"] == {"fact": fact, "value": value}
    assert found["intent"]["name"] == "disclose_status"


@pytest.mark.parametrize(
    ("fact", "text", "findings"),
    [
        ("age", "I need 2 beds for 3 nights", {}),
        ("age", "a doctor, I am 34", {"needs": ["health_care"]}),
        ("age", "he hit me 2 times", {"crisis": ["violence_now"]}),
        ("age", "34", {"people": [{"who": "me", "facts": {"age": 34}}]}),
        ("gender", "5", {}),
        ("age", "what do you need that for? " * 5 + "1", {}),
    ],
)
async def test_other_replies_are_no_answer(fact: str, text: str, findings: dict[str, Any]) -> None:
    found = await heard(text, {"asked": {"fact": fact, "for": "me"}, "language": "en"}, **findings)
    assert found["findings"]["answer"] is None


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ({}, "nlu_fallback"),
        ({"needs": ["food"]}, "find_service"),
        ({"statuses": ["refugee"]}, "disclose_status"),
        ({"city": "malaga"}, "change_city"),
        ({"people": [{"who": "me", "facts": {"age": 3}}]}, "disclose_status"),
    ],
)
async def test_a_doubtful_intent_is_settled_by_what_was_found(findings: dict[str, Any], expected: str) -> None:
    assert (await heard("mumble", intent="thanks", confidence=0.1, **findings))["intent"]["name"] == expected


async def test_a_named_service_settles_a_doubtful_intent() -> None:
    found = await heard("citykey?", intent="thanks", confidence=0.1)
    assert found["intent"]["name"] == "find_service"
    assert found["findings"]["named"] == ["citykey"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("¿Por qué no?", "ask_eligibility"),
        ("why?", "ask_eligibility"),
        ("Where is it?", "ask_location"),
        ("más", "more_results"),
    ],
)
async def test_very_short_questions_are_about_what_was_shown(text: str, expected: str) -> None:
    assert (await heard(text, {"last": ["citykey"]}, intent="ask_privacy", confidence=0.3))["intent"]["name"] == expected
    assert (await heard(text, {}, intent="greet", confidence=0.9))["intent"]["name"] == "greet", "with nothing shown it is not"


async def test_a_bare_number_that_was_asked_for_is_no_danger() -> None:
    asked = {"asked": {"fact": "age", "for": "me"}}
    found = await heard("34", asked, intent="crisis", crisis=["medical_emergency"])
    assert found["findings"]["crisis"] == []
    assert found["findings"]["answer"] == {"fact": "age", "value": 34}
    for number in ("112", "911"):
        called = await heard(number, asked, intent="out_of_scope", crisis=[])
        assert called["intent"]["name"] == "crisis", "but a number that is called in danger is danger"
        assert called["findings"]["answer"] is None
    assert not (await heard("4", {}, intent="crisis", crisis=["medical_emergency"]))["findings"]["crisis"]


@pytest.mark.parametrize("text", ["4", "600 123", "?? 12 !!", "2026-11-22"])
async def test_numbers_alone_name_no_need(text: str) -> None:
    found = await heard(text, {"asked": {"fact": "status", "for": "child"}}, needs=["maternal_health"])
    assert found["findings"]["needs"] == []
    assert found["intent"]["name"] == "nlu_fallback"


async def test_a_wish_in_the_middle_of_a_request_keeps_its_need() -> None:
    request = {"needs": ["food"], "services": [], "who": ["me"], "refine": [], "asked": 0, "answered": True}
    said: dict[str, Any] = {"refine": ["free"], "needs": ["dental_vision"]}
    assert (await heard("solo gratis", {"request": request}, confidence=0.42, **said))["findings"]["needs"] == []
    assert (await heard("a free dentist", {"request": request}, confidence=0.9, **said))["findings"]["needs"] == [
        "dental_vision"
    ]


@pytest.mark.parametrize("intent", ["crisis", "forget_me"])
async def test_danger_and_forgetting_are_never_doubted(intent: str) -> None:
    assert (await heard("mumble", intent=intent, confidence=0.1))["intent"]["name"] == intent


async def test_the_text_is_not_given_back() -> None:
    assert "cnryZQ81" not in repr(await heard("cnryZQ81", {"asked": {"fact": "age", "for": "me"}}))


class TestALanguageThatIsSpokenThere:
    looked_for = {"language": "en", "request": {"needs": ["health_care"], "who": ["me"], "refine": []}}

    async def test_is_a_wish_and_no_change_of_language(self) -> None:
        found = await heard(
            "somebody who speaks French", self.looked_for, intent="change_language", refine=["in_my_language"],
            spoken_there=True, needs=["interpretation"], moves=["change_language"],
        )  # fmt: skip
        assert found["intent"]["name"] == "find_service"
        assert found["findings"]["refine"] == ["speaks:fr"]
        assert (found["findings"]["needs"], found["findings"]["answer_in"]) == ([], "en")

    async def test_her_language_is_not_the_one_that_she_does_not_understand(self) -> None:
        found = await heard(
            "in her language, she does not understand French", self.looked_for, intent="change_language",
            refine=["their_language"], spoken_there=True,
        )  # fmt: skip
        assert found["findings"]["refine"] == ["their_language"]
        assert found["findings"]["answer_in"] == "en"

    async def test_the_language_that_is_named_then_is_the_wish(self) -> None:
        wished = {**self.looked_for, "request": {**self.looked_for["request"], "refine": ["their_language"]}}
        found = await heard("Arabic", wished, intent="change_language")
        assert (found["intent"]["name"], found["findings"]["refine"]) == ("find_service", ["speaks:ar"])

    async def test_asking_to_talk_in_another_language_still_changes_it(self) -> None:
        found = await heard("can we speak French", self.looked_for, intent="change_language")
        assert (found["intent"]["name"], found["findings"]["answer_in"]) == ("change_language", "fr")
