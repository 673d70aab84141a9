"""Rasa's tracker store where several servers share conversations: in memory for the length of a turn, sealed in Redis between.

Where Redis does not answer, a message is answered from itself alone and nothing is remembered: danger and a plain question need
no memory.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered

from bot.privacy.logs import report
from bot.refused import Refused
from bot.shared.leases import MOST_ANSWERS, Lease, Leases
from bot.shared.link import SharedGone, SharedLink
from bot.shared.settings import SharedSettings
from bot.tracker_store import ConversationStore, Talk, light_message


class SharedStore(ConversationStore):
    """The store of a worker that shares conversations with others; options as `ConversationStore` has them."""

    def __init__(self, domain: Domain | None, settings: SharedSettings, **options: Any) -> None:
        super().__init__(domain, None, **options)
        self.link = SharedLink(settings)
        self._leases = Leases(self.link, max(1, int(self._idle_seconds)))

    @asynccontextmanager
    async def turn(self, conversation: str, once: str) -> AsyncIterator[Talk]:
        """See `ConversationStore.turn`.

        Raises:
            Refused: the conversation could not be had, was lost before the turn ended, or cannot be forgotten now.
        """
        talk = Talk()
        try:
            async with AsyncExitStack() as stack:
                lease = await self._taken(stack, conversation, once)
                talk = self._opened(lease) if lease else talk
                yield talk
                if lease:
                    self._closed(lease, talk)
                elif talk.forgotten:
                    raise SharedGone
        except SharedGone:
            report("memory.unreachable", level="WARNING")
            if talk.forgotten:  # never said to be done when it is not; else the answer is there, only the memory is not
                raise Refused("internal") from None
        finally:
            self.delete(conversation)

    async def check(self) -> None:
        """See `SharedLink.check`; a store that is not there yet is waited for by every turn, not here."""
        try:
            await self.link.check()
        except SharedGone:
            report("memory.unreachable", level="WARNING")

    async def _taken(self, stack: AsyncExitStack, conversation: str, once: str) -> Lease | None:
        try:
            return await stack.enter_async_context(self._leases.taken(conversation, once))
        except SharedGone:
            report("memory.unreachable", level="WARNING")
            return None

    def _opened(self, lease: Lease) -> Talk:
        said = json.loads(lease.answer) if lease.answer else None
        record = json.loads(lease.record) if lease.record else {"events": [], "said": []}
        if record["events"]:
            self.keep(lease.conversation, read_events(record["events"]))
        return Talk(said, record["said"])

    def _closed(self, lease: Lease, talk: Talk) -> None:
        """What is written at the end of the turn. A message that comes again changes nothing."""
        if talk.said is not None:
            lease.new_record, lease.new_answer = lease.record, lease.answer
            return
        events = None if talk.forgotten else self.events(lease.conversation)
        if events is None:
            lease.old_answers = [*talk.messages, lease.once]
            return
        messages = [*talk.messages, lease.once][-MOST_ANSWERS:]
        lease.new_record = json.dumps({"events": write_events(events), "said": messages}).encode()
        lease.new_answer = json.dumps(talk.new).encode() if talk.new is not None else None


def write_events(events: Sequence[Event]) -> list[list[Any]]:
    """Events of `condense` as JSON holds them."""
    return [_written(event) for event in events]


def _written(event: Event) -> list[Any]:
    if isinstance(event, SlotSet):
        return ["slot", event.key, event.value]
    if isinstance(event, UserUttered):
        return ["user", event.intent.get("name"), event.timestamp]
    if isinstance(event, ActionExecuted):
        return ["action", event.action_name, event.timestamp]
    raise TypeError("only what condense leaves is kept")


def read_events(written: Sequence[Sequence[Any]]) -> list[Event]:
    """Events as they were before `write_events`."""
    return [_read(*one) for one in written]


def _read(kind: str, name: str, value: Any) -> Event:
    if kind == "slot":
        return SlotSet(name, value)
    return light_message(name, value) if kind == "user" else ActionExecuted(name, timestamp=value)
