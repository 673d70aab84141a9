"""Rasa component: the languages in which a message is written."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.understanding.findings import languages_of, spoken
from bot.understanding.language import identify

LANGUAGES = "languages"
METADATA = "metadata"


def said_before(message: Message, what: str) -> str | None:
    """What the channel tells of the conversation beside the text: `language` (a hint) or `city`."""
    told = message.get(METADATA)
    value = told.get(what) if isinstance(told, dict) else None
    return value if isinstance(value, str) else None


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class LanguageComponent(GraphComponent):
    """Sets `languages` (tags, the message's own first) on every message, also on training examples."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> LanguageComponent:
        """See the parent class."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Set the languages of training examples."""
        self.process([message for message in training_data.training_examples if message.get(TEXT)])
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the languages of messages."""
        for message in messages:
            guess = identify(spoken(message.get(TEXT) or ""), said_before(message, "language"))
            message.set(LANGUAGES, list(languages_of(guess)))
        return messages
