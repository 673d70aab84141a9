"""A day of the week that a question names: "is it open on Saturday?"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from babel.dates import get_day_names

from actions.directory import directory
from actions.messages import Card, lines, say
from actions.names import fold
from actions.one_service import Respect, hours, phone_line
from services_directory.access import Span
from services_directory.vocabulary import ids
from services_directory.wording import formats

_WEEKEND, _ALWAYS = (5, 6), "24/7"
_SHORTEST_STEM = 5
_FIRST_HAN, _LAST_HAN = "\u4e00", "\u9fff"


def days_named(text: str, weekend: bool) -> list[int]:
    """Days of the week that a text names in any language (0 is Monday); Saturday and Sunday for "the weekend".

    Args:
        weekend: the text speaks of weekends, by these or other words.
    """
    said = f" {fold(text)} "
    named = sorted({day for stem, day in _stems() if stem in said})
    return named or (list(_WEEKEND) if weekend else [])


def on_days(days: list[int], city: str) -> Respect:
    """The hours of a service on these days of the week, in words."""

    def told(card: Card, lang: str) -> str:
        known = {day: directory().hours_on(city, card["hours"], day) for day in days}
        if card["hours"] == _ALWAYS or any(spans is None for spans in known.values()):
            return hours(card, lang)  # what is written of the hours says more
        named = (formats.labelled(formats.weekdays(lang)[day], _spans(spans or [], lang), lang) for day, spans in known.items())
        return lines(*named, phone_line(card, lang))

    return told


def _spans(spans: Sequence[Span], lang: str) -> str:
    if not spans:
        return say(lang, "closed_that_day")
    return formats.listing((formats.span(begin, end, lang) for begin, end in spans), lang)


@cache
def _stems() -> tuple[tuple[str, int], ...]:
    """Names of the days in every language (CLDR) as they begin in a text; the last letter, which changes, is left out."""
    tags = ids("languages")
    named = ((name, day) for tag in tags for day, name in get_day_names("wide", locale=formats.locale_of(tag)).items())
    return tuple(sorted({(_stem(fold(name)), day) for name, day in named}))


def _stem(name: str) -> str:
    if _FIRST_HAN <= name[0] <= _LAST_HAN:
        return name
    return f" {name[:-1] if len(name) >= _SHORTEST_STEM else name}" if name.isascii() else name[:-1]
