"""Wishes beside the need. What a record does not say never matches a wish."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services_directory.search.hours import opening

SPEAKS = "speaks:"
"""Before the tag of a language: somebody there speaks it (`speaks:fr`)."""
_EVENING_HOUR = 19
Card = Mapping[str, Any]


def matches(card: Card, wishes: Iterable[str], lang: str, zone: str, now: datetime) -> bool:
    """Does the card fulfil every wish? Unknown words among the wishes (`near_me` only sorts) are no filter."""
    tests, wished = _tests(lang, zone, now), list(wishes)
    spoken = {wish.removeprefix(SPEAKS) for wish in wished if wish.startswith(SPEAKS)}
    return spoken <= set(card["languages"]) and all(tests[wish](card) for wish in wished if wish in tests)


def _tests(lang: str, zone: str, now: datetime) -> dict[str, Callable[[Card], bool]]:
    local = now.astimezone(ZoneInfo(zone))
    return {
        "open_now": lambda card: card["open_now"] is True,
        "free": lambda card: card["fee"] == "free",
        "no_id": lambda card: card["id_required"] == "none",
        "no_appointment": lambda card: card["appointment"] is False or card["walk_in"] is True,
        "in_my_language": lambda card: lang in card["languages"],
        "evenings": lambda card: _open_on(card, zone, _evenings(local)),
        "weekends": lambda card: _open_on(card, zone, _weekend(local)),
    }


def _open_on(card: Card, zone: str, moments: Iterable[datetime]) -> bool:
    return any(opening(card["hours"], zone, card["country"], {}, moment).open_now is True for moment in moments)


def _evenings(local: datetime) -> list[datetime]:
    days = (local + timedelta(days=ahead) for ahead in range(7))
    return [day.replace(hour=_EVENING_HOUR, minute=0) for day in days if day.weekday() < 5]


def _weekend(local: datetime) -> list[datetime]:
    days = (local + timedelta(days=ahead) for ahead in range(7))
    return [day.replace(hour=hour, minute=0) for day in days if day.weekday() >= 5 for hour in (10, 12, 17)]
