"""What is owed, in the store that several servers share: each record sealed, under a name that the store cannot turn back.

A message that is worked on is leased; when its server dies the lease ends and another server goes on, from the part of the
answer that was out. Leases are taken in one step in the store itself, so no message is worked on twice.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol, TypeVar

from bot.channels.owed import DAY_SECONDS, State, StoreGone

T = TypeVar("T")
LEASE_SECONDS = 30
_LATER_SECONDS = 30  # until a message that could not be answered is tried again
_MOST_AT_ONCE = 50
_KIND = "owed"
_INDEX = "index"

# KEYS: record, done, index. ARGV: key, sealed record, day, lease. 1: kept; 0: there already, or answered.
_KEEP = """
if redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
if not redis.call('SET', KEYS[1], ARGV[2], 'NX', 'EX', ARGV[3]) then return 0 end
redis.call('ZADD', KEYS[3], redis.call('TIME')[1] + ARGV[4], ARGV[1])
return 1
"""
# KEYS: record, index. ARGV: key, lease. The record of a message whose lease is over, leased anew; else nothing.
_TAKE = """
local over = redis.call('ZSCORE', KEYS[2], ARGV[1])
if not over or tonumber(over) > tonumber(redis.call('TIME')[1]) then return false end
local record = redis.call('GET', KEYS[1])
if not record then redis.call('ZREM', KEYS[2], ARGV[1]) return false end
redis.call('ZADD', KEYS[2], redis.call('TIME')[1] + ARGV[2], ARGV[1])
return record
"""
# KEYS: record, index. ARGV: key, sealed record, day, lease. Only what is still owed is replaced.
_UPDATE = """
if redis.call('SET', KEYS[1], ARGV[2], 'XX', 'EX', ARGV[3]) then
  redis.call('ZADD', KEYS[2], 'XX', redis.call('TIME')[1] + ARGV[4], ARGV[1])
end
"""
# KEYS: index. ARGV: key, seconds.
_LEAVE = "redis.call('ZADD', KEYS[1], 'XX', redis.call('TIME')[1] + ARGV[2], ARGV[1])"
# KEYS: index. ARGV: most. Keys of messages whose lease is over.
_OVER = "return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', redis.call('TIME')[1], 'LIMIT', 0, ARGV[1])"


class SealedLink(Protocol):
    """The way to the store: names and seals records, and asks (`bot.shared.link.SharedLink`)."""

    redis: Any

    def keys(self, kind: str, what: str) -> list[str]:
        """Names of a record in the store, the newest secret's first."""

    def seal(self, kind: str, what: str, record: bytes) -> bytes:
        """Close a record."""

    def open(self, kind: str, what: str, found: Sequence[bytes | None]) -> bytes | None:
        """The first of the records found under `keys` that can be opened."""

    async def do(self, asked: Callable[[], Awaitable[T]]) -> T:
        """Ask; raises an exception when the store is away."""


class SharedOwed:
    """See `owed.Owed`."""

    lasting = True

    def __init__(self, link: SealedLink) -> None:
        self._link = link

    async def answered(self, key: str) -> bool:
        return await self._any("done", key) is not None

    async def keep(self, key: str, record: bytes) -> bytes | None:
        names = [self._name(_KIND, key), self._name("done", key), self._name(_INDEX, _INDEX)]
        if await self._run(_KEEP, names, key, self._seal(key, record), DAY_SECONDS, LEASE_SECONDS):
            return record
        return None

    async def update(self, key: str, record: bytes) -> None:
        names = [self._name(_KIND, key), self._name(_INDEX, _INDEX)]
        await self._run(_UPDATE, names, key, self._seal(key, record), DAY_SECONDS, LEASE_SECONDS)

    async def leave(self, key: str) -> None:
        await self._run(_LEAVE, [self._name(_INDEX, _INDEX)], key, _LATER_SECONDS)

    async def finish(self, key: str) -> None:
        await self._ask(lambda: self._link.redis.set(self._name("done", key), b"1", ex=DAY_SECONDS))
        await self._ask(lambda: self._link.redis.delete(*self._link.keys(_KIND, key)))
        for index in self._link.keys(_INDEX, _INDEX):
            await self._zrem(index, key)

    async def left(self) -> Sequence[tuple[str, bytes]]:
        found: list[tuple[str, bytes]] = []
        for index in self._link.keys(_INDEX, _INDEX):
            for raw in await self._run(_OVER, [index], _MOST_AT_ONCE):
                key = raw.decode()
                taken = await self._taken(index, key)
                if taken is not None:
                    found.append((key, taken))
        return found

    async def mark(self, tag: str, state: State) -> None:
        await self._ask(lambda: self._link.redis.set(self._name("part", tag), state.encode(), ex=DAY_SECONDS))

    async def marked(self, tag: str) -> State | None:
        found = await self._any("part", tag)
        return {b"sending": "sending", b"sent": "sent"}.get(found or b"")  # type: ignore[return-value]

    async def first(self, what: str) -> bool:
        if await self._any("first", what) is not None:
            return False
        name = self._name("first", what)
        return bool(await self._ask(lambda: self._link.redis.set(name, b"1", ex=DAY_SECONDS, nx=True)))

    async def _taken(self, index: str, key: str) -> bytes | None:
        """Lease a message of an index whose lease is over, under whichever secret its record is."""
        names = self._link.keys(_KIND, key)
        place = self._link.keys(_INDEX, _INDEX).index(index)
        sealed = await self._run(_TAKE, [names[place], index], key, LEASE_SECONDS)
        if not sealed:
            return None
        return self._link.open(_KIND, key, [sealed if here == place else None for here in range(len(names))])

    async def _zrem(self, index: str, key: str) -> None:
        await self._ask(lambda: self._link.redis.zrem(index, key))

    async def _any(self, kind: str, what: str) -> bytes | None:
        found = await self._ask(lambda: self._link.redis.mget(self._link.keys(kind, what)))
        return next((one for one in found if one is not None), None)

    def _name(self, kind: str, what: str) -> str:
        return self._link.keys(kind, what)[0]

    def _seal(self, key: str, record: bytes) -> bytes:
        return self._link.seal(_KIND, key, record)

    async def _run(self, script: str, names: Sequence[str], *arguments: str | bytes | int) -> Any:
        return await self._ask(lambda: self._link.redis.eval(script, len(names), *names, *arguments))

    async def _ask(self, asked: Callable[[], Awaitable[T]]) -> T:
        try:
            return await self._link.do(asked)
        except Exception:  # whatever the link says, it is away
            raise StoreGone from None
