"""Every response of the domain has words, in the language of the talk."""

from __future__ import annotations

import pytest
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig, read_endpoint_config

from bot.nlg.phrasebook import PhrasebookGenerator
from services_directory.settings import ROOT

DOMAIN = Domain.load(str(ROOT / "domain.yml"))


@pytest.fixture(scope="module")
def generator() -> NaturalLanguageGenerator:
    endpoint = read_endpoint_config(str(ROOT / "endpoints.yml"), "nlg")
    made = NaturalLanguageGenerator.create(endpoint, None)
    assert isinstance(made, PhrasebookGenerator)
    return made


def tracker(said_in: str | None = None, slot: str | None = None) -> DialogueStateTracker:
    events: list[object] = [ActionExecuted("action_listen")]
    if slot:
        events.append(SlotSet("language", slot))
    if said_in:
        events.append(UserUttered("", {"name": "greet"}, [], {"findings": {"answer_in": said_in}}))
    return DialogueStateTracker.from_events("aa", events, slots=DOMAIN.slots)


@pytest.mark.parametrize("response", sorted(DOMAIN.responses))
@pytest.mark.parametrize("lang", ["en", "es"])
async def test_every_response_has_words(generator: PhrasebookGenerator, response: str, lang: str) -> None:
    said = await generator.generate(response, tracker(lang), "worker", domain_responses=DOMAIN.responses)
    assert said is not None
    assert said["lang"] == lang
    assert said["dir"] == "ltr"
    assert len(said["text"]) > 5
    assert "{" not in said["text"]


@pytest.mark.parametrize(
    ("said_in", "slot", "expected"), [("es", "en", "es"), (None, "es", "es"), (None, None, "en"), ("es", None, "es")]
)
async def test_the_language_of_this_turn_goes_before_that_of_the_talk(
    generator: PhrasebookGenerator, said_in: str | None, slot: str | None, expected: str
) -> None:
    said = await generator.generate("utter_greet", tracker(said_in, slot), "worker")
    assert said is not None
    assert said["lang"] == expected


async def test_an_unknown_response_says_nothing(generator: PhrasebookGenerator) -> None:
    assert await generator.generate("utter_no_such_thing", tracker("en"), "worker") is None


async def test_what_rasa_passes_on_does_not_reach_the_words() -> None:
    said = await PhrasebookGenerator(EndpointConfig()).generate(
        "utter_thanks", tracker("en"), "worker", text="x", lang="xx", count="y"
    )
    assert said is not None
    assert said["lang"] == "en"
