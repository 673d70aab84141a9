"""What a message means at this point of the talk, found before Rasa sees it: the only action that is handed the text.

It is run by the worker directly, outside Rasa's conversation, and gives back codes only: the language to answer in, an answer
to the open question, services that the text names, and the intent where the talk makes it plain.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.answers import read_answer
from actions.names import named_in
from actions.slots import Memory

NOT_UNDERSTOOD = "nlu_fallback"
LEAST_CONFIDENCE = 0.4
_SURE_LANGUAGE = 0.8
_SURE_OF_SHORT = 0.97
_SHORT = 12
_LIKELY = 3
# Intents that need no confidence: losing them costs more than acting on them.
_NEVER_DOUBTED = frozenset({"crisis", "forget_me"})


class Hear(Action):
    """`latest_message` holds `text`, `intent`, `findings` and `hints`; one event `heard` holds `intent` and `findings`."""

    def name(self) -> str:
        return "action_hear"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Give intent and findings in the light of the talk."""
        message = tracker.latest_message
        memory = Memory.from_slots(tracker.slots)
        text, hints = message.get("text") or "", message.get("hints") or {}
        findings = {**message["findings"], "hints": hints}
        findings["answer_in"] = _language(memory, findings, hints, text)
        findings["answer"] = findings.get("answer") or _answer(memory, findings, text, message["intent"]["name"])
        city = findings.get("city") or memory.city or hints.get("city")
        findings["named"] = findings.get("named") or named_in(text, city)
        intent = _intent(message["intent"], findings, memory)
        return [{"event": "heard", "intent": intent, "findings": findings}]


def _language(memory: Memory, findings: Mapping[str, Any], hints: Mapping[str, Any], text: str) -> str:
    """Asked for, chosen in the channel just now, written plainly; else as before, as hinted, as guessed."""
    if findings.get("language_asked"):
        return str(findings["language_asked"])
    hinted, before = hints.get("language"), memory.language
    if hinted and memory.hints and hinted != memory.hints.get("language"):
        return str(hinted)
    written, sure = findings.get("language"), findings.get("language_confidence") or 0.0
    least = _SURE_OF_SHORT if len(text) < _SHORT else _SURE_LANGUAGE
    if written and (sure >= least or not (before or hinted)):
        return str(written)
    return str(before or hinted or "en")


def _answer(memory: Memory, findings: Mapping[str, Any], text: str, intent: str) -> dict[str, Any] | None:
    """The answer to the open question, where the findings do not hold it themselves."""
    if memory.asked is None or findings.get("needs") or findings.get("crisis"):
        return None
    fact = memory.asked["fact"]
    said = {**(findings.get("facts") or {}), **{k: v for one in findings.get("people") or [] for k, v in one["facts"].items()}}
    if fact in said:
        return None
    value = read_answer(fact, text, intent, findings["answer_in"])
    return None if value is None else {"fact": fact, "value": value}


def _intent(said: Mapping[str, Any], findings: Mapping[str, Any], memory: Memory) -> dict[str, Any]:
    name, confidence = said.get("name"), said.get("confidence") or 0.0
    if findings["answer"]:
        return {"name": "disclose_status", "confidence": 1.0}
    if name is None or (confidence < LEAST_CONFIDENCE and name not in _NEVER_DOUBTED):
        name = _from_findings(findings)
    return {"name": name, "confidence": confidence}


def _from_findings(findings: Mapping[str, Any]) -> str:
    """What a message of a doubtful intent can still be taken for."""
    if findings.get("needs") or findings["named"]:
        return "find_service"
    if findings.get("city"):
        return "change_city"
    if findings.get("statuses") or any(one["facts"] for one in findings.get("people") or []):
        return "disclose_status"
    return NOT_UNDERSTOOD
