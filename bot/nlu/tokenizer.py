"""Rasa component: words of a message by spaCy's rules for its language; Chinese by characters."""

from __future__ import annotations

from functools import cache
from typing import Any

import spacy
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from spacy.language import Language

from bot.nlu.language_component import LANGUAGES
from bot.understanding.text import clean

_ANY_LANGUAGE = "xx"


@cache
def _pipeline(tag: str) -> Language:
    try:
        return spacy.blank(tag)
    except ImportError:
        return spacy.blank(_ANY_LANGUAGE)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class BlankSpacyTokenizer(Tokenizer):
    """Tokens by spaCy's blank pipeline of the language that stands first in `languages`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Intents are whole: no symbol splits them."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> BlankSpacyTokenizer:
        """See the parent class."""
        return cls({**cls.get_default_config(), **config})

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens of one attribute; one empty token for a text without words.

        spaCy keeps every word that it has ever seen, in its vocabulary and its tokenizer, unless that is done in a memory zone:
        then new ones go at the zone's end. A name that somebody typed would else stay for the life of the process.
        """
        text = clean(message.get(attribute) or "")
        pipeline = _pipeline((message.get(LANGUAGES) or [_ANY_LANGUAGE])[0])
        with pipeline.memory_zone():
            found = [Token(word.text, word.idx) for word in pipeline.make_doc(text) if not word.is_space]
        return found or [Token(text, 0)]
