"""Rasa's generator: the name of a response and the language of the conversation give a sentence of the phrase book.

`domain.yml` holds names only; the words stand in `data/languages/<tag>/phrases/`.
"""

from __future__ import annotations

from typing import Any

from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from services_directory.wording.direction import direction
from services_directory.wording.phrases import FALLBACK, Phrasebook

LANGUAGE_SLOT = "language"


class PhrasebookGenerator(NaturalLanguageGenerator):
    """Says responses in the language that this turn is answered in."""

    def __init__(self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None) -> None:
        self._book = Phrasebook.load()

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """The response as `{"text", "lang", "dir"}`.

        Args:
            utter_action: name of the response; the phrase has the same id.
            kwargs: `values`, a mapping for the phrase's placeholders; what else Rasa passes on is not for the words.

        Returns:
            None when no language has the phrase, as Rasa expects.
        """
        if not self._book.known(utter_action):
            return None
        lang = language(tracker)
        return {
            "text": self._book.say(lang, utter_action, **(kwargs.get("values") or {})),
            "lang": lang,
            "dir": direction(lang),
        }


def language(tracker: DialogueStateTracker) -> str:
    """The language that the last message is answered in, else that of the conversation, else English."""
    heard = tracker.latest_message.parse_data.get("findings") if tracker.latest_message else None
    lang = (heard or {}).get("answer_in") or tracker.get_slot(LANGUAGE_SLOT)
    return str(lang or FALLBACK)
