"""A short message that does nothing but choose from a list by its number: "2", "٢.", "dos", "два", "二"."""

from __future__ import annotations

import re

from bot.understanding.lexicon import tags
from bot.understanding.numbers import plain_number, value
from bot.understanding.text import clean, fold, words

_LONGEST = 16
_MARKS = re.compile(r"^[\s#(\[«\"']+|[\s.,:;)\]»\"'!、。،]+$")
_KEYCAP = "\u20e3"
_MOST = 99


def chosen_number(text: str) -> int | None:
    """The number from 1 to 99 that a message is, in digits of any script or as a word; None when it is anything else."""
    if len(text) > _LONGEST:
        return None
    said = _MARKS.sub("", clean(text).replace(_KEYCAP, ""))
    if any(char.isdigit() for char in said) and not said.isdecimal():
        return None
    if said.isascii() and said.isdecimal():
        number: float | None = float(said)
    else:
        word = " ".join(words(fold(said)))
        number = next((found for tag in tags() if (found := _worth(word, tag)) is not None), None)
    return int(number) if number is not None and number == int(number) and 1 <= number <= _MOST else None


def _worth(word: str, tag: str) -> float | None:
    """What a word is worth as a number of a language; none where it is more than that number."""
    return value(word, tag) if word and re.fullmatch(plain_number(tag), word) else None
