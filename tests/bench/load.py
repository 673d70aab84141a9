"""Turns over HTTP: how long each takes, and how many a second a server holds."""

from __future__ import annotations

import asyncio
import statistics
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import aiohttp

TURNS_A_CONVERSATION = 4
Body = dict[str, object]


@dataclass(frozen=True)
class Timing:
    """Milliseconds of one turn after another, one at a time."""

    median: float
    p95: float
    p99: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Timing:
        """From measured seconds."""
        ms = sorted(value * 1000 for value in seconds)
        cuts = statistics.quantiles(ms, n=100, method="inclusive")
        return cls(statistics.median(ms), cuts[94], cuts[98])


async def one_by_one(webhook: str, body: Callable[[str, int], Body], turns: int) -> Timing:
    """Conversations of four turns, one turn at a time."""
    seconds = []
    async with aiohttp.ClientSession() as client:
        for turn in range(turns + 8):
            sender = f"bench-{turn // TURNS_A_CONVERSATION}-{uuid.uuid4().hex[:6] if turn % TURNS_A_CONVERSATION == 0 else ''}"
            started = time.perf_counter()
            await _ask(client, webhook, body(sender, turn % TURNS_A_CONVERSATION))
            if turn >= 8:
                seconds.append(time.perf_counter() - started)
    return Timing.of(seconds)


async def at_once(webhook: str, body: Callable[[str, int], Body], many: int, turns: int) -> float:
    """Answers a second with so many conversations at once."""
    left = iter(range(turns))
    connector = aiohttp.TCPConnector(limit=many)
    async with aiohttp.ClientSession(connector=connector) as client:

        async def person() -> None:
            sender = uuid.uuid4().hex
            for turn in left:
                if turn % TURNS_A_CONVERSATION == 0:
                    sender = uuid.uuid4().hex
                await _ask(client, webhook, body(sender, turn % TURNS_A_CONVERSATION))

        started = time.perf_counter()
        await asyncio.gather(*(person() for _ in range(many)))
        return turns / (time.perf_counter() - started)


async def _ask(client: aiohttp.ClientSession, webhook: str, body: Body) -> None:
    async with client.post(webhook, json=body) as answer:
        said = await answer.json()
        if answer.status != 200 or not said:
            raise RuntimeError(f"no answer: HTTP {answer.status}")
