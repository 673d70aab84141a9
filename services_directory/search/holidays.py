"""Public holidays of a city, from its record: of the country, the region and the city itself; no library knows them all."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from opening_hours import OpeningHours

from services_directory.models.city import City


def closed_days(city: City, now: datetime) -> dict[date, str]:
    """The holidays of this year and the next, each with a name: those given by day, and those given by a rule (`Nov Th[4]`)."""
    return {day: name for year in (now.year, now.year + 1) for day, name in _of_year(json.dumps(city.holidays), year).items()}


@lru_cache(maxsize=256)
def _of_year(said: str, year: int) -> dict[date, str]:
    found: dict[date, str] = {}
    for holiday in json.loads(said):
        days = [date.fromisoformat(holiday["day"])] if holiday.get("day") else _days(holiday["rule"], year)
        found |= dict.fromkeys((day for day in days if day.year == year), _name(holiday))
    return found


def _days(rule: str, year: int) -> list[date]:
    """The days that an OSM rule names in a year. Each span of the rule lasts from midnight to midnight."""
    start, end = datetime(year, 1, 1), datetime(year + 1, 1, 1)
    found: list[date] = []
    for first, last, state, *_ in OpeningHours(rule).intervals(start, end):
        if str(state).lower().endswith("open"):
            length = (min(last or end, end) - first).days
            found += [(first + timedelta(days=index)).date() for index in range(max(length, 1))]
    return found


def _name(holiday: dict[str, Any]) -> str:
    names = holiday.get("name") or {}
    return str(names.get("en") or next(iter(names.values()), ""))
