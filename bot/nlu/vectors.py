"""The vectors of the training rows, made once and kept: `data/encoder/rows.npz`, so that training needs no encoder.

The file holds the encoder's name, a hash of each text and its vector in one byte a number. `python -m bot.nlu.vectors` adds
what is missing and drops what is no longer there; it is run after the training files change.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.nlu.encoder import E5, Encoder
from bot.nlu.features import Array
from bot.nlu.rows import read_rows
from bot.understanding.lexicon import LANGUAGES, tags
from bot.understanding.text import clean
from services_directory.settings import ROOT

KEPT = ROOT / "data" / "encoder" / "rows.npz"
_STEPS = 127
_AT_ONCE = 256


def _key(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(clean(text).encode("utf-8", "replace"), digest_size=8).digest(), "big")


class Vectors:
    """Vectors by text."""

    def __init__(self, encoder: str, found: dict[int, Array]) -> None:
        """Build from the encoder's name and vectors int8 by hash of their text."""
        self.encoder = encoder
        self._found = found

    @classmethod
    def load(cls, path: Path = KEPT) -> Vectors:
        """Read the file; empty where it is not there."""
        if not path.exists():
            return cls("", {})
        with np.load(path) as arrays:
            keys, vectors = arrays["keys"], arrays["vectors"]
            return cls(str(arrays["encoder"]), dict(zip(keys.tolist(), vectors, strict=True)))

    def save(self, path: Path = KEPT) -> None:
        """Write the file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        keys = np.array(sorted(self._found), dtype=np.uint64)
        vectors = np.stack([self._found[int(key)] for key in keys])
        np.savez_compressed(path, encoder=self.encoder, keys=keys, vectors=vectors)

    def of(self, texts: Sequence[str]) -> tuple[list[int], Array]:
        """Positions of the texts that have a vector, and their unit vectors float32 [positions, width]."""
        keys = [_key(text) for text in texts]
        places = [place for place, key in enumerate(keys) if key in self._found]
        raw = np.stack([self._found[keys[place]] for place in places]).astype(np.float32) if places else np.zeros((0, 1))
        return places, raw / np.maximum(np.linalg.norm(raw, axis=1, keepdims=True), 1e-6)

    def renewed(self, texts: Sequence[str], encoder: Encoder) -> Vectors:
        """The vectors of these texts alone, those that are missing made now; says how far it is."""
        known = self._found if self.encoder == encoder.name else {}
        by_key = {_key(text): text for text in texts}
        missing = [text for key, text in by_key.items() if key not in known]
        found = {key: known[key] for key in by_key if key in known}
        for start in range(0, len(missing), _AT_ONCE):
            batch = missing[start : start + _AT_ONCE]
            for text, vector in zip(batch, encoder.encode(batch), strict=True):
                found[_key(text)] = np.round(vector / np.abs(vector).max() * _STEPS).astype(np.int8)
            print(f"\r{min(start + _AT_ONCE, len(missing))} of {len(missing)} new rows", end="", file=sys.stderr, flush=True)
        return Vectors(encoder.name, found)


def main() -> int:
    """Bring the file to what the training files say."""
    rows = read_rows(LANGUAGES, tags())
    renewed = Vectors.load().renewed([row.text for row in rows], E5(threads=2))
    renewed.save()
    print(f"\n{len(rows)} rows, {KEPT.stat().st_size // 1024} kB", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
