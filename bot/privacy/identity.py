"""An address (phone number, socket) becomes a conversation id that nobody can turn back, not even with tomorrow's key.

The id is a keyed hash. Keys are random, live in memory only and are new each day; the key of the day before stays while a
conversation that began under it goes on, at most two hours, so that midnight does not cut a talk in two.
"""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

IDLE_SECONDS = 30 * 60
OVERLAP_SECONDS = 2 * 60 * 60
DAY_SECONDS = 24 * 60 * 60
MOST_ADDRESS_CHARACTERS = 512
_KEY_BYTES = 32
ID_BYTES = 16


def message_of(channel: str, address: str) -> bytes:
    """What is hashed of an address.

    Raises:
        ValueError: the address is empty or longer than any address is; it is not named.
    """
    if not address or len(address) > MOST_ADDRESS_CHARACTERS:
        raise ValueError("an address must have 1 to 512 characters")
    return f"{channel}\0{address}".encode("utf-8", "surrogatepass")


@dataclass(slots=True)
class _Key:
    secret: bytearray
    since: float
    seen: dict[bytes, float] = field(default_factory=dict)

    def digest(self, message: bytes) -> bytes:
        return hmac.digest(self.secret, message, "sha256")[:ID_BYTES]

    def destroy(self) -> None:
        self.secret[:] = bytes(len(self.secret))
        self.seen.clear()


class ConversationIds:
    """Ids of the conversations that this process has a channel for. Safe to use from several threads.

    Args:
        clock: seconds that only ever grow; a test gives its own.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._now = self._new_key()
        self._before: _Key | None = None

    def of(self, channel: str, address: str) -> str:
        """The conversation id (32 hex digits) of an address in a channel.

        Raises:
            ValueError: see `message_of`.
        """
        message = message_of(channel, address)
        with self._lock:
            return self._id(message).hex()

    async def find(self, channel: str, address: str) -> str:
        """The same as `of`, for whoever must also ask other servers (`bot/shared/identity.py`)."""
        return self.of(channel, address)

    def sweep(self) -> None:
        """Forget ids that have been idle for half an hour, and keys that nobody needs any more."""
        with self._lock:
            self._renew()
            idle_since = self._clock() - IDLE_SECONDS
            for key in filter(None, (self._now, self._before)):
                key.seen = {id_: last for id_, last in key.seen.items() if last > idle_since}
            self._drop_old_key()

    def _id(self, message: bytes) -> bytes:
        self._renew()
        now = self._clock()
        if self._before is not None:
            old = self._before.digest(message)
            if now - self._before.seen.get(old, float("-inf")) < IDLE_SECONDS:
                self._before.seen[old] = now
                return old
        new = self._now.digest(message)
        self._now.seen[new] = now
        return new

    def _renew(self) -> None:
        if self._clock() - self._now.since >= DAY_SECONDS:
            if self._before is not None:
                self._before.destroy()
            self._before, self._now = self._now, self._new_key()
        self._drop_old_key()

    def _drop_old_key(self) -> None:
        if self._before is None:
            return
        now = self._clock()
        over = now - self._now.since >= OVERLAP_SECONDS
        idle = all(now - last >= IDLE_SECONDS for last in self._before.seen.values())
        if over or idle:
            self._before.destroy()
            self._before = None

    def _new_key(self) -> _Key:
        return _Key(bytearray(secrets.token_bytes(_KEY_BYTES)), self._clock())
