"""What a button sends: `#word`, `#word:argument`, `#answer:fact=value` or `#wrong:service=kind`. It becomes an intent with
findings, like a sentence.

These are the only commands there are. Rasa's own slash commands are never read: a text that begins with `/` is only a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from services_directory.vocabulary import id_set

Findings = dict[str, Any]
_FORM = re.compile(r"#([a-z]{2,12})(?::([A-Za-z0-9_.+-]{1,80})(?:=([A-Za-z0-9_.,+-]{1,60}))?)?")
_DEGREES = re.compile(r"(-?[0-9]{1,3}(?:\.[0-9]{1,3})?)_(-?[0-9]{1,3}(?:\.[0-9]{1,3})?)")
_FLAGS = frozenset(
    {"lives_in_city", "registered", "pregnant", "has_referral", "work_authorised", "disability", "veteran_family"}
)
_LISTS = frozenset({"documents", "victim_of", "children"})
_TEXTS = frozenset({"status", "gender", "nationality"})
_YES_NO = {"yes": True, "no": False}


def read(text: str) -> tuple[str, Findings] | None:
    """Intent and findings of a command, or None when the text is none (then it is an ordinary message)."""
    found = _FORM.fullmatch(text.strip())
    if found is None:
        return None
    word, argument, value = found.groups()
    if word == "answer":
        return _answer(argument, value)
    if word == "wrong":
        return _wrong(argument, value)
    if value is not None:
        return None
    if argument is None:
        return _ALONE.get(word)
    reader = _WITH_ARGUMENT.get(word)
    return reader(argument) if reader else None


def _answer(fact: str | None, value: str | None) -> tuple[str, Findings] | None:
    if fact not in id_set("facts") or value is None:
        return None
    read_value = _value(fact or "", value)
    return None if read_value is None else ("disclose_status", {"answer": {"fact": fact, "value": read_value}})


def _value(fact: str, value: str) -> Any:
    if fact in _FLAGS:
        return _YES_NO.get(value)
    if fact in _TEXTS:
        return value
    if fact in _LISTS:
        items = [] if value == "none" else value.split(",")
        return [int(item) for item in items if item.isdigit()] if fact == "children" else items
    return int(value) if value.isdigit() else None


def _named(intent: str) -> Callable[[str], tuple[str, Findings]]:
    return lambda service: (intent, {"named": [service]})


def _need(need: str) -> tuple[str, Findings] | None:
    return ("find_service", {"needs": [need]}) if need in id_set("needs") else None


def _place(said: str) -> tuple[str, Findings] | None:
    """`north_east` in degrees, as a phone sends where it is."""
    found = _DEGREES.fullmatch(said)
    if found is None:
        return None
    north, east = map(float, found.groups())
    if abs(north) > 90 or abs(east) > 180:
        return None
    return "find_service", {"place": {"lat": north, "lon": east}}


def _language(tag: str) -> tuple[str, Findings] | None:
    return ("change_language", {"language_asked": tag}) if tag in id_set("languages") else None


def _wrong(service: str | None, kind: str | None) -> tuple[str, Findings] | None:
    if service is None or not (kind is None or kind in id_set("wrong")):
        return None
    return ("report_error", {"named": [service], "wrong": [kind] if kind else []})


def _fear(fear: str) -> tuple[str, Findings] | None:
    return ("ask_fear", {"fears": [fear]}) if fear in id_set("fears") else None


_WITH_ARGUMENT: dict[str, Callable[[str], tuple[str, Findings] | None]] = {
    "details": _named("find_service"),
    "why": _named("ask_eligibility"),
    "papers": _named("ask_documents"),
    "hours": _named("ask_hours"),
    "where": _named("ask_location"),
    "cost": _named("ask_cost"),
    "privacy": _named("ask_privacy"),
    "need": _need,
    "fear": _fear,
    "city": lambda city: ("change_city", {"city": city}),
    "lang": _language,
    "place": _place,
}
_ALONE: dict[str, tuple[str, Findings]] = {
    "why": ("ask_eligibility", {}),
    "papers": ("ask_documents", {}),
    "hours": ("ask_hours", {}),
    "where": ("ask_location", {}),
    "cost": ("ask_cost", {}),
    "privacy": ("ask_privacy", {}),
    "more": ("more_results", {}),
    "skip": ("skip", {}),
    "forget": ("forget_me", {}),
    "person": ("human_handoff", {}),
    "help": ("help", {}),
    "again": ("say_again", {}),
    "simpler": ("say_simply", {}),
    "compare": ("compare", {}),
    "restart": ("start_again", {}),
    "here": ("find_service", {}),
    "anything": ("find_service", {"without_wishes": True}),
}
