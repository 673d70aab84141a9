"""The same four answers as the linear model, from a sentence encoder's vector: one hidden layer, NumPy alone.

It knows what n-grams cannot: that a word never seen means nearly the same as one that was.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.nlu.features import Array
from bot.nlu.rows import HEADS as LABELS
from bot.nlu.rows import Row
from bot.understanding.classified import Classified
from bot.understanding.decisions import CARRIES_NEEDS, NONE

_HEADS = ("intent", *LABELS)
_RARE = -3.0  # where the bias of a label begins that few rows have


@dataclass(frozen=True)
class Fitting:
    """How the layers are fitted: Adam over shuffled batches, cross-entropy, dropout; deterministic for equal rows and seed."""

    hidden: int = 512
    epochs: int = 22
    batch: int = 256
    rate: float = 0.002
    dropout: float = 0.3
    scale: float = 4.0
    seed: int = 7


class DenseModel:
    """Scores of all answers for one vector."""

    def __init__(self, labels: dict[str, list[str]], layers: dict[str, Array], mean: Array, encoder: str) -> None:
        """Build from ids of each head, the layers `w1 b1 w2 b2`, the mean of the training vectors and the encoder's name."""
        self.labels = labels
        self.encoder = encoder
        # Half precision is what is kept on disk: rounded here, so that a model answers the same before and after.
        self._layers = {name: layer.astype(np.float16).astype(np.float32) for name, layer in layers.items()}
        self._mean = mean.astype(np.float32)

    @classmethod
    def fit(
        cls, rows: Sequence[Row], vectors: Array, labels: dict[str, list[str]], encoder: str, how: Fitting | None = None
    ) -> DenseModel:
        """Fit to labelled rows and their vectors float32 [rows, width]."""
        how = how or Fitting()
        mean = vectors.mean(axis=0)
        fitting = _Fit(_even(vectors, mean, how), rows, labels, how)
        return cls(labels, {**fitting.run(), "scale": np.array(how.scale, np.float32)}, mean, encoder)

    def classify(self, vector: Array) -> Classified:
        """Probabilities for one vector: of intents they add up to 1, of every other label each stands by itself."""
        even = vector - self._mean
        norm = float(np.linalg.norm(even)) or 1.0
        hidden = np.maximum(even / norm * self._layers["scale"] @ self._layers["w1"] + self._layers["b1"], 0)
        scores = hidden @ self._layers["w2"] + self._layers["b2"]
        answers: dict[str, dict[str, float]] = {}
        for head, start, end in _spans(self.labels):
            chances = _softmax(scores[start:end]) if head == "intent" else 1 / (1 + np.exp(-scores[start:end]))
            answers[head] = {name: float(chance) for name, chance in zip(self.labels[head], chances, strict=True)}
        return Classified(answers["intent"], answers["needs"], answers["statuses"], answers["crisis"])

    def save(self, folder: Path) -> None:
        """Write the model into a folder that exists."""
        about = {"labels": self.labels, "encoder": self.encoder}
        (folder / "dense.json").write_text(json.dumps(about), encoding="utf-8")
        halves = {name: layer.astype(np.float16) for name, layer in self._layers.items()}
        np.savez_compressed(folder / "dense.npz", mean=self._mean, **halves)

    @classmethod
    def load(cls, folder: Path) -> DenseModel | None:
        """Read what `save` wrote; None where the model has no such part."""
        if not (folder / "dense.json").exists():
            return None
        about = json.loads((folder / "dense.json").read_text(encoding="utf-8"))
        with np.load(folder / "dense.npz") as arrays:
            layers = {name: arrays[name] for name in arrays.files if name != "mean"}
            return cls(about["labels"], layers, arrays["mean"], about["encoder"])


def _spans(labels: dict[str, list[str]]) -> Iterator[tuple[str, int, int]]:
    """Columns of each head; `none` is no label of its own here."""
    start = 0
    for head in _HEADS:
        yield head, start, start + len(labels[head])
        start += len(labels[head])


def _even(vectors: Array, mean: Array, how: Fitting) -> Array:
    even = vectors - mean
    norms = np.linalg.norm(even, axis=1, keepdims=True)
    scaled: Array = (even / np.maximum(norms, 1e-6) * how.scale).astype(np.float32)
    return scaled


def _softmax(scores: Array) -> Array:
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Array = raised / raised.sum(axis=-1, keepdims=True)
    return shares


class _Fit:
    """The descent."""

    def __init__(self, inputs: Array, rows: Sequence[Row], labels: dict[str, list[str]], how: Fitting) -> None:
        self._inputs, self._how = inputs, how
        self._wanted, self._counts = _wanted(rows, labels)
        self._intents = len(labels["intent"])
        self._chance = np.random.default_rng(how.seed)
        width, columns = inputs.shape[1], self._wanted.shape[1]
        self._layers = {
            "w1": self._normal(width, how.hidden), "b1": np.zeros(how.hidden, np.float32),
            "w2": self._normal(how.hidden, columns), "b2": np.full(columns, _RARE, np.float32),
        }  # fmt: skip
        self._layers["b2"][: self._intents] = 0
        self._means = {name: np.zeros_like(layer) for name, layer in self._layers.items()}
        self._squares = {name: np.zeros_like(layer) for name, layer in self._layers.items()}

    def _normal(self, rows: int, columns: int) -> Array:
        drawn: Array = (self._chance.standard_normal((rows, columns)) * 0.05).astype(np.float32)
        return drawn

    def run(self) -> dict[str, Array]:
        """The fitted layers."""
        step = 0
        for _ in range(self._how.epochs):
            order = self._chance.permutation(len(self._inputs))
            for start in range(0, len(order), self._how.batch):
                step += 1
                self._step(order[start : start + self._how.batch], step)
        return self._layers

    def _step(self, chosen: Array, step: int) -> None:
        inputs, layers = self._inputs[chosen], self._layers
        raw = inputs @ layers["w1"] + layers["b1"]
        kept = (self._chance.random(raw.shape, dtype=np.float32) >= self._how.dropout) / np.float32(1 - self._how.dropout)
        hidden = np.maximum(raw, 0) * kept
        scores = hidden @ layers["w2"] + layers["b2"]
        found = np.concatenate([_softmax(scores[:, : self._intents]), 1 / (1 + np.exp(-scores[:, self._intents :]))], axis=1)
        slope = ((found - self._wanted[chosen]) * self._counts[chosen] / len(chosen)).astype(np.float32)
        back = (slope @ layers["w2"].T) * kept * (raw > 0)
        slopes = {"w2": hidden.T @ slope, "b2": slope.sum(axis=0), "w1": inputs.T @ back, "b1": back.sum(axis=0)}
        for name, change in slopes.items():
            self._adam(name, change.astype(np.float32), step)

    def _adam(self, name: str, change: Array, step: int) -> None:
        mean, square = self._means[name], self._squares[name]
        mean += np.float32(0.1) * (change - mean)
        square += np.float32(0.001) * (change * change - square)
        rate = np.float32(self._how.rate * np.sqrt(1 - 0.999**step) / (1 - 0.9**step))
        self._layers[name] -= rate * mean / (np.sqrt(square) + np.float32(1e-8))


def _wanted(rows: Sequence[Row], labels: dict[str, list[str]]) -> tuple[Array, Array]:
    """What each column should be for each row, and whether it counts: needs are learnt only where the intent can carry one."""
    columns = sum(end - start for _, start, end in _spans(labels))
    wanted, counts = np.zeros((len(rows), columns), np.float32), np.ones((len(rows), columns), np.float32)
    for head, start, end in _spans(labels):
        place = {label: start + position for position, label in enumerate(labels[head])}
        for number, row in enumerate(rows):
            for label in (row.intent,) if head == "intent" else row.labels.get(head) or (NONE,):
                wanted[number, place[label]] = 1
            if head == "needs" and row.intent not in CARRIES_NEEDS:
                counts[number, start:end] = 0
    return wanted, counts
