"""Conversation ids that several servers agree on: an address hashed with a key that each derives from the secret and the date.

A key is of one day (UTC) and of the cities that are served together: ids of two days or of two cities have nothing in common.
Around midnight, and while the secret is changed, an address may have an id under another key than the newest. The id of which
the shared store holds a conversation goes on, so that nobody is cut off in a talk. Nothing is kept in this process.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from bot.privacy.identity import ID_BYTES, OVERLAP_SECONDS, message_of
from bot.shared.link import SharedGone, SharedLink

SKEW = timedelta(minutes=5)  # by how much clocks of servers may differ


def _utc() -> datetime:
    return datetime.now(UTC)


class SharedIds:
    """Ids for the channels of a server that shares conversations.

    Args:
        scope: the cities that are served together, as one text.
        clock: the time in UTC; a test gives its own.
    """

    def __init__(self, link: SharedLink, scope: str, clock: Callable[[], datetime] = _utc) -> None:
        self._link = link
        self._scope = scope
        self._clock = clock

    async def find(self, channel: str, address: str) -> str:
        """See `ConversationIds.find`. Where the store does not answer, the id is the newest."""
        message = message_of(channel, address)
        ids = [hmac.digest(key, message, "sha256")[:ID_BYTES].hex() for key in self._keys()]
        if len(ids) == 1:
            return ids[0]
        try:
            return await self._link.do(lambda: self._going_on(ids))
        except SharedGone:
            return ids[0]

    def sweep(self) -> None:
        """Nothing is kept, so nothing is forgotten."""

    async def _going_on(self, ids: Sequence[str]) -> str:
        """The first id of which a conversation is in the store; else the first."""
        names = [self._link.keys("talk", id_) for id_ in ids]
        async with self._link.redis.pipeline(transaction=False) as asked:
            for known in names:
                asked.exists(*known)
            found = await asked.execute()
        return next((id_ for id_, there in zip(ids, found, strict=True) if there), ids[0])

    def _keys(self) -> list[bytes]:
        """Keys under which the address may be known, the newest first."""
        days = self._days()
        return [secret.id_key(self._scope, day) for secret in self._link.secrets for day in days]

    def _days(self) -> list[str]:
        now = self._clock()
        near = (now, now - timedelta(seconds=OVERLAP_SECONDS), now + SKEW)
        return list(dict.fromkeys(moment.date().isoformat() for moment in near))
