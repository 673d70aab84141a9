"""Rasa component: the intent as decided. Danger that was found is the intent, whatever the classifier ranked first."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.facts_component import FINDINGS


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class CrisisComponent(GraphComponent):
    """Makes `intent` and its ranking agree with `findings`."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> CrisisComponent:
        """See the parent class."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Put the decided intent first."""
        for message in messages:
            findings = message.get(FINDINGS)
            if findings:
                decided = {INTENT_NAME_KEY: findings["intent"], PREDICTED_CONFIDENCE_KEY: findings["confidence"]}
                ranking = message.get(INTENT_RANKING_KEY) or []
                others = [other for other in ranking if other[INTENT_NAME_KEY] != findings["intent"]]
                message.set(INTENT, decided, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [decided, *others], add_to_output=True)
        return messages
