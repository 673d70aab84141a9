"""Rasa's `Agent`, embedded: no HTTP, no channel of Rasa's, actions in this process, a memory of our own.

Importing this module imports Rasa, so only the worker does, after the process has been hardened and its logs configured.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import sentry_sdk
from rasa import telemetry
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.tracker_store import TrackerStore, create_tracker_store
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

from bot.privacy.logs import describe, report
from bot.shared.settings import SharedSettings
from bot.shared.store import SharedStore
from bot.tracker_store import ConversationStore, NoStore
from services_directory.errors import FaroError

ACTIONS = "actions"
STORE = "bot.tracker_store.ConversationStore"
_SHOWN = ("text", "buttons", "custom", "lang", "dir", "parts")
# What would let a conversation out of this process: each is refused by name.
_REFUSED = ("event_broker", "nlu", "model", "lock_store", "action")


class Collected(OutputChannel):  # type: ignore[misc]
    """Gathers the messages of one turn."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """The channel's name for Rasa."""
        return "worker"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Take the parts that are for the person, and nothing else."""
        self.messages.append({part: message[part] for part in _SHOWN if message.get(part)})


class InProcessActions(EndpointConfig):  # type: ignore[misc]
    """Stands where Rasa would call an action server: the same actions, without HTTP. A failing one says so, plainly."""

    def __init__(self, executor: ActionExecutor) -> None:
        super().__init__(enable_selective_domain=True)
        self._executor = executor

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Run the action that Rasa names. Nothing that it raises goes further than its type and place."""
        call = kwargs["json"]
        try:
            return await self._executor.run(call)
        except Exception as error:
            report("action.failed", level="ERROR", action=call["next_action"], **describe(error))
            return {"events": [], "responses": [{"response": "utter_trouble"}]}


class Assistant:
    """A trained model, ready to talk."""

    def __init__(self, agent: Agent, store: ConversationStore, executor: ActionExecutor) -> None:
        self._agent = agent
        self._executor = executor
        self.store = store

    @classmethod
    def load(cls, model: Path, endpoints_file: Path) -> Assistant:
        """Load a model, and make sure that nothing of a conversation can leave this process.

        Raises:
            FaroError: the endpoints would let a conversation out, or the model cannot be loaded.
        """
        endpoints = AvailableEndpoints.read_endpoints(str(endpoints_file))
        _refuse_leaks(endpoints)
        store = _store(endpoints)
        executor = ActionExecutor()
        executor.register_package(ACTIONS)
        RemoteAction._validate_action_result = _trusted
        agent = Agent.load(model, generator=endpoints.nlg, tracker_store=store, action_endpoint=InProcessActions(executor))
        return cls(agent, _only_store(agent), executor)

    async def parse(self, text: str, about: dict[str, Any]) -> dict[str, Any]:
        """What the model reads in a text.

        Args:
            text: redacted, not empty, not beginning with a slash.
            about: `city` and `language` as far as they are known.

        Returns:
            Rasa's parse data, with `findings`.
        """
        return dict(await self._agent.processor.parse_message(UserMessage(text, metadata=about)))

    async def hear(self, message: dict[str, Any], slots: dict[str, Any]) -> dict[str, Any]:
        """Intent and findings in the light of the talk: `{"intent", "findings"}`."""
        tracker = {"sender_id": "", "slots": slots, "latest_message": message, "events": []}
        heard = await self._executor.run({"next_action": "action_hear", "tracker": tracker})
        return dict(heard["events"][0])

    async def answer(self, conversation: str, intent: dict[str, Any], findings: dict[str, Any]) -> list[dict[str, Any]]:
        """One turn: codes in, messages out. The text itself never reaches Rasa's dialogue."""
        channel = Collected()
        parsed = {"text": "", "intent": intent, "entities": [], "findings": findings}
        await self._agent.processor.handle_message(UserMessage("", channel, conversation, parse_data=parsed))
        return channel.messages


def _trusted(_: RemoteAction, result: dict[str, Any]) -> bool:
    """Our own actions' answers are not checked against a schema again at every call (24 of 30 ms)."""
    return True


def _refuse_leaks(endpoints: AvailableEndpoints) -> None:
    for name in _REFUSED:
        if getattr(endpoints, name) is not None:
            key = {"model": "models", "action": "action_endpoint"}.get(name, name)
            raise FaroError(f"endpoints.yml: {key} would take conversations out of the worker; take it out")
    if getattr(endpoints.tracker_store, "type", None) != STORE:
        raise FaroError(f"endpoints.yml: tracker_store.type must be {STORE}")
    if importlib.util.find_spec("rasa_plus") is not None:
        raise FaroError("a package named rasa_plus is installed, which Rasa would load as a plug-in; remove it")
    if sentry_sdk.Hub.current.client is not None:
        raise FaroError("crash reports to Sentry are on; turn them off")
    if telemetry.is_telemetry_enabled():
        raise FaroError("Rasa's telemetry is on; set RASA_TELEMETRY_ENABLED=false")


def _store(endpoints: AvailableEndpoints) -> TrackerStore:
    """The memory that endpoints.yml names; shared with other servers where the environment says so."""
    shared = SharedSettings.from_environment()
    if shared is None:
        return create_tracker_store(endpoints.tracker_store, Domain.empty(), None)
    return SharedStore(Domain.empty(), shared, **endpoints.tracker_store.kwargs)


def _only_store(agent: Agent) -> ConversationStore:
    """The agent's store is ours, and the copy that Rasa would make when it fails is kept nowhere.

    Raises:
        FaroError: it is another one (Rasa takes its own in silence where the name is mistyped).
    """
    wrapper = agent.tracker_store
    store: ConversationStore = wrapper._tracker_store
    if type(store) not in (ConversationStore, SharedStore) or agent.processor.tracker_store is not wrapper:
        raise FaroError(f"endpoints.yml: tracker_store.type must be {STORE}, and it must load")
    wrapper._fallback_tracker_store = NoStore(agent.domain)
    wrapper._on_tracker_store_error = lambda error: report("memory.failed", level="ERROR", **describe(error))
    return store
