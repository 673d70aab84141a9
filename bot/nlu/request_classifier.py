"""Rasa component: what is asked (intent), which needs, statuses and crises.

A linear model over n-grams and ideas speaks first. Where it is not sure and a sentence encoder is installed, the encoder's view
is taken as well: most messages are plain and need no second look.
"""

from __future__ import annotations

import hashlib
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.dense_model import DenseModel
from bot.nlu.encoder import installed
from bot.nlu.language_component import LANGUAGES, METADATA
from bot.nlu.linear_model import LinearModel, Training
from bot.nlu.rows import Row, labels_of
from bot.nlu.vectors import KEPT, Vectors
from bot.understanding.classified import Classified, merged
from bot.understanding.decisions import CARRIES_NEEDS, NONE
from bot.understanding.findings import spoken
from bot.understanding.lexicon import LANGUAGES as LEXICONS
from services_directory.settings import ROOT

CLASSIFIED = "classified"
_RANKED = 10
_SURE, _SURE_OF_NEED, _NO_DANGER = 0.85, 0.9, 0.05


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class RequestClassifier(GraphComponent):
    """Sets `intent`, `intent_ranking` and `classified` (all probabilities) on every message."""

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: LinearModel | None = None,
        dense: DenseModel | None = None,
    ) -> None:
        """Build from the component's config (fields of `Training`) and, where it is trained, the models."""
        self._training = Training(**{name: config[name] for name in self.get_default_config()})
        self._storage = storage
        self._resource = resource
        self._take(model, dense)

    def _take(self, model: LinearModel | None, dense: DenseModel | None) -> None:
        self._model, self._dense = model, dense
        encoder = installed() if dense else None
        self._encoder = encoder if dense and encoder and encoder.name == dense.encoder else None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """How the model is fitted."""
        default = Training()
        return {name: getattr(default, name) for name in Training.__dataclass_fields__}

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> RequestClassifier:
        """See the parent class."""
        return cls({**cls.get_default_config(), **config}, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> RequestClassifier:
        """Read a trained component."""
        with model_storage.read_from(resource) as folder:
            model, dense = LinearModel.load(folder), DenseModel.load(folder)
        return cls({**cls.get_default_config(), **config}, model_storage, resource, model, dense)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Lexicons and the code of the features are part of the model: when they change, it is trained anew."""
        digest = hashlib.sha256()
        files = [*LEXICONS.glob("*/lexicon/*.yml"), *(ROOT / "data" / "places").glob("*.yml"), *KEPT.parent.glob("*.npz")]
        code = [*(ROOT / "bot" / "understanding").glob("*.py"), *(ROOT / "bot" / "nlu").glob("*.py")]
        for path in sorted([*files, *code]):
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model to the examples and keep it."""
        examples = [message for message in training_data.intent_examples if message.get(TEXT)]
        rows = [
            Row(message.get(TEXT), message.get(INTENT), labels_of((message.get(METADATA) or {}).get(INTENT)))
            for message in examples
        ]
        model = LinearModel.fit(rows, [message.get(LANGUAGES) for message in examples], self._training)
        dense = _dense(rows, model.labels)
        with self._storage.write_to(self._resource) as folder:
            model.save(folder)
            if dense:
                dense.save(folder)
        self._take(model, dense)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Classify messages."""
        for message in messages:
            classified = self._classify(message)
            ranking = [
                {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: chance}
                for name, chance in list(classified.intents.items())[:_RANKED]
            ]
            message.set(CLASSIFIED, classified)
            message.set(INTENT, ranking[0] if ranking else None, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _classify(self, message: Message) -> Classified:
        text = spoken(message.get(TEXT) or "")
        if self._model is None or not text:
            return Classified()
        first = self._model.classify(text, message.get(LANGUAGES) or ["en"])
        if self._encoder is None or self._dense is None or _is_sure(first):
            return first
        return merged(first, self._dense.classify(self._encoder.encode([text])[0]))


def _dense(rows: list[Row], labels: dict[str, list[str]]) -> DenseModel | None:
    """The encoder's view, of the rows whose vectors are kept."""
    vectors = Vectors.load()
    places, known = vectors.of([row.text for row in rows])
    return DenseModel.fit([rows[place] for place in places], known, labels, vectors.encoder) if places else None


def _is_sure(found: Classified) -> bool:
    """A plain message: one intent, one need or none, no thought of danger."""
    intent = found.intent
    if intent is None or found.intents[intent] < _SURE or 1 - found.crises.get(NONE, 1.0) > _NO_DANGER:
        return False
    return intent not in CARRIES_NEEDS or max(found.needs.values(), default=0.0) >= _SURE_OF_NEED
