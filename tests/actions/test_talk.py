"""The rest of the talk: city, language, forgetting, people, small talk, and not understanding."""

from __future__ import annotations

from typing import Any

import pytest
from talk import Talk

from actions import directory
from actions.ask_fact import AnswerFact
from actions.directory import DirectoryGone
from actions.find_services import FindServices, Skip
from actions.forget import ForgetMe
from actions.handover import HumanHandoff
from actions.messages import button
from actions.not_understood import NotUnderstood
from actions.report import ReportError
from actions.settings_of_talk import ChangeCity, ChangeLanguage
from actions.small_talk import BotChallenge, Goodbye, Greet, Help, OutOfScope, Thanks

pytestmark = pytest.mark.usefixtures("real_directory")


def shown(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [card for message in messages for card in (message["custom"] or {}).get("services", [])]


def digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def payloads(messages: list[dict[str, Any]]) -> list[str]:
    return [item["payload"] for message in messages for item in message["buttons"]]


async def test_a_city_named_goes_on_with_the_request_there() -> None:
    talk = Talk(None)
    await talk.say(FindServices(), "find_service", needs=["food"])
    messages = await talk.say(ChangeCity(), "change_city", city="malaga")
    assert {card["city"] for card in shown(messages)} == {"malaga"}
    messages = await talk.say(ChangeCity(), "change_city", city="chicago")
    assert {card["city"] for card in shown(messages)} == {"chicago"}


async def test_a_city_that_is_not_named_is_asked_for() -> None:
    messages = await Talk("chicago").say(ChangeCity(), "change_city")
    assert payloads(messages) == ["#city:chicago", "#city:malaga"]


async def test_another_language_says_the_same_again() -> None:
    talk = Talk("chicago")
    before = shown(
        await talk.say(FindServices(), "find_service", needs=["food"], people=[{"who": "me", "facts": {"status": "refugee"}}])
    )
    talk.lang = "es"
    done, *again = await talk.say(ChangeLanguage(), "change_language", language_asked="es")
    assert done["text"] == "Bien, hablamos en español."
    assert [card["id"] for card in shown(again)] == [card["id"] for card in before]
    assert talk.memory.facts("me").status == "refugee"
    assert {message["lang"] for message in again} == {"es"}


async def test_a_language_that_is_not_named_is_asked_for_in_its_own_name() -> None:
    messages = await Talk("chicago").say(ChangeLanguage(), "change_language")
    assert {"title": "Español", "payload": "#lang:es"} in messages[0]["buttons"]


@pytest.mark.parametrize(("lang", "said"), [("en", "forgotten"), ("es", "olvidado")])
async def test_forgetting_empties_everything_and_says_so(lang: str, said: str) -> None:
    talk = Talk("chicago", lang)
    await talk.say(
        FindServices(), "find_service", needs=["food"], people=[{"who": "me", "facts": {"status": "refugee", "age": 30}}]
    )
    (message,) = await talk.say(ForgetMe(), "forget_me")
    assert said in message["text"]
    assert not any(talk.slots.values())


async def test_a_person_to_talk_to_is_somebody_with_a_phone() -> None:
    talk = Talk("chicago")
    messages = await talk.say(HumanHandoff(), "human_handoff")
    assert shown(messages)
    for card in shown(messages):
        assert card["phone"]
        assert digits(card["phone"]) in digits(messages[0]["text"])
    opened = [card["open_now"] for card in shown(messages)]
    assert all(opened) == ("Open now:" in messages[0]["text"])


async def test_reporting_an_error_promises_nothing_that_is_not_done() -> None:
    talk = Talk("chicago")
    await talk.say(FindServices(), "find_service", named=["citykey"])
    (message,) = await talk.say(ReportError(), "report_error")
    assert message["text"].startswith("Thank you")
    assert "CityKey" in message["text"] or directory.directory().card("citykey")["phone"] is None


@pytest.mark.parametrize(
    ("action", "intent", "response"),
    [
        (Greet(), "greet", None),
        (Goodbye(), "goodbye", "utter_goodbye"),
        (Thanks(), "thanks", "utter_thanks"),
        (Help(), "help", "utter_help"),
        (BotChallenge(), "bot_challenge", "utter_bot_challenge"),
        (OutOfScope(), "out_of_scope", None),
    ],
)
async def test_small_talk_leads_back_and_forgets_nothing(action: Any, intent: str, response: str | None) -> None:
    talk = Talk("chicago")
    await talk.say(FindServices(), "find_service", needs=["food"])
    (message,) = await talk.say(action, intent)
    assert message["response"] == response
    assert response or message["text"]
    assert message["buttons"]
    assert shown([message]) == []
    assert talk.memory.request.needs == ["food"]


@pytest.mark.parametrize("intent", ["affirm", "deny"])
async def test_yes_or_no_to_nothing_shows_nothing_new(intent: str) -> None:
    talk = Talk("chicago")
    await talk.say(FindServices(), "find_service", needs=["work_rights"])
    (message,) = await talk.say(AnswerFact(), intent)
    assert message["text"] == "All right. What else do you need?"
    assert shown([message]) == []


async def test_not_understood_guesses_once_then_says_what_it_is_for() -> None:
    talk = Talk("chicago")
    (first,) = await talk.say(NotUnderstood(), "nlu_fallback", likely_needs=["food"], likely_intents=["ask_hours", "greet"])
    assert payloads([first]) == ["#need:food", "#hours", "#help"]
    (second,) = await talk.say(NotUnderstood(), "nlu_fallback", likely_needs=["food"])
    assert "#person" in payloads([second])
    assert "#need:health_care" in payloads([second])
    await talk.say(Skip(), "skip")
    assert talk.memory.misses == 0


async def test_an_answer_that_was_not_understood_is_asked_for_once_more() -> None:
    talk = Talk("chicago")
    await talk.say(FindServices(), "find_service", needs=["cash_benefits"])
    (again,) = await talk.say(NotUnderstood(), "nlu_fallback")
    assert "I asked:" in again["text"]
    assert "#skip" in payloads([again])
    assert talk.memory.asked == {"fact": "status", "for": "me"}
    (other,) = await talk.say(NotUnderstood(), "nlu_fallback")
    assert "I asked:" not in other["text"]


async def test_without_a_guess_it_says_at_once_what_it_is_for() -> None:
    (message,) = await Talk("chicago").say(NotUnderstood(), "nlu_fallback")
    assert "#person" in payloads([message])


class TestTrouble:
    async def test_without_the_directory_it_is_said_plainly_and_what_was_said_is_remembered(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def gone() -> None:
            raise DirectoryGone("x")

        monkeypatch.setattr("actions.asking_directory.directory", gone)
        talk = Talk("chicago", "es")
        (message,) = await talk.say(
            FindServices(), "find_service", needs=["food"], people=[{"who": "me", "facts": {"age": 30}}]
        )
        assert "no puedo leer mi lista" in message["text"]
        assert talk.memory.facts("me").age == 30
        assert talk.memory.request.needs == ["food"]

    async def test_an_error_never_carries_what_was_said(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        canary = "cnry" + "ZQ81"

        def fails() -> None:
            raise ValueError(canary)

        monkeypatch.setattr("actions.asking_directory.directory", fails)
        (message,) = await Talk("chicago").say(FindServices(), "find_service", needs=["food"])
        assert "something went wrong" in message["text"]
        assert canary not in caplog.text
        assert caplog.records[-1].exc_info is not None


@pytest.mark.parametrize("title", ["Emergency number 911", "Community Service Center, North Area (Uptown)", "x" * 80, "a b"])
def test_a_title_fits_on_a_button(title: str) -> None:
    made = button(title, "#x")["title"]
    assert len(made) <= 24
    assert made == title or made.endswith("…")
