"""Streets with a house number, as people write them in the six languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from bot.privacy.redaction_text import any_of, load, pattern

_WORD = r"[^\W\d_][^\W_]{0,24}(?:['.\-][^\W_]{1,24}){0,3}\.?"
_YEAR = re.compile(r"(?:19|20)\d{2}$")
_END = r"(?!\w)"
_OTHER_SCRIPTS = re.compile("[\u0400-\u06ff\u3400-\u9fff]")
_LATIN = re.compile("[a-z]{2}")


class _Rules(NamedTuple):
    latin: tuple[re.Pattern[str], ...]
    others: tuple[re.Pattern[str], ...]
    tail: re.Pattern[str]
    unit: re.Pattern[str]
    office: re.Pattern[str]


@cache
def _rules() -> _Rules:
    read: dict[str, Any] = load("addresses")
    units: dict[str, Any] = load("numbers")
    stop = any_of(read["street_stop"].split())
    name = rf"(?:(?!{stop}(?!\w)){_WORD}[ \t]{{1,2}}|(?!{stop}(?!\w)){_WORD},[ \t]{{0,2}})"
    unit = rf"[ \-]{{0,2}}(?:{units['unit_after']}|{units['money_after']})(?!\w)"
    latin = [*_english(read["en"], stop), *_spanish(read["es"], name), *_french(read["fr"], stop)]
    others = [*_arabic(read["ar"], stop), *_ukrainian(read["uk"], stop), *_chinese(read["zh"])]
    return _Rules(
        latin=tuple(pattern(source) for source in latin),
        others=tuple(pattern(source) for source in others),
        tail=pattern(_tail([read[tag]["tail"] for tag in ("fr", "uk", "ar", "en", "es")], read["zh"]["tail"])),
        unit=pattern(unit),
        office=pattern(
            rf"(?:{read['offices']})s?(?: is| esta| est)?,? (?:at|on|in|en|de|de la|en la|au|a la|sis)(?: el| la)? ?$"
        ),
    )


def _tail(spaced: list[str], chinese: str) -> str:
    """Floor, flat, stairs in any language: people put theirs behind the street of where they are."""
    units = "|".join(spaced)
    return rf"(?:[ ,،，]{{1,3}}(?:{units})(?![^\W\u3400-\u9fff])|[ ,，]{{0,2}}(?:{chinese})){{0,5}}"


def _english(read: dict[str, str], stop: str) -> Iterator[str]:
    before, direction = read["before"], read["direction"]
    number = r"(?P<num>\d{1,5}(?:-\d{1,4})?[a-d]?(?: 1/2)?)"
    part = rf"(?!(?:{read['no_name']})(?!\w))(?:\d{{1,3}}(?:st|nd|rd|th)?|[^\W\d_][\w'\-]{{1,20}})\.?"
    suffix = rf"(?:{read['clear']}|{read['loose']})\.?"
    tail = rf"(?: {direction}(?!\w))?"
    bus = r"(?! (?:bus|train|line|stop|station))"
    ordinal = r"\d{1,3}(?:st|nd|rd|th)"
    yield rf"{before}{number},? {direction} (?:{ordinal}|{part}(?: {part})? {suffix}(?!\w)){bus}(?: {suffix}(?!\w))?{tail}"
    yield rf"{before}(?P<num>(?P<bare>\d{{3,5}})(?:-\d{{1,4}})?),? (?P<way>{direction}) {part}{bus}{tail}"
    yield rf"{before}{number},? {part}(?: {part})?(?: {part})? {read['clear']}\.?{_END}{bus}{tail}"
    yield rf"{before}(?P<num>\d{{3,5}}),? {part}(?: {part})? {read['loose']}\.?{_END}{bus}{tail}"
    yield (
        rf"{read['cue']}[ ,:]{{1,2}}(?P<span>(?!(?:290|606)\d{{2}}(?!\d)){number},? (?!{stop}(?!\w)){part}"
        rf"(?: {part}(?= {suffix}))?(?: {suffix}(?!\w))?{tail})"
    )


def _spanish(read: dict[str, str], name: str) -> Iterator[str]:
    number = rf"(?P<num>{read['number']}){_END}"
    number = rf"(?<! de )(?<! la )(?<! el )(?<! del )(?<! las ){number}"
    kind = rf"(?<!\w){read['types']}(?:(?<=[./])|(?!\w))[ \t]{{0,2}}"
    yield rf"{kind}{name}{{1,6}}{number}"
    yield rf"(?<!\w){read['numbered']}"
    yield rf"{kind}\d{{1,3}},? (?:n[o.º°]{{1,2}}|num\.?|numero|#|casa|villa) ?(?P<num>\d{{1,4}}){_END}"
    yield rf"(?<!\w){read['cue']}[ ,:]{{1,2}}(?P<span>{name}{{1,4}}{number})"


def _french(read: dict[str, str], stop: str) -> Iterator[str]:
    link = r"(?:(?:de la|de l'|des|du|de|d'|la|le|les|l'|al|el|ibn|saint|sainte|st|ste)[ \-]{0,1}){0,2}"
    word = rf"(?!{stop}(?!\w))[^\W\d_][\w'\-]{{1,24}}"
    street = rf"{link}(?P<first>{word})(?: {link}(?P<cap>{word}))?"
    yield rf"(?<![\w$€])(?P<num>{read['number']})(?:{read['clear']}|(?P<loose>{read['loose']})) {street}"
    yield (
        rf"(?<!\w)(?:{read['clear']}) (?:{link}{word}[ ,]{{1,2}}){{1,4}}(?P<num>(?:n[o°º]? ?|numero )?\d{{1,4}}"
        rf"(?: ?bis)?){_END}"
    )
    yield (
        rf"(?<!\w)(?:{read['clear']}) \d{{1,3}},? (?:n[o°º]|numero|villa|maison|immeuble|porte) ?"
        rf"(?P<num>\d{{1,4}}){_END}"
    )
    yield rf"(?<!\w){read['cue']}[ ,:]{{1,2}}(?P<span>(?P<num>\d{{1,4}}),? {link}{word}(?: {link}{word})?)"


def _arabic(read: dict[str, str], stop: str) -> Iterator[str]:
    word = rf"(?!{stop}(?!\w))[^\W\d_]{{1,20}}[ ،,]{{1,3}}"
    number = rf"(?P<num>{read['number']}?\d{{1,4}}){_END}"
    street = rf"(?:{read['types']} )?(?:\d{{1,3}}|(?!{stop}(?!\w))[^\W\d_]{{2,20}})"
    yield rf"(?<!\w)\d{{3,5}}[ ،,]{{1,2}}{read['side']} {street}{_END}"
    yield rf"(?<!\w)(?!{read['numbered']}){read['types']} (?:{word}){{0,4}}?{number}"
    yield (
        rf"(?<!\w)(?P<num>\d{{1,4}})[ ،,]{{1,2}}{read['types']} (?!{stop}(?!\w))[^\W\d_]{{2,20}}"
        rf"(?: ال[^\W\d_]{{2,20}})?"
    )
    yield (
        rf"(?<!\w){read['number']}\d{{1,4}}[ ،,]{{1,3}}{read['types']} (?!{stop}(?!\w))[^\W\d_]{{2,20}}"
        rf"(?: ال[^\W\d_]{{2,20}})?"
    )


def _ukrainian(read: dict[str, str], stop: str) -> Iterator[str]:
    word = rf"(?!{stop}(?!\w))[^\W\d_][\w'.\-]{{0,24}}[ ,]{{1,2}}"
    yield rf"(?<!\w){read['types']} ?(?:{word}){{1,4}}(?P<num>{read['number']}){_END}"


def _chinese(read: dict[str, str]) -> Iterator[str]:
    han = "[\u3400-\u9fff]"
    number = read["number"]
    near = rf"(?:{read['open']})"
    body = rf"(?:(?!{near}){han}){{1,14}}?{read['street']}[ ]?(?P<num>{number}) ?(?:号|號|弄|巷|栋|幢|号楼)"
    yield body
    yield rf"{read['numbered']} ?\d{{1,5}} ?号"
    yield rf"(?:(?!{near}){han}){{1,12}}?{read['street']}[ ]?{number}(?:号楼|栋|幢|单元|楼|室)"
    yield rf"{number}(?:号楼|栋|幢)[ ]?{number}(?:单元|室|号)"


def addresses(text: str, folded: str) -> Iterator[tuple[int, int]]:
    """Spans of streets with house numbers. `text` and its shadow `folded` have the same length."""
    rules = _rules()
    # Streets in Latin letters stand apart from the other scripts around them, also where no space parts them.
    latin = folded if folded.isascii() else _OTHER_SCRIPTS.sub("\0", folded)
    if _LATIN.search(latin):
        yield from _matches(rules.latin, text, latin, folded)
    if not folded.isascii():
        yield from _matches(rules.others, text, folded, folded)


def _matches(patterns: tuple[re.Pattern[str], ...], text: str, shown: str, folded: str) -> Iterator[tuple[int, int]]:
    rules = _rules()
    for rule in patterns:
        for found in rule.finditer(shown):
            start, end = found.span("span") if "span" in rule.groupindex else found.span()
            tail = rules.tail.match(folded, end)
            whole = tail.end() if tail else end
            if _is_home(rules, text, folded, found, start, whole):
                yield start, whole if whole > end else _end_of_name(text, found, end)


def _is_home(rules: _Rules, text: str, folded: str, found: re.Match[str], start: int, end: int) -> bool:
    """False where the number counts something, the words are no street, or an office is there."""
    groups = found.groupdict()
    if groups.get("num") and rules.unit.match(folded, found.end("num")) and not _more(folded, found.end("num"), end):
        return False
    if groups.get("bare") and _YEAR.match(groups["bare"]) and not text[found.start("way")].isupper():
        return False
    if groups.get("loose") and not text[found.start("first")].isupper():
        return False
    return not rules.office.search(folded[max(0, start - 40) : start])


def _more(folded: str, number: int, end: int) -> bool:
    """Something of the address follows the number, so what looks like a unit is part of it."""
    return end - number > 2


def _end_of_name(text: str, found: re.Match[str], end: int) -> int:
    """A further word of a street whose kind comes first belongs to it only when capitalised."""
    if "cap" in found.re.groupindex and found["cap"] and found.end("cap") == end:
        start = found.start("cap")
        if not text[start].isupper():
            return start - len(text[:start]) + len(text[:start].rstrip())
    return end
