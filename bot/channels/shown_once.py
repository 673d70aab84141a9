"""Answers that are fetched once, by a random name, and then are gone.

A browser without JavaScript sends the form by loading a page, and writes what was sent to its disk, to load it again after a
restart. It does not where the answer sends it on to a page of its own (docs/decisions/0017-answers-shown-once.md). Between the
two requests the finished page waits here, in memory, at most a minute.
"""

from __future__ import annotations

import asyncio
import zlib
from collections import OrderedDict

from bot.channels.forms import new_name

SECONDS = 60.0
_MOST = 1000


class ShownOnce:
    """Pages that wait to be fetched."""

    def __init__(self, seconds: float = SECONDS, most: int = _MOST) -> None:
        self._seconds = seconds
        self._most = most
        self._waiting: OrderedDict[str, bytes] = OrderedDict()

    def keep(self, page: str) -> str:
        """Keep a page until it is fetched or its time is over; gives its name. The loop runs."""
        name = new_name()
        self._waiting[name] = zlib.compress(page.encode(), 1)
        if len(self._waiting) > self._most:
            self._waiting.popitem(last=False)
        asyncio.get_running_loop().call_later(self._seconds, self._waiting.pop, name, None)
        return name

    def take(self, name: str) -> str | None:
        """The page, for the only time."""
        found = self._waiting.pop(name, None)
        return zlib.decompress(found).decode() if found is not None else None

    def __len__(self) -> int:
        return len(self._waiting)
