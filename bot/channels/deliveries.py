"""An answer for each message that a messenger delivers, once: whatever comes twice, late, in another order, or after a crash.

A message is acknowledged when it cannot be lost any more: answered, or kept in a store that outlives this process. Every part
of an answer carries a tag, which the messenger gives back when it has taken the part; so a part whose fate is in doubt (the
reply of the messenger was lost, or a process ended just then) is waited for before it is sent again.
Why: `docs/decisions/0010-once.md`.
"""

from __future__ import annotations

import asyncio
import hmac
import random
import re
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Protocol

from bot.channels.owed import DAY_SECONDS, MemoryOwed, Owed, StoreGone
from bot.channels.received import Received, packed, unpacked
from bot.privacy.logs import describe, report

Body = Any
MOST_TRIES = 6
DOUBT_SECONDS = 8.0  # in which a messenger says that it has taken a part
SETTLE_SECONDS = 10.0  # after a start, in which it says so of what an earlier process sent
_SWEEP_SECONDS = 5.0
_LONGEST_WAIT = 20.0
_FUTURE_SECONDS = 60 * 60  # a clock may be wrong by so much
_MOST_OPEN = 1000
_TAG = re.compile(r"([0-9a-f]{32})\.[0-9]{1,2}\.([0-9]{1,2})")


class Later(Exception):
    """It was not taken; it may be sent again after some seconds."""

    def __init__(self, seconds: float = 0.0) -> None:
        super().__init__("later")
        self.seconds = seconds


class Doubtful(Exception):
    """It may have been taken or not."""


class Never(Exception):
    """It will never be taken: the person cannot be reached, or may not be written to."""


class Unable(Exception):
    """Nothing can be sent until the operator has mended something."""


class Line(Protocol):
    """The way to a person and back."""

    async def answer(self, received: Received) -> Sequence[Body]:
        """What to send for a message, each part within the messenger's limits; nothing where nothing is to be said."""

    async def send(self, received: Received, body: Body, tag: str) -> None:
        """Send one part. Raises `Later`, `Doubtful`, `Never` or `Unable`."""

    async def over(self, received: Received) -> None:
        """The message is answered."""

    def urgent(self, received: Received) -> bool:
        """Does it speak of danger? Then nothing is waited for."""


class Deliveries:
    """Answers of one messenger.

    Args:
        secret: for the keys of messages; the same in every process, so that what one has done another knows.
        shared: a store that several servers share; without it, or while it is gone, this process remembers by itself.
        clock: seconds since 1970; a test gives its own.
    """

    def __init__(
        self,
        line: Line,
        secret: bytes,
        shared: Owed | None = None,
        clock: Callable[[], float] = time.time,
        doubt_seconds: float = DOUBT_SECONDS,
        settle_seconds: float = SETTLE_SECONDS,
    ) -> None:
        self._line = line
        self._secret = hmac.digest(secret, b"faro deliveries", "sha256")
        self._shared = shared
        self._memory: Owed = MemoryOwed()
        self._clock = clock
        self._doubt_seconds = doubt_seconds
        self._settle_seconds = settle_seconds
        self._since = clock()
        self._open: dict[str, asyncio.Task[bool]] = {}
        self._turns: dict[str, asyncio.Task[bool]] = {}
        self._taken: dict[str, asyncio.Event] = {}
        self._sweeping: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin: messages come from now on. Look for what other servers have left undone."""
        self._since = self._clock()
        if self._shared is not None:
            self._sweeping = asyncio.create_task(self._sweep())

    async def close(self) -> None:
        """End what is under way; what is not answered stays owed."""
        tasks = [task for task in (self._sweeping, *self._open.values()) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def accept(self, received: Received) -> bool:
        """Take a message. True when it cannot be lost any more; False when it has to be delivered again."""
        age = self._clock() - received.sent_at
        if not -_FUTURE_SECONDS < age < DAY_SECONDS:  # outside its window, or a replay: nothing may be sent
            return True
        key = self.key(received.id)
        task = self._open.get(key)
        if task is None:
            begun = await self._begin(key, received)
            if isinstance(begun, bool):
                return begun
            task, lasting = begun
            if lasting:
                return True
        return await asyncio.shield(task)

    async def confirm(self, tag: str) -> bool:
        """The messenger has taken a part of an answer (of this process or of one before it).

        Returns:
            May the messenger be told that we know? Not just after a start: should this process end too before the message
            itself has come again, the next one needs to hear it.
        """
        key, parts = _read_tag(tag)
        if not key:
            return True
        for store in self._stores():
            with suppress(StoreGone):
                await store.mark(tag, "sent")
        taken = self._taken.get(tag)
        if taken is not None:
            taken.set()
        if self._shared is None and key not in self._open:
            await self._close_if_sent(key, parts)
        return self._shared is not None or self._clock() >= self._since + 2 * self._settle_seconds

    async def forget(self, id_: str) -> None:
        """The person has taken a message back: what is not answered yet is not answered any more."""
        key = self.key(id_)
        task = self._open.get(key)
        if task is not None:
            task.cancel()
        for store in self._stores():
            with suppress(StoreGone):
                await store.finish(key)

    async def first(self, what: str) -> bool:
        """Is something said for the first time in a day? `what` is hashed with the secret key."""
        name = self.key(f"first {what}")
        for store in self._stores():
            with suppress(StoreGone):
                return await store.first(name)
        return False

    def key(self, id_: str) -> str:
        """The keyed hash of an id (32 hex digits)."""
        return hmac.digest(self._secret, id_.encode(), "sha256")[:16].hex()

    async def _begin(self, key: str, received: Received) -> tuple[asyncio.Task[bool], bool] | bool:
        """A task that answers, and whether the message would outlive this process; or what `accept` gives at once."""
        for store in self._stores():
            try:
                if not store.lasting and await store.answered(key):  # a lasting store sees to that as it keeps
                    return True
                if self._unsettled(received) or len(self._open) >= _MOST_OPEN:
                    return False
                record = await store.keep(key, packed(received, None))
            except StoreGone:
                continue
            if record is not None:
                return self._start(key, record, store), store.lasting
            # Between two questions another delivery of the same message may have begun.
            return (self._open[key], store.lasting) if key in self._open else True
        return False

    def _unsettled(self, received: Received) -> bool:
        """Just started, and the message is older than that: an answer may be out, and word of it on its way."""
        settled = self._clock() >= self._since + self._settle_seconds
        if self._shared is not None or settled or received.sent_at > self._since:
            return False
        return not self._line.urgent(received)

    def _stores(self) -> list[Owed]:
        return [self._shared, self._memory] if self._shared is not None else [self._memory]

    def _start(self, key: str, record: bytes, store: Owed) -> asyncio.Task[bool]:
        received, bodies = unpacked(record)
        who = self.key(received.address)
        task = asyncio.create_task(self._after(self._turns.get(who), key, received, bodies, store))
        self._open[key] = self._turns[who] = task
        task.add_done_callback(lambda ended: self._ended(key, who, ended))
        return task

    def _ended(self, key: str, who: str, task: asyncio.Task[bool]) -> None:
        self._open.pop(key, None)
        if self._turns.get(who) is task:
            del self._turns[who]

    async def _after(
        self, before: asyncio.Task[bool] | None, key: str, received: Received, bodies: Sequence[Body] | None, store: Owed
    ) -> bool:
        """Answer, after the message of the same person before it."""
        if before is not None:
            await asyncio.wait([before])
        try:
            return await self._work(key, received, bodies, store)
        except Unable:
            report("channel.unable", level="ERROR")
        except StoreGone:
            report("channel.store", level="WARNING")
        except Exception as error:
            report("channel.delivery", level="ERROR", **describe(error))
        finally:
            with suppress(StoreGone):
                await store.leave(key)
        return False

    async def _work(self, key: str, received: Received, bodies: Sequence[Body] | None, store: Owed) -> bool:
        if bodies is None:
            bodies = await self._line.answer(received)
            await store.update(key, packed(received, list(bodies)))
        for number, body in enumerate(bodies):
            try:
                if not await self._part(received, body, f"{key}.{number}.{len(bodies)}", store):
                    return False
            except Never:
                break
            await store.update(key, packed(received, list(bodies)))
        await store.finish(key)
        await self._line.over(received)
        return True

    async def _part(self, received: Received, body: Body, tag: str, store: Owed) -> bool:
        """Send one part unless it is out. False when it could not be sent for now."""
        state = await store.marked(tag)
        if state == "sent" or (state == "sending" and await self._was_taken(tag, store)):
            return True
        await store.mark(tag, "sending")
        for attempt in range(MOST_TRIES):
            if self._clock() - received.sent_at >= DAY_SECONDS:
                raise Never
            try:
                await self._line.send(received, body, tag)
            except Later as later:
                await asyncio.sleep(max(later.seconds, _backoff(attempt)))
                continue
            except Doubtful:
                if not await self._was_taken(tag, store):
                    continue
            await store.mark(tag, "sent")
            return True
        report("channel.not_sent", level="WARNING", attempt=MOST_TRIES)
        return False

    async def _was_taken(self, tag: str, store: Owed) -> bool:
        """Wait for word of a part whose fate is not known."""
        taken = self._taken.setdefault(tag, asyncio.Event())
        try:
            async with asyncio.timeout(self._doubt_seconds):
                while not taken.is_set() and await store.marked(tag) != "sent":  # word may reach another server
                    with suppress(TimeoutError):
                        await asyncio.wait_for(taken.wait(), 0.5)
            return True
        except TimeoutError:
            return False
        finally:
            self._taken.pop(tag, None)

    async def _close_if_sent(self, key: str, parts: int) -> None:
        """All parts were taken, sent by a process that is gone: the message is answered."""
        states = [await self._memory.marked(f"{key}.{number}.{parts}") for number in range(parts)]
        if all(state == "sent" for state in states):
            await self._memory.finish(key)

    async def _sweep(self) -> None:
        assert self._shared is not None
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            try:
                for key, record in await self._shared.left():
                    self._start(key, record, self._shared)
            except StoreGone:
                report("channel.store", level="WARNING")


def _backoff(attempt: int) -> float:
    """Seconds: 0.5, 1, 2, 4 … with a random part, so that many do not come back at once."""
    wait: float = min(_LONGEST_WAIT, 0.5 * 2**attempt)
    return wait * random.uniform(0.8, 1.2)  # noqa: S311 - no secret


def _read_tag(tag: str) -> tuple[str, int]:
    """Key of the message and number of parts of its answer; nothing where the tag is none of ours."""
    found = _TAG.fullmatch(tag)
    return (found[1], int(found[2])) if found else ("", 0)
