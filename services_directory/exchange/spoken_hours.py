"""Opening hours as people write them in a sheet, where they are plain enough: `Mon-Fri 9am-5pm`, a column for each day.

What is not plain is left in its words; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from babel import Locale
from opening_hours import validate

_OSM = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_LANGUAGES = ("en", "es", "fr", "pt", "de")
_TIME = r"(\d{1,2})(?:[:.h](\d{2}))?\s*(a\.?\s?m\.?|p\.?\s?m\.?)?"
_TO = r"\s*(?:-|–|—|to|a|à|bis|until)\s*"
_HOURS = r"\s*(?:h|hs|hrs|horas|heures|uhr)?\.?\s*"
_SPAN = re.compile(rf"\s*(?:from\s+|de\s+)?{_TIME}{_TO}{_TIME}{_HOURS}", re.IGNORECASE)
_CLOSED = {"closed", "cerrado", "fermé", "ferme", "fechado", "geschlossen", "-", "n/a", "none"}
_PARTS = re.compile(r"\s*(?:[;\n|]|(?:(?<=\d)|(?<=[ap]m)|(?<=\.m\.)|(?<=\dh)),\s*(?=[^\W\d]))\s*", re.IGNORECASE)
_BEFORE_DAYS = re.compile(r"^(?:de|del|from|du|von|los|every)\s+", re.IGNORECASE)
_AFTER_DAYS = re.compile(r"\s+(?:de|from|von|desde)$", re.IGNORECASE)


def osm_of(text: str) -> str | None:
    """OSM hours of a text, None where it is not plain."""
    text = " ".join(text.replace("\n", ";").split())
    if validate(text):
        return text
    if re.fullmatch(r"24\s*(?:hours|h|/7|horas|heures)(?:.*(?:day|week|7|día).*)?", text, re.IGNORECASE):
        return "24/7"
    found = [_part(part) for part in _PARTS.split(text) if part]
    return _valid("; ".join(part for part in found if part)) if found and all(part is not None for part in found) else None


def osm_of_days(by_day: Mapping[str, str]) -> str | None:
    """OSM hours of a text for each day (`Mo` … `Su`); a day without text is not open. None where one is not plain."""
    rules = []
    for day in _OSM:
        text = by_day.get(day, "").strip()
        if not text or text.casefold() in _CLOSED:
            continue
        spans = _spans(text)
        if spans is None:
            return None
        rules.append((day, spans))
    return _valid("; ".join(f"{day} {spans}" for day, spans in rules)) if rules else None


def _part(part: str) -> str | None:
    """`Mon-Fri 9-17`: days, then hours; empty for a day that is closed."""
    match = re.match(r"([^\d]+?)[\s:]+(?=\d|closed|cerrado|fermé|fechado)", part, re.IGNORECASE)
    days = _days(match[1]) if match else None
    if match is None or days is None:
        return None
    rest = part[match.end() :].strip()
    if rest.casefold() in _CLOSED:
        return ""
    spans = _spans(rest)
    return None if spans is None else f"{days} {spans}"


def _spans(text: str) -> str | None:
    found = []
    for piece in re.split(r"\s*(?:,|&|\band\b|\by\b|\bet\b|/)\s*", text):
        match = _SPAN.fullmatch(piece)
        if match is None:
            return None
        opens, closes = _clock(match[1], match[2], match[3] or _half(match)), _clock(match[4], match[5], match[6])
        if opens is None or closes is None or closes <= opens:
            return None
        found.append(f"{opens}-{closes}")
    return ",".join(found)


def _half(match: re.Match[str]) -> str | None:
    """`9-5pm` has no half of the day for its first hour: it is not plain, unless the second is said as well (`1-5pm`)."""
    if not match[6] or "p" not in match[6].lower():
        return match[6]
    return match[6] if int(match[1]) < int(match[4]) or int(match[1]) == 12 else "am"


def _clock(hour: str, minute: str | None, half: str | None) -> str | None:
    value = int(hour)
    if half:
        if not 1 <= value <= 12:
            return None
        value = value % 12 + (12 if half.lower().startswith("p") else 0)
    elif minute is None and value < 7:
        return None  # `5` alone may be either half of the day
    return f"{value:02d}:{minute or '00'}" if value <= 24 and int(minute or 0) < 60 else None


def _days(text: str) -> str | None:
    parts = []
    text = _AFTER_DAYS.sub("", _BEFORE_DAYS.sub("", text.strip()))
    for piece in re.split(r"\s*(?:,|&|/|\band\b|\by\b|\bet\b)\s*", text):
        ends = [day_of(end) for end in re.split(r"\s*(?:-|–|—|\bto\b|\ba\b|\bà\b|\bthrough\b)\s*", piece)]
        if None in ends or len(ends) > 2:
            return None
        parts.append("-".join(str(end) for end in ends))
    return ",".join(parts)


def day_of(word: str) -> str | None:
    """`Mo` … `Su` for the name of a day in one of several languages, also a short one."""
    return _names().get(word.strip(" .:").casefold().removesuffix("s")) or _names().get(word.strip(" .:").casefold())


@cache
def _names() -> dict[str, str]:
    """Names of days in several languages, also short; one that means two days in two languages is left out."""
    found: dict[str, set[str]] = {}
    for lang in _LANGUAGES:
        for width in ("wide", "abbreviated", "short"):
            for index, name in Locale.parse(lang).days["format"][width].items():
                plain = name.rstrip(".").casefold()
                for form in {
                    plain,
                    plain.removesuffix("s"),
                    plain[:3] if lang == "en" else plain,
                    plain[:4] if lang == "en" else plain,
                }:
                    found.setdefault(form, set()).add(_OSM[index])
    return {name: next(iter(days)) for name, days in found.items() if len(days) == 1}


def _valid(osm: str) -> str | None:
    return osm if osm and validate(osm) else None
