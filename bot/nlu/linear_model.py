"""One linear model with four answers (intent, needs, statuses, crisis), read by a sparse product.

Each answer gives shares over its ids (and `none`, apart from the intent) that add up to 1. Intent, statuses and crisis are
one-against-the-rest machines with wide margins: they part danger from what only sounds like it better than a softmax does.
Needs, of which one message can have several, are a softmax that spreads a row's weight over its needs; it learns only from
rows whose intent can carry a need. No pickle: a JSON file of names and NumPy arrays.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from sklearn.svm import LinearSVC

from bot.nlu.features import Array, Featuriser, counted, grams
from bot.nlu.rows import Row
from bot.understanding.classified import Classified
from bot.understanding.decisions import CARRIES_NEEDS, NONE

_MOST_ROUNDS = 1500
_HEADS = ("intent", "needs", "statuses", "crisis")


@dataclass(frozen=True)
class Training:
    """How the model is fitted: deterministic for equal rows and seed. The defaults were chosen by cross-validation.

    Attributes:
        slack: how dearly a margin machine pays for an example on the wrong side.
        steepness: by how much margins are stretched before they become shares.
        epochs, rate, batch, strength: of the softmax of needs; a greater strength means a weaker ridge.
    """

    slack: float = 0.3
    steepness: float = 3.5
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
        matrix = features.matrix(counts)
        fitted = [_fit_head(head, labels[head], rows, matrix, training or Training()) for head in _HEADS]
        # Half precision is what is kept on disk: rounded here, so that a model answers the same before and after.
        weights = np.concatenate([weights for weights, _ in fitted], axis=1).astype(np.float16)
        return cls(features, labels, weights, np.concatenate([bias for _, bias in fitted]))

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


def _fit_head(head: str, ids: list[str], rows: Sequence[Row], matrix: sp.csr_matrix, how: Training) -> tuple[Array, Array]:
    """Weights float32 [F, ids] and bias [ids] of one answer."""
    target = _target(head, ids, rows)
    if head != "needs":
        weights, bias = _margins(matrix.astype(np.float64), target > 0, how)
        return weights * np.float32(how.steepness), bias * np.float32(how.steepness)
    teaches = np.array([row.intent in CARRIES_NEEDS for row in rows])
    return _descend(matrix[teaches], target[teaches], how)


def _target(head: str, ids: list[str], rows: Sequence[Row]) -> Array:
    """The wanted shares [rows, ids]: those of a row add up to 1."""
    place = {label: position for position, label in enumerate(ids)}
    target = np.zeros((len(rows), len(ids)), dtype=np.float32)
    for number, row in enumerate(rows):
        wanted = (row.intent,) if head == "intent" else row.labels.get(head) or (NONE,)
        for label in wanted:
            target[number, place[label]] = 1 / len(wanted)
    return target


def _margins(matrix: sp.csr_matrix, target: Array, how: Training) -> tuple[Array, Array]:
    """One machine for each id against all others; an id that all rows or none have is not parted."""
    weights, bias = np.zeros((matrix.shape[1], target.shape[1]), np.float32), np.zeros(target.shape[1], np.float32)
    for column in range(target.shape[1]):
        if target[:, column].min() == target[:, column].max():
            bias[column] = 1.0 if target[0, column] else -1.0
            continue
        machine = LinearSVC(C=how.slack, dual=True, max_iter=_MOST_ROUNDS, random_state=how.seed)
        machine.fit(matrix, target[:, column])
        weights[:, column], bias[column] = machine.coef_[0], machine.intercept_[0]
    return weights, bias


def _softmax(scores: Array) -> Array:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def _descend(matrix: sp.csr_matrix, target: Array, how: Training) -> tuple[Array, Array]:
    """Softmax by Adam over shuffled batches: cross-entropy, ridge on the weights."""
    rows, width = matrix.shape
    columns = target.shape[1]
    weights, bias = np.zeros((width, columns), np.float32), np.zeros(columns, np.float32)
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    shuffled, step = np.random.default_rng(how.seed), 0
    for _ in range(how.epochs):
        order = shuffled.permutation(rows)
        for start in range(0, rows, how.batch):
            step += 1
            chosen = order[start : start + how.batch]
            batch = matrix[chosen]
            slope = ((_softmax(batch @ weights + bias) - target[chosen]) / len(chosen)).astype(np.float32)
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
