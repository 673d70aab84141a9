"""Acute danger in a message is answered next, whatever else was going on; then the conversation goes on where it was."""

from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

ACTION_CRISIS = "action_crisis"
PRIORITY = 10  # above the rules (6) and the memory of stories (3), which are as sure of themselves


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT], is_trainable=True)
class CrisisFirstPolicy(Policy):
    """Reads the findings of the last message, not its intent. It has nothing to learn."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The priority of its predictions."""
        return {"priority": PRIORITY}

    def train(self, training_trackers: list[Any], domain: Domain, **kwargs: Any) -> Resource:
        """Nothing to learn: the rule stands in the code. A mark is written, since Rasa wants every policy to keep something."""
        with self._model_storage.write_to(self._resource) as path:
            (path / "crisis_first").touch()
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> CrisisFirstPolicy:
        """Nothing to load."""
        return cls(config, model_storage, resource, execution_context)

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """`action_crisis` right after a message with danger in it, then listen; no opinion on anything else."""
        probabilities = [0.0] * domain.num_actions
        action = self._next(tracker)
        if action is not None:
            probabilities[domain.index_for_action(action)] = 1.0
        return self._prediction(probabilities)

    @staticmethod
    def _next(tracker: DialogueStateTracker) -> str | None:
        if tracker.latest_action_name == ACTION_CRISIS:
            return str(ACTION_LISTEN_NAME)
        just_heard = tracker.latest_action_name == ACTION_LISTEN_NAME
        return ACTION_CRISIS if just_heard and crises(tracker) else None


def crises(tracker: DialogueStateTracker) -> list[str]:
    """Ids of the dangers found in the last message."""
    if tracker.latest_message is None:
        return []
    findings = tracker.latest_message.parse_data.get("findings") or {}
    return list(findings.get("crisis") or [])
