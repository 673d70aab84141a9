"""Danger goes before everything, and then the talk goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.policies.crisis_first import PRIORITY, CrisisFirstPolicy
from services_directory.settings import ROOT


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load(str(ROOT / "domain.yml"))


@pytest.fixture
def policy(tmp_path: Path) -> CrisisFirstPolicy:
    context = ExecutionContext(GraphSchema({}))
    config = CrisisFirstPolicy.get_default_config()
    made = CrisisFirstPolicy.create(config, LocalModelStorage(tmp_path), Resource("crisis_first"), context)
    made.train([], Domain.empty())
    return CrisisFirstPolicy.load(config, LocalModelStorage(tmp_path), Resource("crisis_first"), context)


def tracker(*events: object, crisis: list[str] | None = None, intent: str = "find_service") -> DialogueStateTracker:
    findings = {"findings": {"crisis": crisis or []}}
    said = UserUttered("", {"name": intent, "confidence": 1.0}, [], findings)
    return DialogueStateTracker.from_events("aa", [ActionExecuted("action_listen"), said, *events])


def chosen(prediction: PolicyPrediction, domain: Domain) -> str | None:
    if prediction.max_confidence == 0.0:
        return None
    return domain.action_names_or_texts[prediction.max_confidence_index]


@pytest.mark.parametrize("intent", ["find_service", "deny", "skip", "out_of_scope", "nlu_fallback", "crisis"])
def test_danger_is_answered_next_whatever_the_intent(policy: CrisisFirstPolicy, domain: Domain, intent: str) -> None:
    prediction = policy.predict_action_probabilities(tracker(crisis=["violence_now"], intent=intent), domain)
    assert chosen(prediction, domain) == "action_crisis"
    assert prediction.max_confidence == 1.0
    assert prediction.policy_priority == PRIORITY


def test_it_outranks_rules_and_stories() -> None:
    from rasa.core.policies.memoization import MemoizationPolicy
    from rasa.core.policies.rule_policy import RulePolicy

    for other in (RulePolicy, MemoizationPolicy):
        assert other.get_default_config()["priority"] < PRIORITY


def test_after_the_answer_it_listens_again(policy: CrisisFirstPolicy, domain: Domain) -> None:
    said = tracker(ActionExecuted("action_crisis"), crisis=["self_harm"])
    assert chosen(policy.predict_action_probabilities(said, domain), domain) == "action_listen"


def test_without_danger_it_has_no_opinion(policy: CrisisFirstPolicy, domain: Domain) -> None:
    assert chosen(policy.predict_action_probabilities(tracker(), domain), domain) is None
    after = tracker(ActionExecuted("action_find_services"), crisis=["self_harm"])
    assert chosen(policy.predict_action_probabilities(after, domain), domain) is None
    empty = DialogueStateTracker.from_events("aa", [])
    assert chosen(policy.predict_action_probabilities(empty, domain), domain) is None
