"""Words that are nowhere else in the world: whatever holds one of them has it from the conversation in which it was planted.

All words of an audit begin alike, so one search finds them all; what follows tells in which round (fault) and as what they were
planted. Digits, where only digits pass for what they are (a phone number, an income), are made in the same way.
"""

from __future__ import annotations

import base64
import random
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

KINDS = {"a": "address", "n": "name", "t": "text", "m": "metadata"}
_LONGEST = 80  # bytes of a planted word in UTF-32


@dataclass(frozen=True, slots=True)
class Round:
    """The words of one round.

    Attributes:
        number: which round.
        address, name, word, metadata: words in letters.
        phone, income: digits.
    """

    number: int
    address: str
    name: str
    word: str
    metadata: str
    phone: str
    income: str


@dataclass(frozen=True, slots=True)
class Found:
    """A planted word that stands where it must not.

    Attributes:
        round: number of the round in which it was planted.
        what: address, name, text, metadata, phone or income.
    """

    round: int
    what: str


class Planted:
    """The words of one audit."""

    def __init__(self) -> None:
        chance = random.SystemRandom()
        letters = "".join(chance.choice("bcdfgjklmpqvwxz") for _ in range(9))
        digits = "".join(chance.choice("13579") for _ in range(6))
        self._word = f"q{letters}"
        self._digits = f"6{digits}"

    def round(self, number: int) -> Round:
        """The words of a round.

        Raises:
            ValueError: there are not so many rounds.
        """
        if not 0 <= number < 100:
            raise ValueError("an audit has at most 100 rounds")
        tens, ones = divmod(number, 26)
        mark = self._word + string.ascii_lowercase[tens] + string.ascii_lowercase[ones]
        digits = f"{self._digits}{number:02d}"
        return Round(number, f"{mark}a", f"{mark}n".capitalize(), f"{mark}t", f"{mark}m", digits, f"{digits}7")

    def search(self, data: bytes) -> list[Found]:
        """The planted words in some bytes: as text in UTF-8, 16 or 32 in any case, as base64, as hex digits."""
        return self.search_memory(data.lower()) + [Found(-1, "encoded")] * sum(mark in data for mark in self._encoded)

    def search_memory(self, data: bytes) -> list[Found]:
        """The same for a process's memory, which is large: text as it was planted."""
        found = [
            self._of_letters(data[at : at + _LONGEST], width) for width, mark in self._letters for at in _places(data, mark)
        ]
        found += [
            self._of_digits(data[at : at + _LONGEST], width) for width, mark in self._numbers for at in _places(data, mark)
        ]
        return [one for one in found if one is not None]

    @cached_property
    def _letters(self) -> list[tuple[int, bytes]]:
        """Width of a character -> what all words have in common, but the first letter, which may be a capital."""
        return _wide(self._word[1:])

    @cached_property
    def _numbers(self) -> list[tuple[int, bytes]]:
        return _wide(self._digits)

    @cached_property
    def _encoded(self) -> list[bytes]:
        """Hex digits, and base64 at each of its three alignments, of what all words have in common."""
        shifted = [base64.b64encode(b"\0" * shift + self._word.encode())[4 if shift else 0 : 12] for shift in range(3)]
        capital = base64.b64encode(self._word.capitalize().encode())[:12]
        return [self._word.encode().hex().encode(), *shifted, capital]

    def _of_letters(self, data: bytes, width: int) -> Found | None:
        start = len(self._word) - 1
        after = data[: (start + 3) * width : width][start:].decode("latin-1")
        if not re.fullmatch("[a-z]{2}[antm]", after):
            return None
        number = (ord(after[0]) - 97) * 26 + ord(after[1]) - 97
        return Found(number, KINDS[after[2]])

    def _of_digits(self, data: bytes, width: int) -> Found | None:
        start = len(self._digits)
        after = data[: (start + 3) * width : width][start:].decode("latin-1")
        if not re.match("[0-9]{2}", after):
            return None
        return Found(int(after[:2]), "income" if after[2:] == "7" else "phone")


def _wide(mark: str) -> list[tuple[int, bytes]]:
    """Without the zeros at the end, on which a search in memory (full of zeros) would be slow."""
    return [(width, mark.encode(code).rstrip(b"\0")) for width, code in ((1, "utf-8"), (2, "utf-16-le"), (4, "utf-32-le"))]


def _places(data: bytes, mark: bytes) -> Iterator[int]:
    at = data.find(mark)
    while at >= 0:
        yield at
        at = data.find(mark, at + 1)
