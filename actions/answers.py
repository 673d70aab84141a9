"""A short reply read in the light of the question before it: "34", "two years" as digits, yes, no, a country."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

from babel import Locale
from babel.units import format_unit

from services_directory.wording.formats import locale_of

# Facts that are answered by yes or no.
FLAGS = frozenset(
    {"lives_in_city", "registered", "pregnant", "has_referral", "work_authorised", "disability", "veteran_family"}
)
_PERIODS = frozenset({"months_in_status", "months_since_application", "months_in_country", "social_security_months"})
# Facts whose answer is a number: then a number that is written is no choice from a list.
NUMBERS = _PERIODS | {"age", "household_size", "income_monthly", "children"}
_LISTS = frozenset({"children", "documents", "victim_of"})
_NUMBER = re.compile(r"\d+")
_LONGEST = 80
_MONTHS_IN = {"year": 12.0, "month": 1.0, "week": 1 / 4.35, "day": 1 / 30.4}
_COUNTS = (1, 2, 3, 5, 11)


def read_answer(fact: str, text: str, intent: str, lang: str) -> Any:
    """The value of the fact that was asked for, in the contract's shape; None when the text is no answer to it."""
    if fact in FLAGS:
        return {"affirm": True, "deny": False}.get(intent)
    if fact in _LISTS and intent == "deny":
        return []
    if len(text) > _LONGEST:
        return None
    numbers = [int(found) for found in _NUMBER.findall(_plain_digits(text))]
    if fact == "children":
        return numbers or None
    if fact == "nationality":
        return _country(text, lang)
    if len(numbers) != 1:
        return None
    if fact in _PERIODS:
        return _months(numbers[0], text, lang)
    if fact in ("age", "household_size", "income_monthly"):
        return numbers[0]
    return None


def _plain_digits(text: str) -> str:
    """Digits of every script as 0-9; a separator inside a number (1,200 or 1.200) is dropped."""
    plain = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
    return re.sub(r"(?<=\d)[.,' ](?=\d{3}(?!\d))", "", plain)


def _months(number: int, text: str, lang: str) -> int:
    """Months in a period; a number without a unit is a number of months, as the question asks for."""
    folded = text.casefold()
    for unit, months in _MONTHS_IN.items():
        if any(word in folded for word in _unit_words(unit, lang) | _unit_words(unit, "en")):
            return round(number * months)
    return number


@cache
def _unit_words(unit: str, lang: str) -> frozenset[str]:
    """What the language calls a unit of time, in its plural forms (CLDR)."""
    forms = (format_unit(count, f"duration-{unit}", length="long", locale=locale_of(lang)) for count in _COUNTS)
    words = (_NUMBER.sub("", _plain_digits(form)).strip().casefold() for form in forms)
    return frozenset(word for word in words if len(word) > 1 or not word.isascii())


def _country(text: str, lang: str) -> str | None:
    """The country that a short text names (CLDR's names in the language or in English)."""
    said = text.strip(" .!¡¿?،。").casefold()
    for locale in (locale_of(lang), Locale.parse("en")):
        for code, name in locale.territories.items():
            if len(code) == 2 and code.isalpha() and name.casefold() == said:
                return str(code)
    return None
