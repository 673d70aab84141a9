"""Numbers as people write them: digits, number words of a language, Chinese numerals."""

from __future__ import annotations

import re
from functools import cache

from bot.understanding.lexicon import load
from bot.understanding.text import fold, words

_CHINESE = {char: value for value, char in enumerate("零一二三四五六七八九十")} | {"两": 2, "〇": 0, "半": 0.5}
_DIGITS = r"\d{1,4}"


@cache
def number_words(tag: str) -> dict[str, float]:
    """Folded number words of a language and what they are worth."""
    listed = load(tag, "facts").section("numbers")
    return {" ".join(words(fold(str(word)))): float(value) for word, value in listed.items()}


@cache
def number_pattern(tag: str) -> str:
    """What a number looks like in padded text, as a group called `number`: digits, or one or two number words."""
    return rf"(?P<number>{plain_number(tag)})"


@cache
def plain_number(tag: str) -> str:
    """The same without a group's name."""
    if tag == "zh":
        return rf"{_DIGITS}|[零〇一二三四五六七八九十两半](?: [零〇一二三四五六七八九十]){{0,2}}"
    named = sorted(number_words(tag), key=len, reverse=True)
    if not named:
        return _DIGITS
    word = "|".join(map(re.escape, named))
    return rf"{_DIGITS}|(?:{word})(?: (?:y |and |et |و)?(?:{word}))?"


def value(text: str, tag: str) -> float | None:
    """What a matched number is worth; tens and ones that stand together add up."""
    if text.isdigit():
        return float(text)
    if tag == "zh":
        return _chinese(text.replace(" ", ""))
    known = number_words(tag)
    if text in known:
        return known[text]
    parts = [known[part] for part in re.split(r" (?:y |and |et |و)?", text) if part in known]
    return sum(parts) if parts else None


def _chinese(text: str) -> float | None:
    if text == "半":
        return 0.5
    before, ten, after = text.partition("十")
    if not ten:
        return float(_CHINESE[text]) if text in _CHINESE else None
    return float(_CHINESE.get(before, 1) * 10 + _CHINESE.get(after, 0))
