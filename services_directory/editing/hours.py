"""Opening hours as a table of the week and as OSM `opening_hours`, both ways, and the coming week as people will read it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, validate

from services_directory.models import City
from services_directory.search.holidays import closed_days

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
ALWAYS = "24/7"
_PART = re.compile(r"([A-Za-z,\- ]+?)\s+(\d\d:\d\d-\d\d:\d\d(?:\s*,\s*\d\d:\d\d-\d\d:\d\d)*)")
_SPAN = re.compile(r"(\d{1,2})[:.h]?(\d\d)?\s*(?:-|–|—|a|to|до|至)\s*(\d{1,2})[:.h]?(\d\d)?")
_DASH = re.compile(r"\s*[,;/]\s*|\s+y\s+|\s+and\s+")


@dataclass(frozen=True, slots=True)
class Week:
    """Times of each day (`Mo` to `Su`), each as `09:00-14:00`; `closed_on_holidays` where the source says so."""

    days: Mapping[str, tuple[str, ...]]
    closed_on_holidays: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the coming week: when it is open, in the city's zone; `holiday` is the name of a feast of the city."""

    date: date
    open: tuple[tuple[time, time], ...]
    all_day: bool
    holiday: Mapping[str, str] | None


def table(osm: str | None) -> Week | None:
    """The week of a string that says no more than a week and holidays; None for anything else."""
    found: dict[str, tuple[str, ...]] = {}
    holidays = False
    for part in (one.strip() for one in (osm or "").split(";") if one.strip()):
        if part in ("PH off", "PH closed"):
            holidays = True
            continue
        matched = _PART.fullmatch(part)
        days = _days(matched[1]) if matched else None
        if matched is None or days is None or any(day in found for day in days):
            return None
        times = tuple(one.strip() for one in matched[2].split(","))
        found |= dict.fromkeys(days, times)
    return Week(found, holidays)


def string(week: Week) -> str | None:
    """OSM `opening_hours` of a week; None for one without any hours. Days with equal hours stand together."""
    parts: list[str] = []
    for times in dict.fromkeys(week.days[day] for day in DAYS if week.days.get(day)):
        days = [day for day in DAYS if week.days.get(day) == times]
        parts.append(f"{_runs(days)} {','.join(times)}")
    if not parts:
        return None
    return "; ".join([*parts, "PH off"] if week.closed_on_holidays else parts)


def times(said: str) -> tuple[str, ...] | None:
    """What somebody typed for a day, as times: `9-14`, `9:00 – 14:00, 16-19`, `9h30-13`. None where it cannot be read."""
    found = []
    for part in _DASH.split(said.strip()):
        matched = _SPAN.fullmatch(part.strip())
        if matched is None:
            return None
        begin, end = (int(matched[1]), int(matched[2] or 0)), (int(matched[3]), int(matched[4] or 0))
        if begin[0] > 23 or end[0] > 24 or begin[1] > 59 or end[1] > 59 or begin == end:
            return None
        found.append(f"{begin[0]:02}:{begin[1]:02}-{end[0]:02}:{end[1]:02}")
    return tuple(found) or None


def coming_week(osm: str, city: City, begin: date) -> list[Day] | None:
    """Seven days from `begin`, as answers will show them; None where the string cannot be read."""
    if not validate(osm):
        return None
    zone = ZoneInfo(city.timezone)
    hours = OpeningHours(osm, timezone=zone, country=city.country)
    start = datetime.combine(begin, time(), zone)
    closed = closed_days(city, start)
    return [_day(hours, begin + timedelta(days=ahead), zone, city, closed, osm == ALWAYS) for ahead in range(7)]


def _day(hours: OpeningHours, day: date, zone: ZoneInfo, city: City, closed: Mapping[date, str], always: bool) -> Day:
    feast = _feast(city, day)
    if day in closed and not always:
        return Day(day, (), False, feast)
    begin = datetime.combine(day, time(), zone)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    spans = [
        (max(first, begin), min(last or end, end))
        for first, last, state, *_ in hours.intervals(begin, end)
        if str(state).lower().endswith("open")
    ]
    whole = spans == [(begin, end)]
    return Day(day, tuple((first.time(), last.time()) for first, last in spans), whole, feast)


def _feast(city: City, day: date) -> Mapping[str, str] | None:
    for holiday in city.holidays:
        rule = holiday.get("rule")
        if holiday.get("day") == day.isoformat() or (rule and OpeningHours(rule).is_open(datetime.combine(day, time(12)))):
            name: Mapping[str, str] = holiday["name"]
            return name
    return None


def _days(said: str) -> list[str] | None:
    found: list[str] = []
    for part in said.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if first not in DAYS or (last and last not in DAYS):
            return None
        begin, end = DAYS.index(first), DAYS.index(last or first)
        if end < begin:
            return None
        found += DAYS[begin : end + 1]
    return found


def _runs(days: Sequence[str]) -> str:
    """`Mo-Fr,Su` of Mo Tu We Th Fr Su."""
    runs: list[list[str]] = []
    for day in days:
        if runs and DAYS.index(day) == DAYS.index(runs[-1][-1]) + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" if len(run) > 2 else ",".join(run) for run in runs)
