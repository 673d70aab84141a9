"""Text to a sparse row of numbers: n-grams of characters within words, words and word pairs, and ideas (`signals`)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from bot.understanding.signals import signals
from bot.understanding.text import clean, fold, padded

Array = npt.NDArray[Any]
LONGEST_NGRAM = 5
RAREST = 2
SIGNAL_WEIGHT = 1.2
_KINDS = ("c", "w", "s")


@dataclass(frozen=True)
class Grams:
    """Counted features of one text, by kind."""

    chars: Counter[str]
    words: Counter[str]
    signals: Counter[str]

    def of(self, kind: str) -> Counter[str]:
        """The counts of one kind: `c`, `w` or `s`."""
        return {"c": self.chars, "w": self.words, "s": self.signals}[kind]


def grams(text: str, languages: Iterable[str], known: dict[str, tuple[str, ...]] | None = None) -> Grams:
    """Features of a raw message, given the languages in which it is written.

    Args:
        known: n-grams of words seen before, for training alone: nothing that a person writes is kept.
    """
    line = padded(fold(clean(text)))
    words = line.split()
    chars: Counter[str] = Counter()
    for word in words:
        found = known.get(word) if known is not None else None
        if found is None:
            found = _char_grams(word)
            if known is not None:
                known[word] = found
        chars.update(found)
    pairs = Counter(words)
    pairs.update(f"{first} {second}" for first, second in zip(["^", *words], [*words, "$"], strict=True))
    return Grams(chars, pairs, Counter(signals(line, languages)))


def _char_grams(word: str) -> tuple[str, ...]:
    bounded = f" {word[:40]} "
    length = len(bounded)
    return tuple(
        bounded[start : start + size]
        for size in range(1, min(LONGEST_NGRAM, length) + 1)
        for start in range(length - size + 1)
        if size > 1 or bounded[start] != " "
    )


class Featuriser:
    """Known features and their weights; unknown ones are passed over."""

    def __init__(self, names: Sequence[str], weights: Array) -> None:
        """Build from feature names (`c…`, `w…`, `s…`: first letter is the kind) and their idf weights, float32 [F]."""
        self.names = list(names)
        self.weights = weights.astype(np.float32)
        self._index = {name: position for position, name in enumerate(self.names)}

    @classmethod
    def fit(cls, rows: Iterable[Grams], rarest: int = RAREST) -> Featuriser:
        """Learn the features that at least `rarest` texts have, and how rare each is."""
        seen: Counter[str] = Counter()
        count = 0
        for row in rows:
            count += 1
            seen.update(f"{kind}{name}" for kind in _KINDS for name in row.of(kind))
        names = sorted(name for name, times in seen.items() if times >= rarest)
        idf = [1.0 if name[0] == "s" else 1 + np.log((1 + count) / (1 + seen[name])) for name in names]
        return cls(names, np.array(idf, dtype=np.float32))

    def row(self, row: Grams) -> tuple[Array, Array]:
        """Positions (int32) and values (float32) of the known features of one text, each block of unit length."""
        places: list[int] = []
        values: list[float] = []
        for kind in _KINDS:
            found = [(self._index[kind + name], times) for name, times in row.of(kind).items() if kind + name in self._index]
            if found:
                block = np.fromiter((place for place, _ in found), dtype=np.int32, count=len(found))
                weight = (1 + np.log([times for _, times in found])) * self.weights[block]
                scale = SIGNAL_WEIGHT if kind == "s" else 1 / np.linalg.norm(weight)
                places.extend(block)
                values.extend(weight * scale)
        return np.array(places, dtype=np.int32), np.array(values, dtype=np.float32)

    def matrix(self, rows: Iterable[Grams]) -> sp.csr_matrix:
        """All rows as a sparse float32 matrix [rows, F]."""
        pairs = [self.row(row) for row in rows]
        starts = np.cumsum([0, *(len(places) for places, _ in pairs)])
        data = np.concatenate([values for _, values in pairs]) if pairs else np.zeros(0, np.float32)
        places = np.concatenate([places for places, _ in pairs]) if pairs else np.zeros(0, np.int32)
        return sp.csr_matrix((data, places, starts), shape=(len(pairs), len(self.names)))

    def save(self, folder: Path) -> None:
        """Write `features.json` and `features.npy` into a folder."""
        (folder / "features.json").write_text(json.dumps(self.names, ensure_ascii=False), encoding="utf-8")
        np.save(folder / "features.npy", self.weights)

    @classmethod
    def load(cls, folder: Path) -> Featuriser:
        """Read what `save` wrote."""
        names = json.loads((folder / "features.json").read_text(encoding="utf-8"))
        return cls(names, np.load(folder / "features.npy"))


def counted(texts: Iterable[tuple[str, Sequence[str]]]) -> Iterator[Grams]:
    """Features of many (text, languages) pairs."""
    known: dict[str, tuple[str, ...]] = {}
    return (grams(text, languages, known) for text, languages in texts)
