"""What the assistant remembers of a conversation: its slots and last turns, in memory, for at most 30 idle minutes.

Of each event only what Rasa needs to go on is kept: which intent, which action. No text, no findings, no answers of ours, no
message ids. The slots stand once, as a snapshot at the head, so that a long conversation costs no more than a short one.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.privacy.logs import describe, report

IDLE_MINUTES = 30
MOST_EVENTS = 30
MOST_TURNS = 3
MOST_CONVERSATIONS = 20_000
ANSWER_SECONDS = 120
MOST_ANSWERS = 256


@dataclass(slots=True)
class _Kept:
    events: list[Event]
    last: float


@dataclass(slots=True)
class _Said:
    answer: dict[str, Any]
    at: float


@dataclass(slots=True)
class Talk:
    """One turn of a conversation.

    Attributes:
        said: what was answered to this very message before, where a channel sends it again; it is answered so again.
        messages: ids of the last messages that were answered.
        new: the answer, to be given again if the message comes again within two minutes.
        forgotten: the conversation is to be forgotten at the end of the turn.
    """

    said: dict[str, Any] | None = None
    messages: Sequence[str] = ()
    new: dict[str, Any] | None = None
    forgotten: bool = False


def condense(tracker: DialogueStateTracker, most_events: int = MOST_EVENTS) -> list[Event]:
    """The events worth keeping: a snapshot of the slots that are set, then intents and actions of the last turns.

    Args:
        most_events: bound for all of them together; the snapshot is never cut.
    """
    snapshot: list[Event] = [
        SlotSet(name, slot.value) for name, slot in tracker.slots.items() if slot.value != slot.initial_value
    ]
    turns = [light for light in map(_light, tracker.events) if light is not None]
    starts = [place for place, event in enumerate(turns) if isinstance(event, UserUttered)]
    first = max(0, starts[-MOST_TURNS] - 1) if len(starts) >= MOST_TURNS else 0
    room = max(0, most_events - len(snapshot))
    last_turns = turns[max(first, len(turns) - room) :]
    return snapshot + last_turns


def _light(event: Event) -> Event | None:
    if isinstance(event, UserUttered):
        return light_message(event.intent.get("name"), event.timestamp)
    if isinstance(event, ActionExecuted):
        return ActionExecuted(event.action_name, timestamp=event.timestamp)
    return None


def light_message(intent: str | None, timestamp: float) -> UserUttered:
    """A message of which only the intent is known."""
    return UserUttered("", {"name": intent, "confidence": 1.0}, [], timestamp=timestamp, message_id="")


class ConversationStore(TrackerStore):
    """Rasa's tracker store, in memory, that forgets. No method raises: where something fails, the conversation is forgotten.

    Args:
        domain: Rasa's domain, which names the slots.
        idle_minutes: how long a silent conversation is kept.
        most_events: how many events of one conversation are kept.
        most_conversations: above it the one that has been silent longest is forgotten.
        clock: seconds that only ever grow; a test gives its own.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: None = None,
        host: None = None,
        idle_minutes: float = IDLE_MINUTES,
        most_events: int = MOST_EVENTS,
        most_conversations: int = MOST_CONVERSATIONS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if event_broker is not None:
            raise ValueError("conversations are never streamed: take event_broker out of endpoints.yml")
        super().__init__(domain or Domain.empty(), None)
        self._idle_seconds = idle_minutes * 60
        self._most_events = most_events
        self._most_conversations = most_conversations
        self._clock = clock
        self._lock = threading.Lock()
        self._conversations: OrderedDict[str, _Kept] = OrderedDict()
        self._said: OrderedDict[tuple[str, str], _Said] = OrderedDict()
        self.failures = 0

    @asynccontextmanager
    async def turn(self, conversation: str, once: str) -> AsyncIterator[Talk]:
        """One turn of a conversation, which the caller makes sure is alone with it in this process.

        Args:
            once: id of the message, so that the same one is not taken for two.
        """
        before = self._said.get((conversation, once))
        fresh = before is not None and self._clock() - before.at < ANSWER_SECONDS
        talk = Talk(before.answer if before and fresh else None)
        yield talk
        if talk.forgotten:
            self.delete(conversation)
        elif talk.new is not None and conversation in self._conversations:
            self._said[conversation, once] = _Said(talk.new, self._clock())
            while len(self._said) > MOST_ANSWERS:
                self._said.popitem(last=False)

    async def check(self) -> None:
        """Nothing to look at: this process's memory is its own.

        Raises:
            FaroError: of a shared store that would write to a disk.
        """

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep what is worth keeping of a conversation."""
        try:
            self.keep(tracker.sender_id, condense(tracker, self._most_events))
        except Exception as error:
            self._failed(tracker.sender_id, error)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation as Rasa's tracker, or None when it is not known or has been silent for too long."""
        try:
            kept = self._fresh(sender_id)
            if kept is None:
                return None
            tracker: DialogueStateTracker = self.init_tracker(sender_id)
            for event in kept.events:
                tracker.update(event)
            return tracker
        except Exception as error:
            self._failed(sender_id, error)
            return None

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """The same as `retrieve`: earlier sessions are not kept."""
        return await self.retrieve(conversation_id)

    async def keys(self) -> Iterable[str]:
        """Ids of the conversations in memory."""
        with self._lock:
            return list(self._conversations)

    def keep(self, conversation: str, events: list[Event]) -> None:
        """Keep condensed events of a conversation; the one that has been silent longest makes room."""
        with self._lock:
            self._conversations[conversation] = _Kept(events, self._clock())
            self._conversations.move_to_end(conversation)
            while len(self._conversations) > self._most_conversations:
                self._conversations.popitem(last=False)

    def events(self, conversation: str) -> list[Event] | None:
        """What is kept of a conversation; None when it is not known."""
        kept = self._fresh(conversation)
        return kept.events if kept else None

    def slots(self, conversation: str) -> dict[str, Any]:
        """The slots of a conversation that are set; empty when it is not known."""
        kept = self._fresh(conversation)
        if kept is None:
            return {}
        return {event.key: event.value for event in kept.events if isinstance(event, SlotSet)}

    def delete(self, conversation: str) -> bool:
        """Forget a conversation at once. True if there was one."""
        with self._lock:
            for said in [said for said in self._said if said[0] == conversation]:
                del self._said[said]
            return self._conversations.pop(conversation, None) is not None

    def sweep(self) -> int:
        """Forget every conversation that has been silent for too long, and give their number."""
        with self._lock:
            oldest = self._clock() - self._idle_seconds
            idle = [id_ for id_, kept in self._conversations.items() if kept.last <= oldest]
            for id_ in idle:
                del self._conversations[id_]
            stale = [said for said, kept in self._said.items() if self._clock() - kept.at >= ANSWER_SECONDS]
            for said in stale:
                del self._said[said]
        return len(idle)

    def __len__(self) -> int:
        return len(self._conversations)

    def _fresh(self, conversation: str) -> _Kept | None:
        with self._lock:
            kept = self._conversations.get(conversation)
            if kept is not None and self._clock() - kept.last >= self._idle_seconds:
                del self._conversations[conversation]
                return None
            return kept

    def _failed(self, conversation: str, error: Exception) -> None:
        self.failures += 1
        self.delete(conversation)
        report("memory.failed", level="ERROR", **describe(error))


class NoStore(TrackerStore):
    """Keeps nothing. It stands where Rasa would make a copy in plain text when the first store fails."""

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Nothing is kept."""

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Nothing was kept."""
        return None

    async def keys(self) -> Iterable[str]:
        """No ids."""
        return []
