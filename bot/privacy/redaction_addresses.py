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


class _Rules(NamedTuple):
    patterns: tuple[re.Pattern[str], ...]
    unit: re.Pattern[str]
    office: re.Pattern[str]


@cache
def _rules() -> _Rules:
    read: dict[str, Any] = load("addresses")
    units: dict[str, Any] = load("numbers")
    stop = any_of(read["street_stop"].split())
    name = rf"(?:(?!{stop}(?!\w)){_WORD}[ \t]{{1,2}}|(?!{stop}(?!\w)){_WORD},[ \t]{{0,2}})"
    unit = rf"[ \-]{{0,2}}(?:{units['unit_after']}|{units['money_after']})(?!\w)"
    sources = [*_english(read["en"], stop), *_spanish(read["es"], name), *_french(read["fr"], stop)]
    sources += [*_arabic(read["ar"], stop), *_ukrainian(read["uk"], stop), *_chinese(read["zh"])]
    return _Rules(
        patterns=tuple(pattern(source) for source in sources),
        unit=pattern(unit),
        office=pattern(
            rf"(?:{read['offices']})s?(?: is| esta| est)?,? (?:at|on|in|en|de|de la|en la|au|a la|sis)(?: el| la)? ?$"
        ),
    )


def _tail(tail: str) -> str:
    return rf"(?:[ ,،]{{1,3}}{tail}(?!\w)){{0,4}}"


def _english(read: dict[str, str], stop: str) -> Iterator[str]:
    before, direction, unit = read["before"], read["direction"], read["unit"]
    number = r"(?P<num>\d{1,5}(?:-\d{1,4})?[a-d]?(?: 1/2)?)"
    part = rf"(?!(?:{read['no_name']})(?!\w))(?:\d{{1,3}}(?:st|nd|rd|th)?|[^\W\d_][\w'\-]{{1,20}})\.?"
    suffix = rf"(?:{read['clear']}|{read['loose']})\.?"
    tail = rf"(?: {direction}(?!\w))?" + _tail(unit)
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
    tail = _tail(read["tail"])
    number = rf"(?P<num>{read['number']}){_END}"
    number = rf"(?<! de )(?<! la )(?<! el )(?<! del )(?<! las ){number}"
    kind = rf"(?<!\w){read['types']}(?:(?<=[./])|(?!\w))[ \t]{{0,2}}"
    yield rf"{kind}{name}{{1,6}}{number}{tail}"
    yield rf"(?<!\w){read['numbered']}{tail}"
    yield rf"{kind}\d{{1,3}},? (?:n[o.º°]{{1,2}}|num\.?|numero|#|casa|villa) ?(?P<num>\d{{1,4}}){_END}{tail}"
    yield rf"(?<!\w){read['cue']}[ ,:]{{1,2}}(?P<span>{name}{{1,4}}{number}{tail})"


def _french(read: dict[str, str], stop: str) -> Iterator[str]:
    link = r"(?:(?:de la|de l'|des|du|de|d'|la|le|les|l'|al|el|ibn|saint|sainte|st|ste)[ \-]{0,1}){0,2}"
    word = rf"(?!{stop}(?!\w))[^\W\d_][\w'\-]{{1,24}}"
    street = rf"{link}(?P<first>{word})(?: {link}(?P<cap>{word}))?"
    tail = _tail(read["tail"])
    yield rf"(?<![\w$€])(?P<num>{read['number']})(?:{read['clear']}|(?P<loose>{read['loose']})) {street}{tail}"
    yield (
        rf"(?<!\w)(?:{read['clear']}) (?:{link}{word}[ ,]{{1,2}}){{1,4}}(?P<num>(?:n[o°º]? ?|numero )?\d{{1,4}}"
        rf"(?: ?bis)?){_END}{tail}"
    )
    yield (
        rf"(?<!\w)(?:{read['clear']}) \d{{1,3}},? (?:n[o°º]|numero|villa|maison|immeuble|porte) ?"
        rf"(?P<num>\d{{1,4}}){_END}{tail}"
    )
    yield rf"(?<!\w){read['cue']}[ ,:]{{1,2}}(?P<span>(?P<num>\d{{1,4}}),? {link}{word}(?: {link}{word})?{tail})"


def _arabic(read: dict[str, str], stop: str) -> Iterator[str]:
    word = rf"(?!{stop}(?!\w))[^\W\d_]{{1,20}}[ ،,]{{1,3}}"
    number = rf"(?P<num>{read['number']}?\d{{1,4}}){_END}"
    tail = _tail(read["tail"])
    yield rf"(?<!\w){read['types']} (?:{word}){{0,4}}?{number}{tail}"
    yield (
        rf"(?<!\w)(?P<num>\d{{1,4}})[ ،,]{{1,2}}{read['types']} (?!{stop}(?!\w))[^\W\d_]{{2,20}}"
        rf"(?: ال[^\W\d_]{{2,20}})?{tail}"
    )
    yield (
        rf"(?<!\w){read['number']}\d{{1,4}}[ ،,]{{1,3}}{read['types']} (?!{stop}(?!\w))[^\W\d_]{{2,20}}"
        rf"(?: ال[^\W\d_]{{2,20}})?{tail}"
    )


def _ukrainian(read: dict[str, str], stop: str) -> Iterator[str]:
    word = rf"(?!{stop}(?!\w))[^\W\d_][\w'.\-]{{0,24}}[ ,]{{1,2}}"
    tail = _tail(read["tail"])
    yield rf"(?<!\w){read['types']} ?(?:{word}){{1,4}}(?P<num>{read['number']}){_END}{tail}"


def _chinese(read: dict[str, str]) -> Iterator[str]:
    han = "[\u3400-\u9fff]"
    number, tail = read["number"], f"(?:{read['tail']}){{0,5}}"
    near = rf"(?:{read['open']})"
    body = rf"(?:(?!{near}){han}){{1,14}}?{read['street']}[ ]?(?P<num>{number}) ?(?:号|號|弄|巷|栋|幢|号楼)"
    yield rf"{body}{tail}"
    yield rf"(?:(?!{near}){han}){{1,12}}?{read['street']}[ ]?{number}(?:号楼|栋|幢|单元|楼|室){tail}"
    yield rf"{number}(?:号楼|栋|幢)[ ]?{number}(?:单元|室|号){tail}"


def addresses(text: str, folded: str) -> Iterator[tuple[int, int]]:
    """Spans of streets with house numbers. `text` and its shadow `folded` have the same length."""
    rules = _rules()
    for rule in rules.patterns:
        for found in rule.finditer(folded):
            groups = found.groupdict()
            start, end = found.span("span") if groups.get("span") else found.span()
            if groups.get("num") and rules.unit.match(folded, found.end("num")) and not _more(folded, found.end("num"), end):
                continue
            if groups.get("bare") and _YEAR.match(groups["bare"]) and not text[found.start("way")].isupper():
                continue
            if groups.get("loose") and not text[found.start("first")].isupper():
                continue
            if rules.office.search(folded[max(0, start - 40) : start]):
                continue
            yield start, _end_of_name(text, found, end)


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
