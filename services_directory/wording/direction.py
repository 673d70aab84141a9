"""Direction of writing: which languages run from right to left, and how a foreign run is kept apart inside them."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError

FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"


def direction(lang: str) -> str:
    """`rtl` or `ltr` for a BCP 47 tag; what Babel does not know runs left to right."""
    try:
        return str(Locale.parse(lang, sep="-").text_direction.replace("right-to-left", "rtl").replace("left-to-right", "ltr"))
    except (ValueError, UnknownLocaleError):
        return "ltr"


def isolate(text: str, lang: str) -> str:
    """Keep a phone number, name or address together inside right-to-left text; elsewhere nothing is added."""
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}" if direction(lang) == "rtl" else text
