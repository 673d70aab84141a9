"""The shadow of a message, in which personal data is looked for: as long as the message, so that places are the same in both.

Letters stand without case and accents, digits of all scripts as 0-9, dashes as `-`, spaces and unseen characters as one space.
What was replaced before stands as NULs, which no pattern crosses.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import yaml

from services_directory.settings import ROOT

DATA = ROOT / "data" / "redaction"
PLACEHOLDER = re.compile(r"\[(?:name|phone|email|address|document|account)\]")
_BARRIER = "\0"
_FOLDED_RANGES = ((0x00, 0x3100), (0xFE00, 0x10000), (0x1D400, 0x1D800))
_SPACES = ("Zs", "Zl", "Zp", "Cc", "Cf")


def _plain(char: str) -> str:
    category = unicodedata.category(char)
    if char == "\n" or category in _SPACES:
        return "\n" if char == "\n" else " "
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category == "Pd":
        return "-"
    if char in "’‘ʼ`´′＇":
        return "'"
    if char in "ªº°№":
        return char
    bare = "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
    lower = (bare if len(bare) == 1 else char).lower()
    return lower if len(lower) == 1 else char


_FOLDED = {code: _plain(chr(code)) for start, end in _FOLDED_RANGES for code in range(start, end)}


def shadow(text: str) -> str:
    """The text in comparable form, of exactly the same length. Never raises, also on lone surrogates."""
    hidden = PLACEHOLDER.sub(lambda found: "\ue000" * len(found[0]), text.replace("\ue000", " "))
    return hidden.translate(_FOLDED).replace("\ue000", _BARRIER)


def load(name: str, folder: Path = DATA) -> dict[str, object]:
    """The `redaction:` mapping of one data file; every scalar is text.

    Raises:
        OSError, yaml.YAMLError, KeyError: the file is missing or malformed (a fault of the installation).
    """
    read = yaml.load((folder / f"{name}.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 (text only)
    found: dict[str, object] = read["redaction"]
    return found


def pattern(source: str) -> re.Pattern[str]:
    """A regular expression over shadows, written with accents or without."""
    return re.compile("".join(char if char.isascii() else _FOLDED.get(ord(char), char) for char in source))


def words(source: object) -> frozenset[str]:
    """The words of a list in the form that they have in a shadow."""
    return frozenset(sys.intern(word) for word in shadow(str(source)).split())


def any_of(sources: Iterable[str]) -> str:
    """An alternation, longest first."""
    return f"(?:{'|'.join(sorted(sources, key=len, reverse=True))})"
