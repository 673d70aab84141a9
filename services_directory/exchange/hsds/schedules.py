"""Opening hours between OSM's `opening_hours`, which is the truth, and rows of HSDS, which can say less.

Out: a rule of weekdays and hours becomes weekly rows, `Sa[2]` and `We[-1]` monthly ones, with local times and no `timezone`,
which in HSDS is a fixed offset and wrong for half the year. Every row carries the OSM text, so nothing is lost. In: the OSM
text where there is one, else what the rows can say; what does not fit is left unknown, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from opening_hours import validate

from services_directory.exchange.hsds.taxonomies import HOURS

Hsds = dict[str, Any]
_OSM = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_HSDS = tuple(day.upper() for day in _OSM)
_DAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_DAYS = re.compile(rf"{_DAY}(?:-{_DAY})?(?:,{_DAY}(?:-{_DAY})?)*")
_NTH = re.compile(rf"({_DAY})\[(-?[1-5])\]")
_HOURS = re.compile(r"(\d{2}:\d{2})-(\d{2}:\d{2})")
_BYDAY = re.compile(r"(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
_TOO_MUCH = ("count", "until", "bymonthday", "byyearday", "byweekno", "valid_from", "valid_to", "dtstart")


def rows(osm: str | None) -> list[Hsds]:
    """The rows that say the same; none where the rows of HSDS cannot."""
    if not osm:
        return []
    if osm.strip() == "24/7":
        return [_row("WEEKLY", ",".join(_HSDS), "00:00", "24:00")]
    found: list[Hsds] = []
    for rule in osm.split(";"):
        said = _rule(rule.strip())
        if said is None:
            return []
        found += said
    days = [day for rule in osm.split(";") for day in _days_of(rule)]
    return found if len(days) == len(set(days)) else []  # a later rule for the same day takes the place of the earlier one


def _days_of(rule: str) -> list[str]:
    days = rule.strip().partition(" ")[0]
    return _each(days) if _DAYS.fullmatch(days) else []


def _rule(rule: str) -> list[Hsds] | None:
    """Rows of one rule; none for a closed holiday, which HSDS has no word for; None where they cannot say it."""
    if rule in ("PH off", "PH closed"):
        return []
    days, _, hours = rule.partition(" ")
    spans = [_HOURS.fullmatch(span) for span in hours.split(",")]
    if not all(spans):
        return None
    nth = _NTH.fullmatch(days)
    if nth:
        freq, byday = "MONTHLY", f"{nth[2]}{nth[1].upper()}"
    elif _DAYS.fullmatch(days):
        freq, byday = "WEEKLY", ",".join(_each(days))
    else:
        return None
    return [_row(freq, byday, span[1], span[2]) for span in spans if span]


def _each(days: str) -> list[str]:
    found: list[str] = []
    for part in days.split(","):
        first, _, last = part.partition("-")
        start, end = _OSM.index(first), _OSM.index(last or first)
        found += [_HSDS[index % 7] for index in range(start, end + 1 if end >= start else end + 8)]
    return found


def _row(freq: str, byday: str, opens: str, closes: str) -> Hsds:
    return {"freq": freq, "byday": byday, "opens_at": opens, "closes_at": closes}


def osm_of(schedules: Iterable[Mapping[str, Any]]) -> tuple[str | None, str | None]:
    """What rows say, as OSM text.

    Returns:
        The text, and None; or None and why they do not fit. Both None where there are no rows.
    """
    listed = list(schedules)
    for schedule in listed:
        for attribute in schedule.get("attributes") or ():
            if attribute.get("label") == HOURS and validate(str(attribute.get("value"))):
                return str(attribute["value"]), None
    by_day: dict[str, set[str]] = {}
    for schedule in listed:
        days, said = _osm_row(schedule)
        if days is None:
            return None, said
        for day in days:
            by_day.setdefault(day, set()).add(said)
    return _together(by_day) or None, None


def _together(by_day: Mapping[str, set[str]]) -> str:
    """Days with the same hours in one rule, in the order of the week."""
    by_hours: dict[str, list[str]] = {}
    for day in sorted(by_day, key=lambda day: (_OSM.index(day[:2]), day)):
        by_hours.setdefault(",".join(sorted(by_day[day])), []).append(day)
    parts = []
    for hours, days in by_hours.items():
        plain = [day for day in days if "[" not in day]
        parts += [f"{','.join(plain)} {hours}"] if plain else []
        parts += [f"{day} {hours}" for day in days if "[" in day]
    return "; ".join(parts)


def _osm_row(row: Mapping[str, Any]) -> tuple[list[str] | None, str]:
    """Its days and its hours; or None and why they cannot be said."""
    named = [name for name in _TOO_MUCH if row.get(name) not in (None, "")]
    if named:
        return None, f"{', '.join(named)} cannot be said as opening hours"
    if row.get("interval") not in (None, "", 1, "1"):
        return None, "an interval other than 1 cannot be said as opening hours"
    opens, closes = _clock(row.get("opens_at")), _clock(row.get("closes_at"))
    if opens is None or closes is None:
        return None, "opens_at or closes_at is missing or no time"
    if closes <= opens:
        return None, "closes_at is not after opens_at, and HSDS does not say what that means"
    days = _osm_days(str(row.get("byday") or ""), row.get("freq"))
    return (None, "byday is missing or cannot be read") if days is None else (days, f"{opens}-{closes}")


def _osm_days(byday: str, freq: Any) -> list[str] | None:
    found = []
    for part in byday.replace(" ", "").split(","):
        match = _BYDAY.fullmatch(part)
        if match is None or (freq == "MONTHLY") != (match[1] is not None):
            return None
        day = _OSM[_HSDS.index(match[2])]
        found.append(f"{day}[{match[1]}]" if match[1] else day)
    return found


def _clock(said: Any) -> str | None:
    match = re.match(r"([01]\d|2[0-4]):([0-5]\d)(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?$", str(said or ""))
    return f"{match[1]}:{match[2]}" if match else None
