"""May I? With the reason, where it stands, what would change it, and what there is instead."""

from __future__ import annotations

from typing import Any

import pytest
from talk import Talk

from actions.directory import directory
from actions.explain import CheckEligibility
from actions.find_services import FindServices

pytestmark = pytest.mark.usefixtures("real_directory")


def me(**facts: object) -> dict[str, object]:
    return {"who": "me", "facts": facts}


def cards(messages: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {card["id"]: card for message in messages for card in (message["custom"] or {}).get("services", [])}


async def test_food_stamps_after_a_year_as_a_refugee() -> None:
    """No since H.R.1 of 4 July 2025, until there is a green card."""
    talk = Talk("chicago")
    refugee = me(status="refugee", months_in_status=12)
    (message,) = await talk.say(
        CheckEligibility(), "ask_eligibility", needs=["cash_benefits"], named=["snap-illinois"], people=[refugee]
    )
    assert cards([message])["snap-illinois"]["verdict"] == "no"
    assert "✖ SNAP" in message["text"]
    assert "119-21" in message["text"], "the law is cited"
    assert "permanent resident" in message["text"], "what would change it"
    assert "This is information, not legal advice" in message["text"]
    instead = [
        button["payload"].removeprefix("#details:")
        for button in message["buttons"]
        if button["payload"].startswith("#details:")
    ]
    assert instead
    for service in instead:
        assert {"food", "cash_benefits"} & set(directory().card(service)["needs"])
        assert directory().card(service)["name"] in message["text"]
    assert message["buttons"][-1]["payload"] == "#need:immigration_legal"


async def test_the_padron_without_papers_is_a_yes_and_says_who_may_look_at_it() -> None:
    talk = Talk("malaga", "es")
    (message,) = await talk.say(
        CheckEligibility(),
        "ask_eligibility",
        needs=["identity_documents"],
        named=["malaga-padron"],
        people=[me(status="undocumented")],
    )
    assert cards([message])["malaga-padron"]["verdict"] == "yes"
    assert "Papeles" in message["text"]
    assert "Ley 7/1985" in message["text"], "the police may consult the register, and that is said with its law"
    assert "#need:immigration_legal" not in [button["payload"] for button in message["buttons"]], "a plain yes needs no lawyer"


async def test_why_not_is_about_the_no_among_what_was_shown() -> None:
    talk = Talk("malaga")
    asked = me(status="asylum_seeker", months_since_application=3)
    await talk.say(FindServices(), "find_service", needs=["employment"], people=[asked])
    (message,) = await talk.say(CheckEligibility(), "ask_eligibility")
    assert cards([message])["sae"]["verdict"] == "no"


async def test_a_need_without_a_name_is_answered_by_its_services() -> None:
    found = cards(
        await Talk("chicago").say(
            CheckEligibility(), "ask_eligibility", needs=["work_rights"], people=[me(status="undocumented")]
        )
    )
    assert found["chicago-office-of-labor-standards"]["verdict"] == "yes"


async def test_can_my_mother_is_answered_for_her() -> None:
    talk = Talk("chicago")
    await talk.say(FindServices(), "find_service", needs=["health_care"], people=[me(status="citizen")])
    mother = {"who": "parent", "facts": {"age": 70, "status": "undocumented"}}
    found = cards(await talk.say(CheckEligibility(), "ask_eligibility", who="parent", people=[mother]))
    assert {card["for"] for card in found.values()} == {"parent"}


async def test_no_two_persons_facts_are_mixed() -> None:
    talk = Talk("chicago")
    people = [me(status="undocumented"), {"who": "child", "facts": {"status": "citizen", "age": 4}}]
    for_child = cards(
        await talk.say(CheckEligibility(), "ask_eligibility", named=["snap-illinois"], who="child", people=people)
    )
    assert for_child["snap-illinois"]["verdict"] != "no"
    talk = Talk("chicago")
    for_me = cards(await talk.say(CheckEligibility(), "ask_eligibility", named=["snap-illinois"], people=people))
    assert for_me["snap-illinois"]["verdict"] == "no"
