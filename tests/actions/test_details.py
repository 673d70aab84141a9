"""One respect of a service: papers, hours, place, cost, data; for the one that is meant."""

from __future__ import annotations

from typing import Any

import pytest
from talk import Talk

from actions.details import Cost, Documents, Hours, Location, Privacy
from actions.directory import directory
from actions.find_services import FindServices

pytestmark = pytest.mark.usefixtures("real_directory")


def shown(messages: list[dict[str, Any]]) -> list[str]:
    return [card["id"] for message in messages for card in (message["custom"] or {}).get("services", [])]


@pytest.mark.parametrize(
    ("action", "intent", "label"),
    [
        (Documents(), "ask_documents", "Papers"),
        (Cost(), "ask_cost", "Cost"),
        (Hours(), "ask_hours", "Phone"),
        (Location(), "ask_location", "Where"),
    ],
)
async def test_a_follow_up_is_about_what_was_shown(action: Any, intent: str, label: str) -> None:
    talk = Talk("chicago")
    before = shown(await talk.say(FindServices(), "find_service", needs=["health_care"]))
    messages = await talk.say(action, intent)
    assert shown(messages) == before
    assert label in messages[0]["text"]
    for service in before:
        assert directory().card(service)["name"] in messages[0]["text"]


async def test_the_named_one_is_meant_where_one_is_named() -> None:
    talk = Talk("chicago")
    await talk.say(FindServices(), "find_service", needs=["health_care"])
    messages = await talk.say(Documents(), "ask_documents", named=["citykey"])
    assert shown(messages) == ["citykey"]
    assert shown(await talk.say(Cost(), "ask_cost")) == ["citykey"], "and from then on it is what the talk is about"


async def test_with_another_need_services_are_found_first() -> None:
    talk = Talk("chicago")
    await talk.say(FindServices(), "find_service", needs=["health_care"])
    messages = await talk.say(Location(), "ask_location", needs=["food"])
    assert all("food" in directory().card(service)["needs"] for service in shown(messages))


async def test_with_nothing_before_it_the_need_is_asked() -> None:
    messages = await Talk("chicago").say(Hours(), "ask_hours")
    assert any(button["payload"] == "#need:health_care" for button in messages[0]["buttons"])


async def test_every_respect_of_every_service_can_be_said_in_both_languages() -> None:
    from actions.one_service import all_of, cost, hours, papers, privacy, sources, where

    for city in ("chicago", "malaga"):
        for lang in ("en", "es"):
            for id_ in directory().services(city):
                card = {**directory().card(id_, lang), "for": "me", "verdict": "yes", "reasons": [], "missing": [], "conditions": [],
                        "qualifiers": [], "assumes": [], "notes": [], "would_change": []}  # fmt: skip
                for respect in (all_of, papers, hours, where, cost, privacy):
                    assert respect(card, lang).strip(), (id_, respect)
                sources(card, lang)


class TestPrivacy:
    async def test_in_general_it_says_what_is_kept_and_offers_to_forget(self) -> None:
        (message,) = await Talk("chicago").say(Privacy(), "ask_privacy")
        assert "30 minutes" in message["text"]
        assert message["buttons"] == [{"title": "Forget me", "payload": "#forget"}]

    async def test_after_services_also_what_each_of_them_does(self) -> None:
        talk = Talk("malaga")
        before = shown(await talk.say(FindServices(), "find_service", needs=["identity_documents"]))
        general, each, *_ = await talk.say(Privacy(), "ask_privacy")
        assert "30 minutes" in general["text"]
        assert shown([each]) == before
        assert "Your data" in each["text"]

    async def test_citykey_online_and_in_person_are_told_apart(self) -> None:
        (message,) = await Talk("chicago").say(Privacy(), "ask_privacy", named=["citykey"])
        assert "In person" in message["text"]
        assert "Online" in message["text"]
