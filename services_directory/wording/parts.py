"""A message in parts of one language each, so that a browser or a screen reader speaks every part right.

Names, addresses and free texts of the directory stand in the language of whoever wrote them inside a sentence of another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from services_directory.wording.direction import direction

Part = dict[str, str]
_TEXTS = ("name", "description", "documents_note", "fee_note", "income_note", "residency_note", "hours_text", "address")


def foreign_texts(cards: Iterable[Mapping[str, Any]], lang: str) -> dict[str, str]:
    """Texts of services that are not in the reader's language, to the language that they are in."""
    found: dict[str, str] = {}
    for card in cards:
        for key in _TEXTS:
            text, spoken = card.get(key), card.get(f"{key}_lang")
            if text and spoken and spoken != lang:
                found.setdefault(text, spoken)
        for note in card.get("notes") or ():
            if note and lang not in note:
                spoken, text = next(iter(note.items()))
                found.setdefault(text, spoken)
    return found


def split(text: str, lang: str, foreign: Mapping[str, str]) -> list[Part]:
    """The text as `{"text", "lang", "dir"}` parts, in order; together they are the text. One part where nothing is foreign.

    Args:
        foreign: texts that may stand in it, to their language.
    """
    if not foreign:
        return [_part(text, lang)]
    longest_first = sorted(foreign, key=len, reverse=True)
    pieces = re.split(f"({'|'.join(map(re.escape, longest_first))})", text)
    return [_part(piece, foreign.get(piece, lang)) for piece in pieces if piece]


def _part(text: str, lang: str) -> Part:
    return {"text": text, "lang": lang, "dir": direction(lang)}
