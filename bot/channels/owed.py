"""Messages that are owed an answer, what was done for them, and which were answered: what makes an answer come once.

Names hold no address: a message is known by a keyed hash of its id (`key`), a part of its answer by a `tag` made of that.
`MemoryOwed` lives and ends with the process; a store that several servers share offers the same (`owed_shared.SharedOwed`).
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Literal, Protocol

DAY_SECONDS = 24 * 60 * 60
_MOST_REMEMBERED = 200_000
_MOST_OWED = 10_000
State = Literal["sending", "sent"]


class StoreGone(Exception):
    """The store does not answer. Says nothing else."""


class Owed(Protocol):
    """What a channel needs to remember. Every method may raise `StoreGone`."""

    @property
    def lasting(self) -> bool:
        """Does what is kept here outlive the process?"""

    async def answered(self, key: str) -> bool:
        """Was this message answered in the last day?"""

    async def keep(self, key: str, record: bytes) -> bytes | None:
        """Keep a message until it is answered, and begin to work on it.

        Returns:
            The record as it is kept, which may be further on than the given one; None when somebody works on it already,
            or when it was answered.
        """

    async def update(self, key: str, record: bytes) -> None:
        """Replace the record of a message that the caller works on, and go on working."""

    async def leave(self, key: str) -> None:
        """Stop working on it; it stays owed."""

    async def finish(self, key: str) -> None:
        """It is answered: forget it, and remember its key for a day."""

    async def left(self) -> Sequence[tuple[str, bytes]]:
        """Messages that nobody works on any more; the caller works on them from now on. Only a lasting store has any."""

    async def mark(self, tag: str, state: State) -> None:
        """Remember for a day how far a part of an answer is."""

    async def marked(self, tag: str) -> State | None:
        """How far is it?"""

    async def first(self, what: str) -> bool:
        """Is this asked for the first time in a day?"""


class MemoryOwed:
    """In this process alone; bounded, the oldest forgotten first.

    Args:
        clock: seconds that only ever grow; a test gives its own.
    """

    lasting = False

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._remembered: OrderedDict[str, tuple[float, str]] = OrderedDict()
        self._records: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self._busy: set[str] = set()

    async def answered(self, key: str) -> bool:
        return self._recall(f"done {key}") is not None

    async def keep(self, key: str, record: bytes) -> bytes | None:
        if key in self._busy or self._recall(f"done {key}") is not None:
            return None
        self._drop_old()
        if len(self._records) >= _MOST_OWED and key not in self._records:
            raise StoreGone
        self._busy.add(key)
        return self._records.setdefault(key, (self._clock(), record))[1]

    async def update(self, key: str, record: bytes) -> None:
        self._records[key] = (self._records[key][0] if key in self._records else self._clock(), record)

    async def leave(self, key: str) -> None:
        self._busy.discard(key)

    async def finish(self, key: str) -> None:
        self._busy.discard(key)
        self._records.pop(key, None)
        self._remember(f"done {key}", "")

    async def left(self) -> Sequence[tuple[str, bytes]]:
        return ()

    async def mark(self, tag: str, state: State) -> None:
        self._remember(f"part {tag}", state)

    async def marked(self, tag: str) -> State | None:
        found = self._recall(f"part {tag}")
        return found if found in ("sending", "sent") else None  # type: ignore[return-value]

    async def first(self, what: str) -> bool:
        if self._recall(f"first {what}") is not None:
            return False
        self._remember(f"first {what}", "")
        return True

    def _drop_old(self) -> None:
        """After a day no answer may be sent any more, so none is owed."""
        while self._records:
            key, (since, _) = next(iter(self._records.items()))
            if self._clock() - since < DAY_SECONDS or key in self._busy:
                break
            del self._records[key]

    def _remember(self, name: str, value: str) -> None:
        now = self._clock()
        self._remembered[name] = (now, value)
        self._remembered.move_to_end(name)
        while self._remembered:
            since, _ = next(iter(self._remembered.values()))
            if now - since < DAY_SECONDS and len(self._remembered) <= _MOST_REMEMBERED:
                break
            self._remembered.popitem(last=False)

    def _recall(self, name: str) -> str | None:
        since, value = self._remembered.get(name, (float("-inf"), None))
        return value if self._clock() - since < DAY_SECONDS else None
