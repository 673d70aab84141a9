"""Which language a message is in: a well-kept library for sentences, word lists of our own for the rest.

The library (lingua) is confined to the languages at hand. Our own layer knows romanised Arabic, Ukrainian and Chinese, sms
spelling and the words of the lexicons; and a message that shows no language (a name, a number, "ok") keeps the language that
the conversation already has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from lingua import IsoCode639_1, LanguageDetectorBuilder

from bot.understanding.lexicon import known_words, load, tags
from bot.understanding.text import clean, fold, is_wordlike, words

DEFAULT = "en"
_SCRIPTS = {"ar": re.compile("[\u0600-\u06ff]"), "uk": re.compile("[\u0400-\u04ff]"), "zh": re.compile("[\u3400-\u9fff]")}
_LATIN = re.compile("[a-z\u00c0-\u024f]")
_ARABIZI = re.compile(r"^(?=.*[a-z])(?:[a-z]*[379][a-z]+|[a-z]+[2379][a-z]*|[a-z]*[25][a-z]{3,}|[a-z]+5[a-z]+)$")
_ORDINAL = re.compile(
    r"^(?:\w*\d(?:st|nd|rd|th|am|pm|yo|yrs?|y|k|km|h|hrs?|mo|bd?r?|x|g|e|er|eme|o|a|do|ro|to)|[a-z]\d+"
    r"|2day|2nite|2moro|2night|4u|b4|gr8|m8|l8r|w8|str8|2morrow)$"
)
_FEW = 3
_LETTER_TRUST = 0.5  # one letter alone is a word of many languages
_SCRIPT_WEIGHT = {"ar": 1.0, "uk": 1.0, "zh": 2.5}
_FUNCTION_WEIGHT, _KNOWN_WEIGHT, _ROMANISED_WEIGHT, _ARABIZI_WEIGHT, _SHAPE_WEIGHT = 1.0, 0.45, 1.3, 1.5, 0.5
_LIBRARY_WEIGHT_PER_WORD, _LIBRARY_MOST = 0.45, 2.0
_HINT_WEIGHT = 0.6
# Words that no list of ours knows are names as often as not: the library is believed less, the conversation more.
_LIBRARY_ALONE, _HINT_ALONE = 0.6, 1.0
_BORROWED = frozenset(
    [
        "ok",
        "okay",
        "okey",
        "no",
        "si",
        "hola",
        "hello",
        "hi",
        "ciao",
        "taxi",
        "hotel",
        "internet",
        "wifi",
        "whatsapp",
        "sms",
        "email",
        "covid",
        "visa",
        "asylum",
        "tps",
        "daca",
        "snap",
        "wic",
        "nie",
        "padron",
        "ssi",
        "ice",
        "city",
        "key",
        "stop",
        "start",
        "menu",
        "ya",
    ]
)


@dataclass(frozen=True)
class Guess:
    """A language and how sure; `shown` is false when the text itself shows none and the hint or the default stands in.

    Attributes:
        also: other languages that carry a good part of the text, most first.
    """

    language: str
    confidence: float
    shown: bool
    also: tuple[str, ...] = ()


@cache
def _library() -> Any:
    codes = [getattr(IsoCode639_1, tag.upper()) for tag in tags() if hasattr(IsoCode639_1, tag.upper())]
    return LanguageDetectorBuilder.from_iso_codes_639_1(*codes).build()


@cache
def _lists(kind: str) -> Mapping[str, frozenset[str]]:
    """Language -> its words of one kind (`native`, `romanised`)."""
    return {tag: frozenset(map(str, load(tag, "function").words.get(kind) or ())) for tag in tags()}


@cache
def _shapes() -> Mapping[str, re.Pattern[str]]:
    """Language -> what its words look like in Latin letters, where its own letters are others."""
    listed = {tag: load(tag, "function").data.get("shapes") or [] for tag in tags()}
    return {tag: re.compile(f"(?:{'|'.join(shapes)})") for tag, shapes in listed.items() if shapes}


@cache
def _latin_tags() -> tuple[str, ...]:
    return tuple(tag for tag in tags() if tag not in _SCRIPTS)


def identify(text: str, hint: str | None = None) -> Guess:
    """The language in which the answer should be.

    Args:
        text: a raw message.
        hint: the language that the conversation already has, if any.
    """
    cleaned = clean(text)
    found = [word for word in words(fold(cleaned)) if is_wordlike(word)]
    hint = hint if hint in tags() else None
    scores = _word_scores(found)
    if not any(scores.values()) and not _counts(found):
        return Guess(hint or DEFAULT, 1.0 if hint else 0.0, shown=False)
    known = any(scores.values())
    _add_library(scores, cleaned, found, 1.0 if known or hint is None else _LIBRARY_ALONE)
    guess = _choose(scores, hint, _HINT_WEIGHT if known else _HINT_ALONE)
    if hint and guess.language != hint and _borrows(found, hint, guess.language):
        return Guess(hint, guess.confidence, shown=True, also=(guess.language,))
    return guess


def _borrows(found: list[str], hint: str, guessed: str) -> bool:
    """A few words, one of them the talk's language's own and not the other's: "le week-end" is French with a borrowed word."""
    own, others = (_lists("native")[tag] for tag in (hint, guessed))
    return len(found) <= _FEW and any(word in own and word not in others and len(word) > 1 for word in found)


def _counts(found: list[str]) -> bool:
    """Whether the words can show a language at all: more than one, or a long one, not all of them borrowed everywhere."""
    own = [word for word in found if word not in _BORROWED]
    return len(own) > 1 or any(len(word) > 3 for word in own)


def _word_scores(found: list[str]) -> dict[str, float]:
    scores = dict.fromkeys(tags(), 0.0)
    for word in found:
        script = next((tag for tag, letters in _SCRIPTS.items() if letters.search(word)), None)
        if script:
            scores[script] += _SCRIPT_WEIGHT[script]
        elif word not in _BORROWED or len(found) > 2:
            _add_latin(scores, word)
    return scores


def _add_latin(scores: dict[str, float], word: str) -> None:
    native = [tag for tag in _latin_tags() if word in _lists("native")[tag]]
    known = [tag for tag in _latin_tags() if tag not in native and word in known_words(tag)]
    romanised = [tag for tag, listed in _lists("romanised").items() if word in listed]
    trust = 1.0 if len(word) > 1 else _LETTER_TRUST
    for tag in native:
        scores[tag] += trust * _FUNCTION_WEIGHT / (len(native) + 0.5 * len(romanised))
    for tag in known:
        scores[tag] += _KNOWN_WEIGHT / (len(known) + 2 * len(native))
    for tag in romanised:
        scores[tag] += trust * _ROMANISED_WEIGHT / (len(romanised) + 1.5 * len(native))
    if not native and not known and not romanised and len(word) > 3:
        for tag, shape in _shapes().items():
            scores[tag] += _SHAPE_WEIGHT if shape.fullmatch(word) else 0.0
    if _ARABIZI.match(word) and not native and "ar" in scores and not _ORDINAL.match(word):
        scores["ar"] += _ARABIZI_WEIGHT


def _add_library(scores: dict[str, float], cleaned: str, found: list[str], trust: float) -> None:
    """The library's opinion, weighed by the length; it speaks of Latin letters only (other scripts are plain)."""
    latin = [word for word in found if _LATIN.search(word)]
    if not latin or len(latin) * 2 < len(found):
        return
    weight = trust * min(_LIBRARY_MOST, _LIBRARY_WEIGHT_PER_WORD * len(latin) + 0.4)
    for value in _library().compute_language_confidence_values(cleaned.lower()):
        tag = value.language.iso_code_639_1.name.lower()
        if tag in _latin_tags():
            scores[tag] += weight * value.value


def _choose(scores: dict[str, float], hint: str | None, hint_weight: float) -> Guess:
    if hint:
        scores[hint] += hint_weight
    ranked = sorted(scores, key=lambda tag: (-scores[tag], tag))
    first, second = ranked[0], ranked[1]
    total = sum(scores.values()) or 1.0
    also = tuple(tag for tag in ranked[1:] if scores[tag] >= max(1.0, 0.25 * scores[first]))
    return Guess(first, round(min(1.0, (scores[first] - 0.5 * scores[second]) / total + 0.1), 3), shown=True, also=also)
