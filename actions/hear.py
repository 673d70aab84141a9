"""What a message means at this point of the talk, found before Rasa sees it: the only action that is handed the text.

It is run by the worker directly, outside Rasa's conversation, and gives back codes only: the language to answer in, an answer
to the open question, services that the text names, and the intent where the talk makes it plain.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.answers import read_answer
from actions.crisis import numbers_called
from actions.directory import ROOT, DirectoryGone, directory
from actions.messages import book
from actions.names import fold, named_in
from actions.ordinals import the_one_meant
from actions.slots import ME, Memory
from actions.talk_turns import ASK_FEAR, CHANGE_LANGUAGE, afraid, turn_of
from actions.turn import TIMES
from actions.weekdays import days_named
from actions.whom import about_me, spoken_of
from services_directory.access import SPEAKS
from services_directory.vocabulary import ids
from services_directory.wording import formats
from services_directory.wording.phrases import FALLBACK

NOT_UNDERSTOOD = "nlu_fallback"
LEAST_CONFIDENCE = 0.4
# With services before the person, a question about them is likely before anything is heard.
_LEAST_OF_WHAT_WAS_SHOWN = 0.3
_OF_WHAT_WAS_SHOWN = frozenset({"ask_documents", "ask_hours", "ask_location", "ask_cost", "ask_privacy", "more_results"})
_SURE = 0.7
_HOME, _NEAR = "housing", "near_me"
_INTERPRETER, _MINE, _THEIRS = "interpretation", "in_my_language", "their_language"
_FEW_WORDS, _MOST_WORDS = 3, 12
# What a short wish is taken for where the request before it is not known.
_NO_WISH = frozenset({"skip", "deny", "out_of_scope", "nlu_fallback"})
_NO_WORDS = re.compile(r"[\d\s.,;:+/()!?-]*\d[\d\s.,;:+/()!?-]*")
_SHORTEST_STEM = 7
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
        message = {**message, "intent": _of_services(message["intent"], findings, memory, text)}
        if CHANGE_LANGUAGE in (message["intent"]["name"], *(findings.get("moves") or [])):
            findings["language_asked"] = findings.get("language_asked") or _language_named(text)
        findings |= spoken_of(findings, memory, float(message["intent"].get("confidence") or 0.0))
        city = findings.get("city") or memory.city or hints.get("city")
        findings["answer_in"] = _language(memory, findings, hints, city)
        findings["refine"] = _spoken(findings, text)
        if findings.get("asks_opening"):
            findings["days"] = days_named(text, "weekends" in findings["refine"])
        findings["named"] = findings.get("named") or named_in(text, city)
        if not (findings["named"] or findings.get("needs") or findings.get("crisis")):
            findings["named"] = the_one_meant(text, memory.last)
            findings["by_place"] = bool(findings["named"])
        calls = text.strip() in numbers_called(city)
        if _NO_WORDS.fullmatch(text):
            findings |= {"needs": [], "crisis": findings.get("crisis") if calls else []}
        findings["answer"] = findings.get("answer") or _answer(memory, findings, text, message["intent"]["name"])
        if _only_narrows(message["intent"], findings, memory):
            findings["needs"] = []
        if about_me(text, memory) and not findings.get("crisis"):
            findings |= {"asks_for": ME, "needs": [], "named": []}
        turn = None if calls else turn_of(message["intent"], findings, memory, text)
        if turn == ASK_FEAR:
            findings |= afraid(findings, memory)
        # Who writes nothing but an emergency number is in danger, whatever was asked before.
        intent = {"name": "crisis", "confidence": 1.0} if calls else _intent(message["intent"], findings, memory, text, turn)
        return [{"event": "heard", "intent": intent, "findings": findings}]


def _language(memory: Memory, findings: Mapping[str, Any], hints: Mapping[str, Any], city: str | None) -> str:
    """Asked for; chosen in the channel just now; written; else that of the talk, as hinted, of the city."""
    hinted = hints.get("language")
    chosen = hinted if memory.hints and hinted != memory.hints.get("language") else None
    written = findings.get("language") if findings.get("language_confidence") else None
    # What is understood in a language that has no phrases yet is answered in one that has.
    usual = next((tag for tag in (chosen, written, memory.language, hinted) if tag in book().languages()), None)
    return str(findings.get("language_asked") or usual or _language_of(city))


def _language_of(city: str | None) -> str:
    """The first language of a city that there are phrases for; English where the city is not known."""
    try:
        spoken = [tag for one in directory().cities() if one["id"] == city for tag in one["languages"]]
    except DirectoryGone:
        spoken = []
    return next((tag for tag in spoken if tag in book().languages()), FALLBACK)


def _language_named(text: str) -> str | None:
    """The language that a text names, in whichever language it does: "in Spanish please", "en inglés"."""
    said = f" {fold(text)}"
    return next((tag for stem, tag in _language_stems() if stem in said), None)


def _of_services(intent: Mapping[str, Any], findings: dict[str, Any], memory: Memory, text: str) -> Mapping[str, Any]:
    """ "Somebody who speaks French" is about services: it changes no language of the talk and asks for nobody of Faro's."""
    named_after = bool(_THEIRS in memory.request.refine and len(text.split()) <= _FEW_WORDS and _language_named(text))
    if findings.get("crisis") or not (findings.get("spoken_there") or named_after):
        return intent
    findings["moves"] = [move for move in findings.get("moves") or [] if move != CHANGE_LANGUAGE]
    findings["spoken_there"] = True
    if memory.request and (named_after or set(findings.get("needs") or []) <= {_INTERPRETER}):
        findings["needs"] = []
    if intent["name"] in (CHANGE_LANGUAGE, "human_handoff", "out_of_scope") or named_after:
        return {"name": "find_service", "confidence": 1.0}
    return intent


def _spoken(findings: Mapping[str, Any], text: str) -> list[str]:
    """The wishes, with the language that is named: "who speaks French" in a talk held in English."""
    refine = list(findings.get("refine") or [])
    named = _language_named(text) if findings.get("spoken_there") and _THEIRS not in refine else None
    if named is None:
        return refine
    others = [wish for wish in refine if wish != _MINE]
    return [*others, _MINE if named == findings["answer_in"] else f"{SPEAKS}{named}"]


@cache
def _language_stems() -> tuple[tuple[str, str], ...]:
    """The languages' names in each other, without their last letter, which changes with the case; the longest first."""
    tags = ids("languages")
    names = {(fold(formats.language_name(tag, other)), tag) for tag in tags for other in tags}
    stems = {(name[:-1] if len(name) >= _SHORTEST_STEM else name, tag) for name, tag in names}
    begun = {(f" {stem}" if stem.isascii() else stem, tag) for stem, tag in stems}
    return tuple(sorted(begun, key=lambda one: (-len(one[0]), one)))


def _answer(memory: Memory, findings: Mapping[str, Any], text: str, intent: str) -> dict[str, Any] | None:
    """The answer to the open question, where the findings do not hold it themselves."""
    if memory.asked is None or findings.get("needs") or findings.get("crisis") or text.strip() in numbers_called(memory.city):
        return None
    if findings.get("who") not in (None, ME, memory.asked["for"]):
        return None  # "no, it was for my son" answers another question
    fact = memory.asked["fact"]
    said = {**(findings.get("facts") or {}), **{k: v for one in findings.get("people") or [] for k, v in one["facts"].items()}}
    if fact in said:
        return None
    value = read_answer(fact, text, intent, findings["answer_in"])
    return None if value is None else {"fact": fact, "value": value}


def _only_narrows(intent: Mapping[str, Any], findings: Mapping[str, Any], memory: Memory) -> bool:
    """A wish or a place with a need that is hardly heard, in the middle of a request: the need is that of the request."""
    unsure = (intent.get("confidence") or 0.0) < _SURE
    if findings.get("needs") == [_HOME] and _NEAR in (findings.get("refine") or []):
        return bool(memory.request)  # "near my house" asks for no house
    return bool(memory.request and findings.get("needs") and (findings.get("refine") or findings.get("place")) and unsure)


def _intent(
    said: Mapping[str, Any], findings: Mapping[str, Any], memory: Memory, text: str, turn: str | None
) -> dict[str, Any]:
    name, confidence = said.get("name"), said.get("confidence") or 0.0
    if turn is not None:
        return {"name": turn, "confidence": 1.0}
    if findings.get("asks_for"):
        return {"name": "ask_eligibility", "confidence": 1.0}
    if findings.get("told_of") and not findings["named"] and not findings.get("crisis"):
        return {"name": "disclose_status", "confidence": 1.0}
    if findings["answer"]:
        return {"name": "disclose_status", "confidence": 1.0}
    if _NO_WORDS.fullmatch(text) and not findings["crisis"]:
        return {"name": NOT_UNDERSTOOD, "confidence": 1.0}
    following = _followups().get(fold(text)) if memory.last and not findings.get("crisis") else None
    if following:
        return {"name": following, "confidence": 1.0}
    if _only_wishes(name, findings, memory, text):
        return {"name": "find_service", "confidence": 1.0}
    least = _LEAST_OF_WHAT_WAS_SHOWN if memory.last and name in _OF_WHAT_WAS_SHOWN else LEAST_CONFIDENCE
    if name is None or (confidence < least and name not in _NEVER_DOUBTED):
        name = _from_findings(findings)
    return {"name": name, "confidence": confidence}


def _only_wishes(name: str | None, findings: Mapping[str, Any], memory: Memory, text: str) -> bool:
    """ "Rather in the evening", "one that asks for no papers": in the middle of a request this narrows it."""
    refine = set(findings.get("refine") or [])
    if not memory.request or not refine or findings.get("crisis") or len(text.split()) > _MOST_WORDS:
        return False
    return name in _NO_WISH or (name == "ask_hours" and bool(refine & TIMES) and not findings.get("asks_opening"))


@cache
def _followups() -> dict[str, str]:
    """Very short questions about what was just shown ("why?"), in every language: `lexicon/followups.yml`."""
    found: dict[str, str] = {}
    for file in sorted((ROOT / "data" / "languages").glob("*/lexicon/followups.yml")):
        listed = yaml.safe_load(file.read_text(encoding="utf-8"))["followups"]
        found |= {fold(str(phrase)): intent for intent, phrases in listed.items() for phrase in phrases}
    return found


def _from_findings(findings: Mapping[str, Any]) -> str:
    """What a message of a doubtful intent can still be taken for."""
    if findings.get("needs") or findings["named"] or findings.get("refine") or findings.get("place"):
        return "find_service"
    if findings.get("city"):
        return "change_city"
    if findings.get("statuses") or any(one["facts"] for one in findings.get("people") or []):
        return "disclose_status"
    return NOT_UNDERSTOOD
