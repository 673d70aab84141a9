"""Dates, lists, distances and names of languages as each language writes them (CLDR, by Babel)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time

import phonenumbers
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, get_day_names
from babel.lists import format_list
from babel.units import format_unit

_MILES = {"US"}
_COLONS = {"zh": "：", "ja": "：", "fr": "\u00a0: "}
_WITHOUT_SPACES = frozenset({"zh", "ja"})
_KNOWN_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_METRES_A_MILE = 1609.344


def locale_of(lang: str) -> Locale:
    """The CLDR locale of a tag; English where CLDR has none."""
    try:
        return Locale.parse(lang, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def day(value: date | str, lang: str) -> str:
    """A date in words: 22 November 2026."""
    parsed = date.fromisoformat(value) if isinstance(value, str) else value
    return format_date(parsed, format="long", locale=locale_of(lang))


def date_as_known(value: str | None, lang: str) -> str | None:
    """A date that may be known only as a month or a year (`2026-11-22`, `2026-11`, `2026`), in words; None where it is none."""
    known = _KNOWN_DATE.fullmatch(value or "")
    if known is None:
        return None
    year, month, in_month = known.groups()
    if in_month:
        return day(known[0], lang)
    skeleton = "yMMMM" if month else "y"
    return str(format_skeleton(skeleton, date(int(year), int(month or 1), 1), locale=locale_of(lang)))


def weekday_and_time(value: datetime, lang: str) -> str:
    """Weekday and hour in local time: Monday 09:00."""
    name = get_day_names("wide", locale=locale_of(lang))[value.weekday()]
    return f"{name} {format_time(value, format='short', locale=locale_of(lang))}"


def listing(items: Iterable[str], lang: str, style: str = "standard") -> str:
    """A, B and C. `style` is Babel's: `standard` joins by and, `or` by or."""
    return format_list(list(items), style="or" if style == "or" else "standard", locale=locale_of(lang))


def sentences(parts: Iterable[str], lang: str) -> str:
    """Sentences one after the other, as the language sets them: with a space between, or none."""
    return ("" if lang in _WITHOUT_SPACES else " ").join(part for part in parts if part)


def labelled(label: str, text: str, lang: str) -> str:
    """`Label: text` with the colon of the language."""
    return f"{label}{_COLONS.get(lang, ': ')}{text}"


def distance(metres: int, lang: str, country: str) -> str:
    """A distance as people of the country measure it: miles in the US, else metres and kilometres."""
    if country in _MILES:
        miles = max(0.1, round(metres / _METRES_A_MILE, 1))
        return format_unit(miles, "length-mile", length="short", locale=locale_of(lang))
    if metres < 1000:
        return format_unit(round(metres, -1), "length-meter", length="short", locale=locale_of(lang))
    return format_unit(round(metres / 1000, 1), "length-kilometer", length="short", locale=locale_of(lang))


def language_name(tag: str, lang: str) -> str:
    """The name of a language in another: es, en -> Spanish; the tag itself where CLDR has no name."""
    try:
        return Locale.parse(tag, sep="-").get_display_name(locale_of(lang)) or tag
    except (UnknownLocaleError, ValueError):
        return str(locale_of(lang).languages.get(tag, tag))


def phone(number: str) -> str:
    """A number as it is written abroad (+1 800-222-1222); a short number as it is dialled."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return number


def weekdays(lang: str) -> list[str]:
    """Names of the days, from Monday."""
    names = get_day_names("wide", locale=locale_of(lang))
    return [names[number] for number in range(7)]


def weekday_and_day(value: date, lang: str) -> str:
    """A day of the near future: Monday 30 November, as the language orders day and month."""
    locale = locale_of(lang)
    name = get_day_names("wide", locale=locale)[value.weekday()]
    return f"{name} {format_skeleton('MMMMd', datetime.combine(value, time()), locale=locale)}"


def span(begin: time, end: time, lang: str) -> str:
    """From an hour to another: 09:00–14:00."""
    return "–".join(format_time(moment, format="short", locale=locale_of(lang)) for moment in (begin, end))


def is_language(tag: str) -> bool:
    """Is this a tag that CLDR knows?"""
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True
