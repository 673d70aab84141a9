"""The front door's side of the local socket to the assistant workers.

One JSON object a line, both ways; answers are told apart by `n`. Only a conversation id, redacted text and codes go through. A
conversation stays with one worker as long as that worker answers; another takes it over when it is gone.
"""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.privacy.logs import describe, report

ANSWER_SECONDS = 10.0
PING_SECONDS = 2.0
MOST_WAITING = 64  # requests that one worker may have open: past that people wait longer than they would be told to try again
LONGEST_LINE = 4 * 1024 * 1024
_RETRY_SECONDS = 0.5
_CODES = ("bad_request", "too_long", "busy", "internal")


class WorkerTrouble(Exception):
    """No answer from a worker. `code` says why: unavailable, timeout, busy, bad_request, too_long or internal."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Link:
    """One worker's socket."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._numbers = itertools.count(1)
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None
        self._opening = asyncio.Lock()
        self._failed_at = float("-inf")

    async def open(self) -> bool:
        """Connect if it is not connected. A worker that was gone is looked for again after half a second."""
        async with self._opening:
            if self._writer is not None and not self._writer.is_closing():
                return True
            if time.monotonic() - self._failed_at < _RETRY_SECONDS:
                return False
            try:
                reader, self._writer = await asyncio.open_unix_connection(self.path, limit=LONGEST_LINE)
            except OSError:
                self._failed_at = time.monotonic()
                return False
            self._reading = asyncio.create_task(self._read(reader, self._writer))
            return True

    async def ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Send and wait. Call it on an open link.

        Raises:
            WorkerTrouble: busy, timeout, unavailable, or the worker's own code.
        """
        if self._writer is None:
            raise WorkerTrouble("unavailable")
        if len(self._waiting) >= MOST_WAITING:
            raise WorkerTrouble("busy")
        number = next(self._numbers)
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        try:
            async with asyncio.timeout(seconds):
                self._writer.write(json.dumps({"n": number, **request}).encode() + b"\n")
                await self._writer.drain()
                found = await answer
        except TimeoutError:
            raise WorkerTrouble("timeout") from None
        except OSError:
            raise WorkerTrouble("unavailable") from None
        finally:
            self._waiting.pop(number, None)
        if "error" in found:
            raise WorkerTrouble(found["error"] if found["error"] in _CODES else "internal")
        return found

    async def _read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hand each answer to who waits for it; when the worker goes, tell all of them."""
        try:
            while line := await reader.readline():
                found = json.loads(line)
                waiting = self._waiting.get(found["n"])
                if waiting is not None and not waiting.done():
                    waiting.set_result(found)
        except (OSError, ValueError, LookupError, TypeError) as error:
            report("worker.link", level="WARNING", **describe(error))
        finally:
            writer.close()
            if self._writer is writer:
                self._writer = None
            for waiting in self._waiting.values():
                if not waiting.done():
                    waiting.set_exception(WorkerTrouble("unavailable"))

    async def close(self) -> None:
        """End the connection."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)


class WorkerClient:
    """All workers, reached through their sockets.

    Args:
        sockets: one path for each worker. They need not be there yet.
        seconds: longest wait for an answer.
    """

    def __init__(self, sockets: Sequence[Path], seconds: float = ANSWER_SECONDS) -> None:
        self._links = [_Link(path) for path in sockets]
        self._seconds = seconds

    async def message(
        self,
        conversation: str,
        text: str,
        city: str | None = None,
        language: str | None = None,
        plain: bool = False,
        place: tuple[float, float] | None = None,
        once: str = "",
    ) -> dict[str, Any]:
        """One turn of a conversation. When its worker goes before it has answered, another one is asked, with the same `once`.

        Args:
            conversation: its id, never an address.
            text: redacted.
            language: a hint (BCP 47).
            plain: the channel shows no buttons and no cards.
            place: latitude and longitude in degrees, roughly, that the person shared.
            once: id of the message (hex digits): the same one is answered once, and the same answer given again.

        Returns:
            `{"messages": [...], "language", "city", "needs"}`.

        Raises:
            WorkerTrouble: no answer.
        """
        request = {"do": "message", "conversation": conversation, "text": text, "city": city, "language": language}
        where = {} if place is None else {"place": list(place)}
        return await self._ask(conversation, {**request, "plain": plain, "once": once, **where})

    async def forget(self, conversation: str) -> bool:
        """Let every worker forget a conversation, since another than the usual one may have had it. True when all did."""
        told = await asyncio.gather(*(self._forget(link, conversation) for link in self._links))
        return bool(told) and all(told)

    async def understand(self, text: str, city: str | None = None, id_: str = "") -> dict[str, Any]:
        """Findings in a text that belongs to no conversation.

        Raises:
            WorkerTrouble: no answer.
        """
        link = await self._link_of(text)
        return await link.ask({"do": "understand", "text": text, "city": city, "id": id_}, self._seconds)

    async def ready(self) -> bool:
        """Does any worker answer?"""
        return any(await asyncio.gather(*(self._pings(link) for link in self._links)))

    async def close(self) -> None:
        """End all connections."""
        await asyncio.gather(*(link.close() for link in self._links))

    async def _ask(self, conversation: str, request: dict[str, Any]) -> dict[str, Any]:
        first = await self._link_of(conversation)
        until = time.monotonic() + self._seconds
        try:
            return await first.ask(request, self._seconds)
        except WorkerTrouble as trouble:
            if trouble.code != "unavailable":
                raise
        second = await self._link_of(conversation, without=first)
        return await second.ask(request, until - time.monotonic())

    async def _link_of(self, conversation: str, without: _Link | None = None) -> _Link:
        """The worker that ranks first for the conversation among those that can be reached."""
        for link in sorted(self._links, key=lambda link: _rank(conversation, link.path)):
            if link is not without and await link.open():
                return link
        raise WorkerTrouble("unavailable")

    async def _forget(self, link: _Link, conversation: str) -> bool:
        """A worker that cannot be reached has no memory left: it lives in the process alone."""
        if not await link.open():
            return True
        try:
            return bool((await link.ask({"do": "forget", "conversation": conversation}, self._seconds)).get("forgotten"))
        except WorkerTrouble as trouble:
            return trouble.code == "unavailable"

    async def _pings(self, link: _Link) -> bool:
        try:
            return await link.open() and bool((await link.ask({"do": "ping"}, PING_SECONDS)).get("ready"))
        except WorkerTrouble:
            return False


def _rank(conversation: str, path: Path) -> bytes:
    """Highest random weight: a worker that goes or comes moves only its own conversations."""
    return hashlib.blake2b(f"{conversation}\0{path}".encode(errors="replace"), digest_size=8).digest()
