"""Rasa, embedded: what is refused before anything starts, and what a failing action says."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain

from bot.assistant import Collected, InProcessActions, _only_store
from bot.tracker_store import ConversationStore, NoStore
from services_directory.errors import FaroError

CANARY = "cnry" + "ZQ81"


class Failing:
    """An executor whose actions fail with what was said in the error."""

    async def run(self, call: dict[str, Any]) -> Any:
        raise ValueError(call["tracker"]["text"])


async def test_a_failing_action_says_so_and_its_error_goes_no_further(caplog: pytest.LogCaptureFixture) -> None:
    call = {"next_action": "action_find_services", "tracker": {"text": CANARY}}
    answer = await InProcessActions(Failing()).request(json=call)  # type: ignore[arg-type]
    assert answer == {"events": [], "responses": [{"response": "utter_trouble"}]}
    assert CANARY not in caplog.text


async def test_only_what_is_for_the_person_is_collected() -> None:
    channel = Collected()
    await channel.send_response(
        "id", {"text": "a", "lang": "es", "dir": "ltr", "custom": {}, "utter_action": "x", "timestamp": 1, "image": None}
    )
    await channel.send_response(
        "id", {"text": "b", "buttons": [{"title": "t", "payload": "#x"}], "custom": {"type": "services"}}
    )
    assert channel.messages == [
        {"text": "a", "lang": "es", "dir": "ltr"},
        {"text": "b", "buttons": [{"title": "t", "payload": "#x"}], "custom": {"type": "services"}},
    ]


class Processor:
    """As much of Rasa's processor as is looked at."""

    def __init__(self, store: Any) -> None:
        self.tracker_store = store


def agent(store: Any) -> Agent:
    made = Agent(domain=Domain.empty(), tracker_store=store)
    made.processor = Processor(made.tracker_store)  # type: ignore[assignment]
    return made


def test_the_store_is_ours_and_rasas_copy_is_kept_nowhere() -> None:
    made = agent(ConversationStore(Domain.empty()))
    assert type(_only_store(made)) is ConversationStore
    assert type(made.tracker_store.fallback_tracker_store) is NoStore


@pytest.mark.parametrize("store", [None, InMemoryTrackerStore(Domain.empty())])
def test_any_other_store_is_refused(store: Any) -> None:
    with pytest.raises(FaroError, match="ConversationStore"):
        _only_store(agent(store))


def test_a_subclass_or_another_processor_is_refused_too() -> None:
    class Other(ConversationStore):
        """Not the one that was looked at."""

    with pytest.raises(FaroError):
        _only_store(agent(Other(Domain.empty())))
    made = agent(ConversationStore(Domain.empty()))
    made.processor = Processor(ConversationStore(Domain.empty()))  # type: ignore[assignment]
    with pytest.raises(FaroError):
        _only_store(made)
