"""One linear model with four answers (intent, needs, statuses, crisis), trained together and read by a sparse product.

Each answer is a softmax over its ids and `none`. A row with several ids spreads its weight over them. Needs are learned only
from rows whose intent can carry a need; what the other intents say about needs would teach nothing.
No pickle: a JSON file of names and NumPy arrays.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp

from bot.nlu.features import Featuriser, counted, grams
from bot.nlu.rows import Row
from bot.understanding.classified import Classified
from bot.understanding.decisions import CARRIES_NEEDS, NONE

_HEADS = ("intent", "needs", "statuses", "crisis")
Array = np.ndarray


@dataclass(frozen=True)
class Training:
    """How the model is fitted: deterministic for equal rows and seed."""

    epochs: int = 12
    rate: float = 0.02
    batch: int = 256
    strength: float = 10.0
    seed: int = 7


class LinearModel:
    """Scores of all answers for one text.

    Attributes:
        labels: ids of each head in the order of its columns.
    """

    def __init__(self, features: Featuriser, labels: dict[str, list[str]], weights: Array, bias: Array) -> None:
        """Build from features, ids of each head, weights float32 [F, columns] and bias float32 [columns]."""
        self.features = features
        self.labels = labels
        self._weights = np.ascontiguousarray(weights, dtype=np.float32)
        self._bias = bias.astype(np.float32)

    @classmethod
    def fit(cls, rows: Sequence[Row], languages: Sequence[Sequence[str]], training: Training | None = None) -> LinearModel:
        """Fit to labelled rows.

        Args:
            rows: examples with their labels.
            languages: for each row the languages in which it is written.
            training: how; the defaults were chosen by cross-validation.

        Raises:
            ValueError: there are no rows.
        """
        if not rows:
            raise ValueError("no training examples")
        counts = list(counted((row.text, tags) for row, tags in zip(rows, languages, strict=True)))
        features = Featuriser.fit(counts)
        labels = _labels(rows)
        targets, masks = _targets(rows, labels)
        weights, bias = _descend(features.matrix(counts), targets, masks, training or Training())
        return cls(features, labels, weights, bias)

    def classify(self, text: str, languages: Sequence[str]) -> Classified:
        """Probabilities for one raw message, given the languages in which it is written."""
        places, values = self.features.row(grams(text, languages))
        scores = values @ self._weights[places] + self._bias if len(places) else self._bias
        answers, start = {}, 0
        for head in _HEADS:
            names = self.labels[head]
            answers[head] = _ranked(names, _softmax(scores[None, start : start + len(names)])[0])
            start += len(names)
        return Classified(answers["intent"], answers["needs"], answers["statuses"], answers["crisis"])

    def save(self, folder: Path) -> None:
        """Write the model into a folder that exists."""
        self.features.save(folder)
        (folder / "labels.json").write_text(json.dumps(self.labels), encoding="utf-8")
        np.savez_compressed(folder / "weights.npz", weights=self._weights.astype(np.float16), bias=self._bias)

    @classmethod
    def load(cls, folder: Path) -> LinearModel:
        """Read what `save` wrote."""
        labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        with np.load(folder / "weights.npz") as arrays:
            return cls(Featuriser.load(folder), labels, arrays["weights"], arrays["bias"])


def _ranked(names: Sequence[str], chances: Array) -> dict[str, float]:
    return {names[place]: float(chances[place]) for place in np.argsort(-chances, kind="stable")}


def _labels(rows: Sequence[Row]) -> dict[str, list[str]]:
    labels = {"intent": sorted({row.intent for row in rows})}
    for head in _HEADS[1:]:
        labels[head] = [*sorted({label for row in rows for label in row.labels.get(head, ())}), NONE]
    return labels


def _targets(rows: Sequence[Row], labels: dict[str, list[str]]) -> tuple[list[Array], list[Array]]:
    """For each head the wanted shares [rows, ids] and which rows teach it [rows, 1]."""
    targets, masks = [], []
    for head in _HEADS:
        place = {label: position for position, label in enumerate(labels[head])}
        target = np.zeros((len(rows), len(place)), dtype=np.float32)
        for number, row in enumerate(rows):
            wanted = (row.intent,) if head == "intent" else row.labels.get(head) or (NONE,)
            for label in wanted:
                target[number, place[label]] = 1 / len(wanted)
        teaches = [head != "needs" or row.intent in CARRIES_NEEDS for row in rows]
        targets.append(target)
        masks.append(np.array(teaches, dtype=np.float32)[:, None])
    return targets, masks


def _softmax(scores: Array) -> Array:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def _descend(matrix: sp.csr_matrix, targets: list[Array], masks: list[Array], how: Training) -> tuple[Array, Array]:
    """Adam over shuffled batches; cross-entropy of each head, ridge on the weights."""
    rows, width = matrix.shape
    columns = sum(target.shape[1] for target in targets)
    weights, bias = np.zeros((width, columns), np.float32), np.zeros(columns, np.float32)
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    shuffled, step = np.random.default_rng(how.seed), 0
    for _ in range(how.epochs):
        order = shuffled.permutation(rows)
        for start in range(0, rows, how.batch):
            step += 1
            chosen = order[start : start + how.batch]
            batch = matrix[chosen]
            slope = _slope(batch @ weights + bias, [t[chosen] for t in targets], [m[chosen] for m in masks])
            change = np.asarray(batch.T @ slope) + weights * np.float32(1 / (how.strength * rows))
            _adam(weights, mean, square, change, how.rate, step)
            bias -= np.float32(0.1 * how.rate) * slope.sum(axis=0)
    return weights, bias


def _adam(weights: Array, mean: Array, square: Array, change: Array, rate: float, step: int) -> None:
    mean *= np.float32(0.9)
    mean += np.float32(0.1) * change
    square *= np.float32(0.99)
    np.multiply(change, change, out=change)
    square += np.float32(0.01) * change
    np.sqrt(square, out=change)
    change *= np.float32(1 / np.sqrt(1 - 0.99**step))
    change += np.float32(1e-8)
    np.divide(mean, change, out=change)
    weights -= np.float32(rate / (1 - 0.9**step)) * change


def _slope(scores: Array, targets: list[Array], masks: list[Array]) -> Array:
    pieces, start = [], 0
    for target, mask in zip(targets, masks, strict=True):
        stop = start + target.shape[1]
        pieces.append((_softmax(scores[:, start:stop]) - target) * mask)
        start = stop
    return (np.concatenate(pieces, axis=1) / len(scores)).astype(np.float32)
