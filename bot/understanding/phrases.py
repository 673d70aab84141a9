"""The little pattern language in which lexicons are written, compiled to regular expressions over padded text.

    i have no papers            these words, one after another
    {no} have {any}? {papers}   a word list of the lexicon by name; `?` after an item: may be missing
    (my|our) kid                either
    deport*                     a word that begins so
    no .. papers                up to 2 words between (`...` 4, `....` 8), within a clause
    , or .                      a clause mark
    <number> <unit> <name>      a captured piece; the caller says what it may be

Accents and case do not matter. Chinese is matched character by character (a gap counts characters); an Arabic word may carry
the article and the one-letter conjunctions and prepositions in front.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bot.understanding.text import fold, words

WordLists = Mapping[str, Iterable[str]]
_GAPS = {"..": 2, "...": 4, "....": 8}
_CLITICS = "(?:[وف]?(?:ال|لل|بال|[بلك])?)?"
_BEFORE_ARABIC = f" {_CLITICS}"
_ARABIC_START = re.compile("[\u0620-\u064a]")


class PhraseError(ValueError):
    """A phrase of a lexicon cannot be read; the text names the phrase."""


def compile_phrases(
    phrases: Iterable[str], lists: WordLists, captures: Mapping[str, str] | None = None
) -> re.Pattern[str] | None:
    """One expression for any of the phrases, or None for no phrase.

    The expression consumes the space before the first word and looks at the one after the last.

    Raises:
        PhraseError: an unknown word list or capture, or unbalanced brackets.
    """
    bodies = [phrase_body(phrase, lists, captures or {}) for phrase in phrases]
    if not bodies:
        return None
    return re.compile(rf"{_alternation(bodies)}(?= )")


def phrase_body(phrase: str, lists: WordLists, captures: Mapping[str, str]) -> str:
    """The regular expression of one phrase, without the look at what follows."""
    try:
        body = "".join(_item(item, lists, captures, phrase) for item in _split(phrase))
        re.compile(body)
    except (re.error, KeyError, IndexError) as error:
        raise PhraseError(f"phrase «{phrase}»: {error}") from None
    return body


def _split(phrase: str) -> list[str]:
    """Items at the top level: spaces inside brackets do not part."""
    items, depth, current = [], 0, ""
    for char in phrase.strip():
        depth += (char in "({<") - (char in ")}>")
        if char.isspace() and depth == 0:
            items.append(current)
            current = ""
        else:
            current += char
    if depth:
        raise PhraseError(f"phrase «{phrase}»: brackets do not close")
    return [item for item in [*items, current] if item]


def _item(item: str, lists: WordLists, captures: Mapping[str, str], phrase: str) -> str:
    if item in _GAPS:
        return rf"(?: [^ .,]+){{0,{_GAPS[item]}}}"
    optional = item.endswith("?") and len(item) > 1
    item = item.removesuffix("?") if optional else item
    body = _required(item, lists, captures, phrase)
    return f"(?:{body})?" if optional else body


def _required(item: str, lists: WordLists, captures: Mapping[str, str], phrase: str) -> str:
    if item in (".", ","):
        return f" {re.escape(item)}"
    if item.startswith("<"):
        return f" {captures[item[1:-1]]}"
    if item.startswith("{"):
        return _any_of(_split_words(word, lists, captures, phrase) for word in lists[item[1:-1]])
    if item.startswith("("):
        return _any_of(
            "".join(_item(part, lists, captures, phrase) for part in _split(option)) for option in _options(item[1:-1])
        )
    return _literal(item)


def _split_words(word: str, lists: WordLists, captures: Mapping[str, str], phrase: str) -> str:
    return "".join(_item(part, lists, captures, phrase) for part in _split(word))


def _any_of(bodies: Iterable[str]) -> str:
    """Longest first, so that `no tengo` wins over `no` where both fit."""
    return _alternation(sorted(bodies, key=len, reverse=True))


def _alternation(bodies: Iterable[str]) -> str:
    """Any of the bodies; what Arabic words may carry in front is tried once for all of them, which is ten times as quick."""
    listed = list(bodies)
    arabic = [body.removeprefix(_BEFORE_ARABIC) for body in listed if body.startswith(_BEFORE_ARABIC)]
    others = [body for body in listed if not body.startswith(_BEFORE_ARABIC)]
    if len(arabic) < 2:
        return f"(?:{'|'.join(listed)})"
    return f"(?:{'|'.join([*others, f'{_BEFORE_ARABIC}(?:{chr(124).join(arabic)})'])})"


def _options(inside: str) -> list[str]:
    options, depth, current = [], 0, ""
    for char in inside:
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            options.append(current)
            current = ""
        else:
            current += char
    return [*options, current]


def _literal(item: str) -> str:
    open_end = item.endswith("*")
    parts = words(fold(item.removesuffix("*")))
    bodies = [f" {_CLITICS if _ARABIC_START.match(part) else ''}{re.escape(part)}" for part in parts]
    return "".join(bodies) + ("[^ .,]*" if open_end else "")


def literals(phrases: Iterable[str]) -> set[str]:
    """Words that stand literally in phrases or word lists, folded (for mending typos and for telling languages apart)."""
    found: set[str] = set()
    for phrase in phrases:
        plain = re.sub(r"\{[^}]*\}|<[^>]*>", " ", phrase)
        for piece in re.split(r"[\s()|?]+", plain):
            if piece and not piece.endswith("*"):
                found.update(word for word in words(fold(piece)) if word.isalpha())
    return found
