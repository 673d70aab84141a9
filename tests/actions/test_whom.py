"""Whom a message is about, where only the talk can tell."""

from __future__ import annotations

from typing import Any

import pytest
from talk import Talk

from actions.explain import CheckEligibility
from actions.slots import Memory, Request
from actions.whom import about_me, spoken_of


def for_child() -> Memory:
    return Memory(city="chicago", request=Request(needs=["food"], who=["child"]), last=["snap-illinois"])


@pytest.mark.parametrize("text", ["and me?", "¿y yo?", "et moi ?", "وأنا؟", "а мені?", "那我呢？"])
def test_and_me_in_six_languages(text: str) -> None:
    assert about_me(text, for_child())
    assert not about_me(text, Memory(request=Request(needs=["food"])))


async def test_and_me_is_about_the_service_that_was_explained(real_directory: None) -> None:
    talk = Talk("chicago")
    child = [{"who": "child", "facts": {"status": "citizen", "age": 6}}]
    await talk.say(CheckEligibility(), "ask_eligibility", who="child", people=child, named=["snap-illinois"])
    (message,) = await talk.say(CheckEligibility(), "ask_eligibility", who="me", asks_for="me")
    (card,) = message["custom"]["services"]
    assert (card["id"], card["for"], card["verdict"]) == ("snap-illinois", "me", "depends")


def test_he_is_the_one_whom_the_request_is_for() -> None:
    said: dict[str, Any] = {"pronoun": True, "subject": "they", "who": "me", "needs": ["work_rights"]}
    said["people"] = [{"who": "other", "facts": {"work_authorised": False}}]
    memory = Memory(request=Request(needs=["employment"], who=["partner"]))
    changed = spoken_of(said, memory, confidence=0.4)
    assert changed["people"] == [{"who": "partner", "facts": {"work_authorised": False}}]
    assert (changed["needs"], changed["who"]) == ([], "partner")
    assert "needs" not in spoken_of(said, memory, confidence=0.9)
    assert spoken_of(said, Memory(request=Request(needs=["employment"])), 0.4) == {}


def test_i_suppose_of_myself_and_he_of_the_child() -> None:
    talk = Talk("chicago")
    talk.turn("find_service", needs=["food"], who="child")
    said = {"supposed": {"status": "asylum_seeker"}, "who": "me"}
    myself = talk.turn("what_if", **said, **spoken_of({**said, "subject": "me"}, talk.memory, 0.5))
    assert myself.supposed == {"me": {"status": "asylum_seeker"}}
    seen = {**said, "people": [{"who": "me", "facts": {"status": "asylum_seeker"}}]}
    assert list(talk.turn("what_if", **seen, **spoken_of({**seen, "subject": "me"}, talk.memory, 0.5)).supposed) == ["me"]
    assert talk.turn("what_if", **said, **spoken_of({**said, "subject": "they"}, talk.memory, 0.5)).supposed == {
        "child": {"status": "asylum_seeker"}
    }
