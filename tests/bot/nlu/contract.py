"""What every Rasa component of ours must do, stated once: train, keep, load, say the same again; take empty and strange text."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

GARBAGE = (
    "",
    " ",
    "\x00",
    "🙂🙂",
    "\ud800",
    "a" * 5000,
    "<b>x</b>",
    "'; --",
    "\u202e\u200b",
    '/greet{"a": 1}',
    "مرحبا 你好 hi",
)
SAYINGS = {
    ("find_service", "food"): ["bread for my family", "we are hungry today", "comida para tres", "a soup kitchen near here"],
    ("find_service", "housing"): ["a room to rent", "busco piso barato", "flat for four people", "habitación en el centro"],
    ("thanks", None): ["thank you so much", "mil gracias", "thanks friend"],
    ("greet", None): ["hello there", "hola buenas", "good morning all"],
}
CRIES = ["he is beating my aunt now", "me está golpeando mi tío"]


def training_data() -> TrainingData:
    """A few labelled messages, as Rasa's reader makes them."""
    examples = []
    for (intent, need), texts in SAYINGS.items():
        labels = {"needs": [need]} if need else {}
        examples += [Message({TEXT: text, INTENT: intent, "metadata": {"intent": labels}}) for text in texts]
    danger = {"crisis": ["violence_now"]}
    examples += [Message({TEXT: text, INTENT: "crisis", "metadata": {"intent": danger}}) for text in CRIES]
    return TrainingData(examples)


class Bench:
    """One component in Rasa's own storage."""

    def __init__(self, kind: type[GraphComponent], folder: Path, before: Sequence[GraphComponent] = ()) -> None:
        """Put the component behind those that run before it."""
        self._kind = kind
        self._before = before
        self._storage = LocalModelStorage.create(folder)
        self._resource = Resource(kind.__name__)
        self._context = ExecutionContext(GraphSchema({}), node_name=kind.__name__)

    def trained(self) -> Any:
        """The component, trained where it can be."""
        component = self._kind.create(self._kind.get_default_config(), self._storage, self._resource, self._context)
        if hasattr(component, "train"):
            component.train(self._prepared(training_data()))
        return component

    def loaded(self) -> Any:
        """The component as a server reads it from what training kept."""
        return self._kind.load(self._kind.get_default_config(), self._storage, self._resource, self._context)

    def _prepared(self, data: TrainingData) -> TrainingData:
        for component in self._before:
            if hasattr(component, "process_training_data"):
                data = component.process_training_data(data)  # type: ignore[attr-defined]
        return data

    def said(self, component: Any, text: str, **told: str) -> dict[str, Any]:
        """All that is known of a message after the component has processed it."""
        message = Message({TEXT: text, "metadata": told or None})
        for earlier in self._before:
            earlier.process([message])  # type: ignore[attr-defined]
        component.process([message])
        return copy.deepcopy(message.data)


def check(bench: Bench) -> None:
    """The contract."""
    trained = bench.trained()
    loaded = bench.loaded()
    for text in ("bread and milk for my kids", "busco piso", "hello", "he is beating me", *GARBAGE):
        first = bench.said(trained, text, language="es", city="malaga")
        assert first == bench.said(trained, text, language="es", city="malaga"), "the same message, the same answer"
        assert first == bench.said(loaded, text, language="es", city="malaga"), "as trained, so loaded"
        assert bench.said(loaded, text)[TEXT] == text, "the text is not changed"
