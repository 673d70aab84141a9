"""Rasa component: everything else that is understood, and all of it as `findings`."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.language_component import said_before
from bot.nlu.request_classifier import CLASSIFIED
from bot.understanding.findings import read

FINDINGS = "findings"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FactsComponent(GraphComponent):
    """Sets `findings` (see `bot.understanding.findings`) on every message; it reaches the parse data."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> FactsComponent:
        """See the parent class."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Read messages."""
        for message in messages:
            hint, city = said_before(message, "language"), said_before(message, "city")
            findings = read(message.get(TEXT) or "", hint, city, message.get(CLASSIFIED))
            message.set(FINDINGS, dict(findings), add_to_output=True)
        return messages
