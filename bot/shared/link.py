"""The connection to Redis: short waits, sealed records, and no store that writes to a disk.

Whatever fails raises `SharedGone`, which says nothing; after a failure the store is left alone for a second, so that a store
that is away costs each turn nothing.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import RedisError, ResponseError

from bot.privacy.logs import describe, report
from bot.privacy.sealing import Secret, Unreadable
from bot.shared.settings import PERSISTENCE, SharedSettings
from services_directory.errors import FaroError

T = TypeVar("T")
SECONDS = 1.0
_AWAY_SECONDS = 1.0
_CHECK_SECONDS = 60.0
_MOST_CONNECTIONS = 64
_PREFIX = "faro"
_OFF = {"save": "", "appendonly": "no"}


class SharedGone(Exception):
    """The shared store does not answer, or would write to a disk."""


class SharedLink:
    """One process's way to the shared store. Records have a kind and belong to something (`what`, an id).

    Args:
        clock: seconds that only ever grow; a test gives its own.
    """

    def __init__(self, settings: SharedSettings, clock: Callable[[], float] = time.monotonic) -> None:
        self.secrets: tuple[Secret, ...] = settings.secrets
        self._allowed = settings.persistence_allowed
        self._clock = clock
        self._away_until = float("-inf")
        self._checked_at = float("-inf")
        pool = BlockingConnectionPool.from_url(
            settings.url, password=settings.password, max_connections=_MOST_CONNECTIONS, timeout=SECONDS,
            socket_timeout=SECONDS, socket_connect_timeout=SECONDS,
        )  # fmt: skip
        self.redis = Redis.from_pool(pool)

    def keys(self, kind: str, what: str) -> list[str]:
        """The store's names of one record, under each secret, that of the newest first."""
        return [f"{_PREFIX}:{kind}:{secret.name(kind, what)}" for secret in self.secrets]

    def seal(self, kind: str, what: str, record: bytes) -> bytes:
        """Close a record under the newest secret."""
        return self.secrets[0].seal(kind, what, record)

    def open(self, kind: str, what: str, found: Sequence[bytes | None]) -> bytes | None:
        """The first record that can be opened of those found under `keys`; None where there is none."""
        for secret, sealed in zip(self.secrets, found, strict=True):
            if sealed is not None:
                try:
                    return secret.open(kind, what, sealed)
                except Unreadable:
                    report("shared.unreadable", level="WARNING", kind=kind)
        return None

    async def do(self, asked: Callable[[], Awaitable[T]]) -> T:
        """Ask the store.

        Raises:
            SharedGone: it does not answer in a second, did not a moment ago, or would write to a disk.
        """
        if self._clock() < self._away_until:
            raise SharedGone
        try:
            if self._clock() - self._checked_at >= _CHECK_SECONDS:
                await self._check()
            return await asked()
        except (RedisError, OSError, TimeoutError) as error:
            self._away_until = self._clock() + _AWAY_SECONDS
            report("shared.gone", level="WARNING", **describe(error))
            raise SharedGone from None

    async def check(self) -> None:
        """Make sure that the store keeps nothing on a disk. Call it at the start.

        Raises:
            FaroError: it does, or does not let itself be asked, and the operator has not said that this is meant so.
            SharedGone: it does not answer.
        """
        try:
            persists = await self.persists()
        except (RedisError, OSError, TimeoutError) as error:
            report("shared.gone", level="WARNING", **describe(error))
            raise SharedGone from None
        if persists and not self._allowed:
            raise FaroError(f"the shared store {persists}; turn that off (deploy/redis.conf), or set {PERSISTENCE}=allowed")

    async def persists(self) -> str:
        """Why the store may write to a disk; empty when it does not."""
        try:
            found = {name: (await self.redis.config_get(name)).get(name) for name in _OFF}
        except ResponseError:
            return "does not let its CONFIG be read, so it may write to a disk"
        on = sorted(name for name, off in _OFF.items() if found[name] != off)
        return f"writes to a disk ({', '.join(on)})" if on else ""

    async def ready(self) -> bool:
        """Does the store answer, and keep to memory?"""
        try:
            await self.do(self._ping)
        except SharedGone:
            return False
        return True

    async def close(self) -> None:
        """End the connections."""
        await self.redis.aclose()
        await self.redis.connection_pool.disconnect()

    async def _ping(self) -> Any:
        return await self.redis.ping()

    async def _check(self) -> None:
        if not self._allowed and await self.persists():
            report("shared.persists", level="ERROR")
            self._away_until = self._clock() + _AWAY_SECONDS
            raise SharedGone
        self._checked_at = self._clock()
