"""Opening hours (OSM `opening_hours`) read in the time zone of the place, with the holidays of its city asked first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours

_LOOK_AHEAD = timedelta(days=14)
_HOLIDAY = re.compile(r"\bPH\b")
_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


@dataclass(frozen=True, slots=True)
class Opening:
    """Open at a moment, and when it opens next; None where the hours do not say."""

    open_now: bool | None
    opens_next: datetime | None


Span = tuple[time, time]
UNKNOWN = Opening(None, None)


def opening(osm: str | None, zone: str, country: str, holidays: Mapping[date, str], now: datetime) -> Opening:
    """Whether it is open at `now`, and when it opens next.

    Args:
        osm: OSM opening_hours string, or None when not known.
        zone: IANA time zone of the place.
        country: ISO 3166-1 code, for the public holidays of the country.
        holidays: the city's holidays. On these only what the hours say of holidays (`PH`) holds; hours that say nothing of
            them mean closed, except round the clock.
        now: an aware moment.
    """
    if not osm:
        return UNKNOWN
    local = now.astimezone(ZoneInfo(zone))
    feasts = {} if osm == "24/7" else holidays
    hours = _parsed(_on(osm, local.date()) if local.date() in feasts else osm, zone, country)
    if hours.is_unknown(local):
        return UNKNOWN
    if hours.is_open(local) and (local.date() not in feasts or _HOLIDAY.search(osm)):
        return Opening(True, None)
    return Opening(False, _next_opening(osm, zone, country, feasts, local))


def on_day(osm: str | None, zone: str, country: str, holidays: Mapping[date, str], day: date) -> list[Span] | None:
    """When it is open on a day, as begin and end in local time; empty where it is closed, None where the hours do not say.

    Args:
        holidays: see `opening`.
    """
    if not osm:
        return None
    feast = day in holidays and osm != "24/7"
    if feast and not _HOLIDAY.search(osm):
        return []
    begin = datetime.combine(day, time(), ZoneInfo(zone))
    found = list(_parsed(_on(osm, day) if feast else osm, zone, country).intervals(begin, begin + timedelta(days=1)))
    if any(str(state).lower().endswith("unknown") for _, _, state, *_ in found):
        return None
    return [(start.time(), end.time()) for start, end, state, *_ in found if str(state).lower().endswith("open")]


def _on(osm: str, day: date) -> str:
    """The hours as they hold on a holiday: what they say of holidays they then say of that day of the week."""
    return _HOLIDAY.sub(_DAYS[day.weekday()], osm)


def _next_opening(osm: str, zone: str, country: str, feasts: Mapping[date, str], local: datetime) -> datetime | None:
    end = local + _LOOK_AHEAD
    ordinary = (start for start in _starts(_parsed(osm, zone, country), local, end) if start.date() not in feasts)
    starts = list(islice(ordinary, 1))
    if _HOLIDAY.search(osm):
        for feast in (day for day in feasts if local.date() <= day <= end.date()):
            there = _parsed(_on(osm, feast), zone, country)
            starts += [start for start in _starts(there, local, end) if start.date() == feast]
    return min(starts, default=None)


def _starts(hours: OpeningHours, local: datetime, end: datetime) -> Iterator[datetime]:
    for start, _, state, *_ in hours.intervals(local, end):
        if str(state).lower().endswith("open") and start > local:
            yield start


@lru_cache(maxsize=4096)
def _parsed(osm: str, zone: str, country: str) -> OpeningHours:
    return OpeningHours(osm, timezone=ZoneInfo(zone), country=country)
