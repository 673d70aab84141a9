"""A text cut into messages of the length that a messenger takes: between sentences of any script, never inside a character.

Lengths are counted in UTF-16 units, the strictest way in which the messengers may count: an emoji is two of them.
"""

from __future__ import annotations

import re
import unicodedata

_FSI, _PDI = "\u2068", "\u2069"
_OPENING = "\u2066\u2067\u2068"
_JOINER = "\u200d"
_ELLIPSIS = "…"
_CLOSERS = "\"'”’»›)\\]}」』】）\u2069\u200e\u200f"
# Where a text may be cut, the best place first. What is matched stays with the part before; spaces after it go.
_PLACES = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(rf"[.!?…؟۔।॥][{_CLOSERS}]*(?=\s)|[。！？][{_CLOSERS}]*"),
    re.compile(rf"[;:,؛،][{_CLOSERS}]*(?=\s)|[；：，、]"),
    re.compile(r"\s"),
)
_LEAST = 0.5  # of the room: a cut further in front would make more messages than the place is worth
_KEPT_TOGETHER = frozenset({_JOINER, *map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0x1F3FB, 0x1F400))})
_FLAGS = range(0x1F1E6, 0x1F200)


def length(text: str) -> int:
    """UTF-16 units."""
    return len(text) + sum(char > "\uffff" for char in text)


def split(text: str, limit: int) -> list[str]:
    """The parts of a text, each of 1 to `limit` units, in order; nothing but white space at the cuts is lost.

    Args:
        limit: UTF-16 units, at least 16.
    """
    parts, rest = [], text.strip()
    while length(rest) > limit:
        cut = _cut(rest, _characters(rest, limit - 1))
        part, rest = rest[:cut].rstrip(), rest[cut:].lstrip()
        if _open_isolates(part):  # a name in another direction, cut in the middle: each half says its direction itself
            part, rest = part + _PDI, _FSI + rest
        parts.append(part)
    return [*parts, rest] if rest else parts


def shorten(text: str, limit: int) -> str:
    """A title of one line within `limit` units; what is too long ends in an ellipsis, at a word where there is one."""
    line = " ".join(text.split())
    if length(line) <= limit:
        return line
    most = _characters(line, limit - 1)
    space = line.rfind(" ", most // 2, most + 1)
    return line[: space if space > 0 else _whole(line, most)].rstrip(" ,;:-–—(") + _ELLIPSIS


def _characters(text: str, units: int) -> int:
    """How many characters from the beginning fit into so many units."""
    used = 0
    for place, char in enumerate(text):
        used += 2 if char > "\uffff" else 1
        if used > units:
            return place
    return len(text)


def _cut(text: str, most: int) -> int:
    for kind in _PLACES:
        ends = [found.end() for found in kind.finditer(text, 0, min(len(text), most + 1)) if found.end() <= most]
        if ends and ends[-1] >= most * _LEAST:
            return ends[-1]
    return _whole(text, most)


def _whole(text: str, place: int) -> int:
    """The place itself, or the nearest before it that is not inside a character with its marks."""
    for here in range(place, max(0, place - 40), -1):
        if not _inside(text, here):
            return here
    return place


def _inside(text: str, place: int) -> bool:
    if place >= len(text):
        return False
    after, before = text[place], text[place - 1]
    marks = unicodedata.category(after).startswith("M") or after in _KEPT_TOGETHER or before == _JOINER
    return marks or (ord(after) in _FLAGS and ord(before) in _FLAGS)


def _open_isolates(text: str) -> bool:
    return sum(char in _OPENING for char in text) > text.count(_PDI)
