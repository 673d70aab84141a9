"""Trackers for the tests of actions: what the worker would hand over."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import FaroAction
from actions.slots import Memory
from actions.turn import Turn


class Talk:
    """A conversation with actions, without Rasa: each turn's slots go into the next."""

    def __init__(self, city: str | None = None, lang: str | None = "en") -> None:
        self.slots: dict[str, Any] = {}
        self.hints = {"city": city, "language": lang, "plain": False}
        self.lang = lang

    def tracker(self, intent: str, **findings: Any) -> Tracker:
        said = {"answer_in": self.lang, "hints": self.hints, "named": [], **findings}
        message = {"text": "", "intent": {"name": intent, "confidence": 1.0}, "findings": said}
        return Tracker("aa", self.slots, message, [], False, None, {}, "action_listen")

    def turn(self, intent: str, **findings: Any) -> Turn:
        """A turn taken in, and remembered as if an action had been run."""
        turn = Turn.of(self.tracker(intent, **findings))
        self._remember(turn.memory.changes())
        return turn

    async def say(self, action: FaroAction, intent: str, **findings: Any) -> list[dict[str, Any]]:
        """Run an action; gives its messages as Rasa gets them."""
        dispatcher = CollectingDispatcher()
        self._remember(await action.run(dispatcher, self.tracker(intent, **findings), {}))
        return dispatcher.messages

    @property
    def memory(self) -> Memory:
        return Memory.from_slots(self.slots)

    def _remember(self, events: list[Any]) -> None:
        for event in events:
            if event["event"] == "followup":
                assert event["name"] == "action_listen"
                continue
            assert event["event"] == "slot"
            self.slots = {**self.slots, event["name"]: event["value"]}
