"""Names of people, where a sentence says that one follows ("my name is …", "soy …", "我叫…")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from bot.privacy.redaction_text import any_of, load, pattern, words

_MARKS = "\u0300-\u036f\u0640\u064b-\u0652"
_TOKEN = re.compile(rf"[ \t]{{0,3}}((?:[^\W\d_]|[{_MARKS}]){{1,40}}(?:['.-][^\W\d_]{{1,40}}){{0,3}})")
_GLUE = re.compile(r"[ \t]{0,3}[:=,\"«“(-]?[ \t]{0,2}[\"«“(]?")
_CJK = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_ARABIC = re.compile("[\u0620-\u064a]")
_ENDS = re.compile(r"[ ]?(?:[,.;:!\n()-]|$)|[ ](?:and|y|et|та|і|from|de|desde)(?!\w)")
_GERUND = re.compile("[aei]ndo$")
_LONGEST = 5


class _Names(NamedTuple):
    strong: re.Pattern[str]
    weak: re.Pattern[str]
    relation: re.Pattern[str]
    chinese: re.Pattern[str]
    latin_after_chinese: re.Pattern[str]
    particles: frozenset[str]
    stop: frozenset[str]
    given: frozenset[str]


@cache
def _names() -> _Names:
    read: dict[str, Any] = load("names")

    def cue(key: str) -> re.Pattern[str]:
        return pattern(rf"(?<![^\W\u3400-\u9fff]){any_of(read[key])}(?=[\W\u3400-\u9fff]|$)")

    return _Names(
        strong=cue("strong_cues"),
        weak=cue("weak_cues"),
        relation=cue("relation_cues"),
        chinese=_chinese(read["chinese"]),
        latin_after_chinese=pattern(rf"(?:{read['chinese']['cues']}|{read['chinese']['weak']})(?=[ :]{{0,2}}[a-z])"),
        particles=words(read["particles"]),
        stop=words(read["stop"]),
        given=words(read["given"]),
    )


def _chinese(read: dict[str, str]) -> re.Pattern[str]:
    """Family name and one or two characters up to a boundary; after a plain cue also a name of foreign sound."""
    han = "[\u3400-\u9fff]"
    end = rf"(?=[^\u3400-\u9fff]|$|{read['follow']})"
    family = f"(?:{read['compound']}|[{read['surnames']}]|[小阿老])"
    free = f"[^{read['never']}\\W\\da-z_]"
    full = f"{family}(?:{han}{end}|{han}{{2}}{end}|{han}{{2}})"
    foreign = rf"(?={free}){han}{{2,5}}(?:·{han}{{1,6}}){{0,2}}(?=[^\u3400-\u9fff]|$)"
    dotted = rf"{han}{{1,6}}(?:·{han}{{1,6}}){{1,3}}"
    cued = f"(?:{read['cues']})[ :]{{0,2}}(?:({dotted})|(?![{read['never']}])({full})|({foreign}))"
    weak = f"(?:{read['weak']})({family}(?:{han}{{1,2}}(?=[,.!?;\\s，。！？；、]|$|今年|来自|住)))"
    return pattern(f"{cued}|{weak}|(?:{read['family_only']})((?:{read['compound']}|[{read['surnames']}]))(?={end[3:]}")


def names(text: str, folded: str) -> Iterator[tuple[int, int]]:
    """Spans of names. `text` and its shadow `folded` have the same length."""
    rules = _names()
    for found in rules.strong.finditer(folded):
        # `me llamó` (she called me) is not `me llamo`.
        if text[found.end() - 1] == "ó":
            continue
        yield from _spanned(text, folded, found.end(), "strong")
    for found in rules.latin_after_chinese.finditer(folded):
        yield from _spanned(text, folded, found.end(), "strong")
    for found in rules.weak.finditer(folded):
        yield from _spanned(text, folded, found.end(), "weak")
    for found in rules.relation.finditer(folded):
        yield from _spanned(text, folded, found.end(), "relation")
    if not folded.isascii():
        for found in rules.chinese.finditer(folded):
            yield found.span(found.lastindex or 0)


def _spanned(text: str, folded: str, at: int, strength: str) -> Iterator[tuple[int, int]]:
    """The name that begins at `at`, if one does."""
    rules = _names()
    glue = _GLUE.match(folded, at)
    tokens = list(_walk(text, folded, glue.end() if glue else at))
    while tokens and folded[slice(*tokens[-1])] in rules.particles:
        tokens.pop()
    if not tokens:
        return
    known = folded[slice(*tokens[0])] in rules.given
    if strength != "strong" and _is_acronym(text, *tokens[0]):
        return
    capitals = sum(_capital(text, start) for start, _ in tokens) if _capital(text, tokens[0][0]) else 0
    alone = capitals == 1 and len(tokens) == 1 and _ENDS.match(folded, tokens[0][1]) is not None
    if strength == "weak" and not (known or capitals >= 2 or alone):
        return
    if strength == "relation" and not (known or capitals):
        return
    if strength != "strong" and not capitals:
        tokens = tokens[: 1 + sum(folded[slice(*token)] in rules.given for token in tokens[1:2])]
    yield tokens[0][0], tokens[-1][1]


def _walk(text: str, folded: str, at: int) -> Iterator[tuple[int, int]]:
    """Words from `at` on that can be parts of one name."""
    rules = _names()
    cased = _capital(text, _first_letter(folded, at)) and not _shouted(text, at)
    parts = 0
    for count in range(_LONGEST):
        found = _TOKEN.match(folded, at)
        if found is None or _CJK.match(found[1]):
            return
        start, end = found.span(1)
        word = folded[start:end]
        if word not in rules.particles or count == 0:
            if _stops(text, folded, start, end, count):
                return
            if count and cased and not _capital(text, start):
                return
            if parts >= 3 and not cased:
                return
            parts += 1
        yield start, end
        at = end


def _stops(text: str, folded: str, start: int, end: int, count: int) -> bool:
    """No part of a name: a word of the sentence that goes on."""
    rules = _names()
    word = folded[start:end]
    if word in rules.stop or word.removesuffix("'s") in rules.stop:
        return True
    if _GERUND.search(word) and text[start].islower() and word not in rules.given:
        return True
    if _ARABIC.match(word):
        return _arabic_stops(text[start], word, count)
    return "'" in word and word.split("'", 1)[0] in ("j", "c", "n", "qu", "s", "m", "i", "he", "she", "it", "we", "they")


def _arabic_stops(first: str, word: str, count: int) -> bool:
    rules = _names()
    if word in rules.given:
        return False
    if word.startswith("و") and word[1:] in rules.stop:
        return True
    if word.startswith(("بال", "لل")):
        return True
    if word.startswith("بن"):
        return False
    # The first person of verbs begins so; the names that do are in the list of given names.
    return count > 0 and (first == "أ" or word[0] in "ون" or word[:2] in ("لل", "با", "لا") or word.startswith("ب"))


def _first_letter(folded: str, at: int) -> int:
    found = _TOKEN.match(folded, at)
    return found.start(1) if found else at


def _capital(text: str, at: int) -> bool:
    return at < len(text) and text[at].isupper()


def _is_acronym(text: str, start: int, end: int) -> bool:
    """Short and in capitals amid small letters: `LPR`, `DCFS`."""
    word = text[start:end]
    return 1 < len(word) <= 5 and word.isupper() and not _shouted(text, start)


def _shouted(text: str, at: int) -> bool:
    """True where the sentence is in capitals throughout, so that capitals say nothing."""
    piece = text[max(0, at - 12) : at + 24]
    return piece.upper() == piece and sum(char.isupper() for char in piece) > 6
