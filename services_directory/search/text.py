"""Words as they are stored and searched for: the same form for every spelling, case and ending that means the same.

What is done depends on the script alone, so a question needs no language: accents and case go everywhere, Latin words lose
their plural and gender, Cyrillic ones their case endings, Arabic ones article, particles and endings; Chinese, which
has no spaces, is cut into pairs. A light hand: a wrong join costs a result too many, a missed one costs the person a door.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from services_directory.models.words import LONGEST_WORD

_WORD = re.compile(r"[^\W_]+")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003134f]+")
_ARABIC = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": None, "ک": "ك", "ی": "ي"}
)
_ARABIC_FRONT = ("وال", "بال", "كال", "فال", "ولل", "ال", "لل")
_ARABIC_END = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
# Without й, ї and accents, which are gone by then. The longest that fits is taken off.
_CYRILLIC = "ами ями ові еві ого ому ими іми ах ях ам ям ом ем єм ою ею єю ів ев еи ии ои оі іи их іх им ім а я о е є у ю і и ь"
_CYRILLIC_END = tuple(sorted(_CYRILLIC.split(), key=len, reverse=True))
_SHORTEST_STEM = 3


def words(text: str) -> Iterator[str]:
    """The words of a text in the form in which they are compared; a word may come several times."""
    for run in _WORD.findall(_folded(text)):
        at = 0
        for han in _HAN.finditer(run):
            if run[at : han.start()]:
                yield _stem(run[at : han.start()])
            yield from _pairs(han.group())
            at = han.end()
        if run[at:]:
            yield _stem(run[at:])


def asked(text: str, most: int = 8) -> list[str]:
    """The different words of a question, at most so many."""
    return list(dict.fromkeys(words(text)))[:most]


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("\x00", " ")).casefold()
    return "".join(char for char in plain if not unicodedata.combining(char)).translate(_ARABIC)


def _pairs(han: str) -> Iterator[str]:
    """Pairs, and the last character alone, so that a question of one character begins something wherever it stands."""
    for first, second in pairwise(han):
        yield first + second
    yield han[-1]


def _stem(word: str) -> str:
    word = word[:LONGEST_WORD]
    if "\u0600" <= word[0] <= "\u06ff":
        return _arabic(word)
    if "\u0400" <= word[0] <= "\u04ff":
        return _cut(word, _CYRILLIC_END)
    return _latin(word) if word.isalpha() else word


def _arabic(word: str) -> str:
    for front in _ARABIC_FRONT:
        if word.startswith(front) and len(word) - len(front) >= _SHORTEST_STEM:
            word = word[len(front) :]
            break
    return _cut(word, _ARABIC_END)


def _latin(word: str) -> str:
    """Plural, then the vowel of gender: `clínicas`, `clínica` and `clinic` are one word, `visa` and `bus` stay."""
    if len(word) > _SHORTEST_STEM and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    if len(word) > _SHORTEST_STEM and word.endswith("e"):
        word = word[:-1]
    return word[:-1] if len(word) >= 6 and word[-1] in "ao" else word


def _cut(word: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word
