"""Domain, rules, actions, slots and words agree with each other, so that every message leads somewhere."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
import re
from typing import Any

import pytest
import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader

import actions
from actions.base import FaroAction
from actions.hear import Hear
from actions.slots import Memory
from services_directory.settings import ROOT
from services_directory.vocabulary import ids
from services_directory.wording.phrases import Phrasebook

CONVERSATION = ROOT / "data" / "conversation"
DOMAIN = Domain.load(str(ROOT / "domain.yml"))
BOOK = Phrasebook.load()
# What Rasa adds to every domain by itself.
RASAS_OWN = re.compile(
    r"action_(listen|restart|session_start|default_.*|deactivate_loop|revert.*|two_stage.*|back|unlikely.*|extract.*)|.*_form|\.\.\."
)


def raw(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    return loaded


def action_classes() -> list[type[FaroAction]]:
    for module in pkgutil.iter_modules(actions.__path__):
        importlib.import_module(f"actions.{module.name}")
    return FaroAction.__subclasses__()


def rules() -> dict[str, str]:
    return {rule["steps"][0]["intent"]: rule["steps"][1]["action"] for rule in raw("data/conversation/rules.yml")["rules"]}


def test_the_intents_are_those_of_the_vocabulary_and_the_turns_of_the_talk() -> None:
    assert raw("domain.yml")["intents"] == [*ids("intents"), *ids("turns")]


def test_every_intent_leads_to_one_action() -> None:
    assert set(rules()) == {*ids("intents"), *ids("turns"), "nlu_fallback"}


def test_every_action_of_the_domain_exists_and_every_one_that_exists_is_in_the_domain() -> None:
    named = {made.action_name for made in action_classes()}
    assert "" not in named
    assert named == set(raw("domain.yml")["actions"])
    assert len(named) == len(action_classes())
    assert Hear().name() not in named, "hearing is no part of the dialogue"


def test_every_action_is_reached_by_a_rule() -> None:
    assert set(rules().values()) == set(raw("domain.yml")["actions"])


def test_the_slots_are_the_memory_and_none_steers_or_is_filled_by_rasa() -> None:
    slots = raw("domain.yml")["slots"]
    assert set(slots) == {field.name for field in dataclasses.fields(Memory) if not field.name.startswith("_")}
    for name, slot in slots.items():
        assert slot["type"] in ("any", "list"), name
        assert slot["influence_conversation"] is False, name
        assert slot["mappings"] == [{"type": "custom"}], name


def test_the_domain_holds_names_and_no_sentence() -> None:
    for response, variations in raw("domain.yml")["responses"].items():
        assert variations == [{"custom": {"phrase": response}}]
        assert BOOK.known(response)
    assert not re.search(r"\btext:", (ROOT / "domain.yml").read_text(encoding="utf-8"))


def test_nothing_is_carried_into_a_new_conversation_and_both_clocks_agree() -> None:
    session = raw("domain.yml")["session_config"]
    assert session["carry_over_slots_to_new_session"] is False
    assert session["session_expiration_time"] == raw("endpoints.yml")["tracker_store"]["idle_minutes"] == 30


def test_nothing_in_the_endpoints_lets_a_conversation_out() -> None:
    assert set(raw("endpoints.yml")) == {"nlg", "tracker_store"}
    assert raw("credentials.yml") == {}


@pytest.mark.parametrize("file", sorted(CONVERSATION.glob("*.yml")), ids=lambda file: file.name)
def test_rasa_reads_the_conversation_files_and_they_name_only_what_there_is(file: Any) -> None:
    steps = YAMLStoryReader().read_from_file(file)
    assert steps
    text = file.read_text(encoding="utf-8")
    assert set(re.findall(r"- action: (\S+)", text)) <= set(raw("domain.yml")["actions"])
    assert set(re.findall(r"- intent: (\S+)", text)) <= {*ids("intents"), *ids("turns"), "nlu_fallback"}
    assert not re.search(r"user:|bot:|text:", text), "no language here"


def test_stories_and_rules_never_say_different_things() -> None:
    leads_to = rules()
    for story in raw("data/conversation/stories.yml")["stories"]:
        steps = story["steps"]
        for said, done in zip(steps[::2], steps[1::2], strict=True):
            assert leads_to[said["intent"]] == done["action"], story["story"]


def test_no_action_of_rasas_own_is_reached() -> None:
    ours = set(raw("domain.yml")["actions"]) | set(DOMAIN.responses)
    assert all(name in ours or RASAS_OWN.fullmatch(name) for name in DOMAIN.action_names_or_texts)
