"""Names of people, where a sentence says that one follows ("my name is …", "soy …", "我叫…")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from bot.privacy.redaction_text import any_of, load, pattern, words

_MARKS = "\u0300-\u036f\u0640\u064b-\u0652"
_HAN = "\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[ \t]{{0,3}}((?:[^\W\d_{_HAN}]|[{_MARKS}]){{1,40}}(?:['.-][^\W\d_{_HAN}]{{1,40}}){{0,3}})")
_GLUE = re.compile(r"[ \t]{0,3}[:=,\"«“(-]?[ \t]{0,2}[\"«“(]?")
_ARABIC = re.compile("[\u0620-\u064a]")
_ENDS = re.compile(rf"[ ]?(?:[,،.;؛:!\n\0()\-{_HAN}]|$)|[ ](?:and|y|et|та|і|from|de|desde|з|із|من|mn|min)(?!\w)")
_REACHED = re.compile(r"[ ]على[ ][\0+\da-z(]")
_GERUND = re.compile("[aei]ndo$")
_LONGEST = 5
_CUE = 24


class _Names(NamedTuple):
    strong: re.Pattern[str]
    weak: re.Pattern[str]
    relation: re.Pattern[str]
    chinese: re.Pattern[str]
    latin_after_chinese: re.Pattern[str]
    latin_after_plain_chinese: re.Pattern[str]
    nature: re.Pattern[str]
    origin: re.Pattern[str]
    also_words: frozenset[str]
    before_given: frozenset[str]
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
        latin_after_chinese=pattern(rf"(?:{read['chinese']['cues']})(?=[ :]{{0,2}}[a-z])"),
        latin_after_plain_chinese=pattern(rf"(?:{read['chinese']['weak']})(?=[ :]{{0,2}}[a-z])"),
        nature=pattern(rf"[ ](?:{read['nature']})(?!\w)"),
        origin=pattern(rf"(?:{read['origin_cues']})"),
        also_words=words(read["also_words"]),
        before_given=words(read["before_given"]),
        particles=words(read["particles"]),
        stop=words(read["stop"]),
        given=words(read["given"]),
    )


def _chinese(read: dict[str, str]) -> re.Pattern[str]:
    """Family name and one or two characters up to a boundary; after a plain cue also a name of foreign sound."""
    han = "[\u3400-\u9fff]"
    end = rf"(?=[^\u3400-\u9fff]|$|{read['follow']})"
    known = f"(?:{read['compound']}|[{read['surnames']}])"
    family = f"(?:{known}|[小阿老])"
    free = f"[^{read['never']}\\W\\da-z_]"
    full = f"{family}(?:{han}{end}|{han}{{2}}{end}|{han}{{2}})"
    foreign = rf"(?={free}){han}{{2,5}}(?:·{han}{{1,6}}){{0,2}}(?=[^\u3400-\u9fff]|$)"
    dotted = rf"{han}{{1,6}}(?:·{han}{{1,6}}){{1,3}}"
    cued = f"(?:{read['cues']})[ :]{{0,2}}(?:({dotted})|(?![{read['never']}])({full})|({foreign}))"
    break_ = f"[^\\w\u3400-\u9fff]|$|今年|来自|住|{read['after_name']}"
    weak = f"(?:{read['weak']})(?!{read['titled']})((?:{known}|[小老]{known}|阿){han}{{1,2}}(?={break_}))"
    contact = f"(?:{read['contact']})[ :]{{0,2}}(?!{read['titled']})({known}{han}{{2}}(?={break_}))"
    latin = f"(?:{read['pinyin_cues']})[ :]{{1,2}}((?:{read['pinyin_surnames']}) [a-z]{{2,12}})(?=[ ]?(?:[,.;!?，。]|$))"
    return pattern(f"{cued}|{weak}|{contact}|{latin}|(?:{read['family_only']})({known})(?={end[3:]}")


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
    cues = ((rules.weak, "weak"), (rules.latin_after_plain_chinese, "weak"), (rules.relation, "relation"))
    found_after = ((found.end(), strength) for rule, strength in cues for found in rule.finditer(folded))
    yield from sorted(span for at, strength in found_after for span in _spanned(text, folded, at, strength))
    for found in rules.chinese.finditer(folded):
        yield found.span(found.lastindex or 0)


def _spanned(text: str, folded: str, at: int, strength: str) -> Iterator[tuple[int, int]]:
    """The name that begins at `at`, if one does."""
    rules = _names()
    glue = _GLUE.match(folded, at)
    french = rules.origin.search(folded, max(0, at - _CUE), at) is not None
    tokens = list(_walk(text, folded, glue.end() if glue else at, french=french))
    while tokens and folded[slice(*tokens[-1])] in rules.particles:
        tokens.pop()
    if not tokens:
        return
    capitals = sum(_capital(text, start) for start, _ in tokens) if _capital(text, tokens[0][0]) else 0
    if strength != "strong":
        if not _looks_like_one(text, folded, tokens, capitals, strength):
            return
        if not capitals:
            tokens = list(_known_parts(folded, tokens))
    yield tokens[0][0], tokens[-1][1]


def _looks_like_one(text: str, folded: str, tokens: list[tuple[int, int]], capitals: int, strength: str) -> bool:
    """True for a known given name and for capitals; after a weak cue one capitalised word has to stand alone."""
    start, end = tokens[0]
    if _is_acronym(text, start, end):
        return False
    known = _is_known(folded, tokens)
    if strength == "relation":
        return known or capitals > 0
    ends = _ENDS.match(folded, end) is not None
    alone = capitals == 1 and len(tokens) == 1 and ends and end - start > 1
    return (known or capitals >= 2 or alone) and not _only_a_word(folded, tokens, ends=ends)


def _is_known(folded: str, tokens: list[tuple[int, int]]) -> bool:
    rules = _names()
    place = 1 if folded[slice(*tokens[0])] in rules.before_given and len(tokens) > 1 else 0
    return folded[slice(*tokens[place])] in rules.given


def _only_a_word(folded: str, tokens: list[tuple[int, int]], *, ends: bool) -> bool:
    """Generous by nature, glad that you are there: a given name that says how somebody is."""
    rules = _names()
    if rules.nature.match(folded, tokens[0][1]):
        return True
    word = folded[slice(*tokens[0])]
    return word in rules.also_words and not ends and not any(_goes_on(folded, token) for token in tokens[1:2])


def _known_parts(folded: str, tokens: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Of a name without capitals the parts that are sure: the first, known ones, and family names in Arabic."""
    rules = _names()
    yield tokens[0]
    joined = folded[slice(*tokens[0])] in rules.before_given
    for token in tokens[1:]:
        word = folded[slice(*token)]
        if not (joined or _goes_on(folded, token)):
            return
        yield token
        joined = word in rules.particles


def _goes_on(folded: str, token: tuple[int, int]) -> bool:
    rules = _names()
    word = folded[slice(*token)]
    if word in rules.given or not _ARABIC.match(word):
        return word in rules.given
    article = word.startswith("ال") and word != "الله" and not word.endswith(("ة", "ات"))
    return article or word.startswith("بن") or word in rules.particles or _REACHED.match(folded, token[1]) is not None


def _walk(text: str, folded: str, at: int, *, french: bool) -> Iterator[tuple[int, int]]:
    """Words from `at` on that can be parts of one name."""
    rules = _names()
    cased = _capital(text, _first_letter(folded, at)) and not _shouted(text, at)
    parts = 0
    for count in range(_LONGEST):
        found = _TOKEN.match(folded, at)
        if found is None:
            return
        start, end = found.span(1)
        word = folded[start:end]
        if french and count and word == "de":
            return
        if word not in rules.particles or (count == 0 and not _before_given(folded, word, end)):
            if _stops(text, folded, start, end, count):
                return
            if count and cased and not _capital(text, start):
                return
            if parts >= 3 and not cased:
                return
            parts += 1
        yield start, end
        at = end


def _before_given(folded: str, word: str, end: int) -> bool:
    """Father or mother of somebody (`أم أحمد`): a name only with the name behind it."""
    rules = _names()
    found = _TOKEN.match(folded, end) if word in rules.before_given else None
    return found is not None and found[1] in rules.given


def _stops(text: str, folded: str, start: int, end: int, count: int) -> bool:
    """No part of a name: a word of the sentence that goes on."""
    rules = _names()
    word = folded[start:end]
    if word in rules.stop or word.removesuffix("'s") in rules.stop:
        return True
    if _GERUND.search(word) and text[start].islower() and word not in rules.given:
        return True
    if _ARABIC.match(word):
        return _arabic_stops(text[start], word, count, ends=_ENDS.match(folded, end) is not None)
    return "'" in word and word.split("'", 1)[0] in ("j", "c", "n", "qu", "s", "m", "i", "he", "she", "it", "we", "they")


def _arabic_stops(first: str, word: str, count: int, *, ends: bool) -> bool:
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
    if count == 0:
        return word[:3] in ("بال", "بحي") or (word.startswith("ب") and len(word) < 4)
    return (first == "أ" and not ends) or (word[0] in "ون" or word[:2] in ("لل", "با", "لا") or word.startswith("ب"))


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
