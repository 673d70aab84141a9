"""Opening hours (OSM `opening_hours`) read in the time zone of the place, with the holidays of its city asked first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours

_LOOK_AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Opening:
    """Open at a moment, and when it opens next; None where the hours do not say."""

    open_now: bool | None
    opens_next: datetime | None


UNKNOWN = Opening(None, None)


def opening(osm: str | None, zone: str, country: str, holidays: Mapping[date, str], now: datetime) -> Opening:
    """Whether it is open at `now`, and when it opens next.

    Args:
        osm: OSM opening_hours string, or None when not known.
        zone: IANA time zone of the place.
        country: ISO 3166-1 code, for the public holidays of the country.
        holidays: further closed days of the city (local feasts, which no library knows).
        now: an aware moment.
    """
    if not osm:
        return UNKNOWN
    local = now.astimezone(ZoneInfo(zone))
    hours = _parsed(osm, zone, country)
    if hours.is_unknown(local):
        return UNKNOWN
    if hours.is_open(local) and (osm == "24/7" or local.date() not in holidays):
        return Opening(True, None)
    return Opening(False, _next_opening(hours, holidays, local))


def _next_opening(hours: OpeningHours, holidays: Mapping[date, str], local: datetime) -> datetime | None:
    for interval in hours.intervals(local, local + _LOOK_AHEAD):
        start, _, state, *_ = interval
        if str(state).lower().endswith("open") and start > local and start.date() not in holidays:
            return start
    return None


@lru_cache(maxsize=4096)
def _parsed(osm: str, zone: str, country: str) -> OpeningHours:
    return OpeningHours(osm, timezone=ZoneInfo(zone), country=country)
