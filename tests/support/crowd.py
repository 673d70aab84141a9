"""Many people at once, who think before they write: what they wait, and whether anybody got no answer."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

SAID = (
    ("chicago", "my kid has a fever and we have no papers"),
    ("chicago", "what papers do they ask for?"),
    ("chicago", "I need food and a place to sleep"),
    ("malaga", "necesito un médico y no tengo papeles"),
    ("malaga", "#more"),
    ("chicago", "my boss never paid me for two months"),
    ("malaga", "busco trabajo, pedí asilo hace 8 meses"),
    ("chicago", "#skip"),
)
TURNS = 4
_PATIENCE = aiohttp.ClientTimeout(total=30)


@dataclass
class Waited:
    """What a crowd saw.

    Attributes:
        seconds: of each answer.
        errors: what went wrong instead of an answer, by name.
        talks: conversations that were ended.
    """

    seconds: list[float] = field(default_factory=list)
    errors: dict[str, int] = field(default_factory=dict)
    talks: int = 0

    def at(self, share: float) -> float:
        """Seconds within which this share of the answers came."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("inf")

    def __str__(self) -> str:
        in_ms = ", ".join(f"p{int(share * 100)} {self.at(share) * 1000:.0f} ms" for share in (0.5, 0.95, 0.99))
        return f"{self.talks} talks, {len(self.seconds)} answers, {in_ms}, errors {self.errors or 'none'}"


async def crowd(
    ports: Sequence[int], people: int, seconds: float = float("inf"), talks: int | None = None, think: float = 3.0
) -> Waited:
    """Let people talk, each on their own, until the time is over or so many talks were held.

    Args:
        think: mean of the seconds that somebody thinks before writing.
    """
    seen, until, left = Waited(), time.monotonic() + seconds, iter(range(talks if talks is not None else 1 << 40))
    connector = aiohttp.TCPConnector(limit=people)
    async with aiohttp.ClientSession(connector=connector, timeout=_PATIENCE) as client:

        async def person(number: int) -> None:
            await asyncio.sleep(random.random() * think)
            for _ in left:
                if time.monotonic() >= until:
                    return
                await _talk(client, ports, seen, think, until)

        await asyncio.gather(*(person(number) for number in range(people)))
    return seen


async def _talk(client: aiohttp.ClientSession, ports: Sequence[int], seen: Waited, think: float, until: float) -> None:
    sender, first = uuid.uuid4().hex, random.randrange(len(SAID))
    for turn in range(TURNS):
        city, text = SAID[(first + turn) % len(SAID)]
        body = {"sender": sender, "message": text, "metadata": {"city": city}}
        url = f"http://127.0.0.1:{random.choice(ports)}/webhooks/rest/webhook"
        started = time.monotonic()
        try:
            async with client.post(url, json=body) as answer:
                said = await answer.json()
                wrong = "" if answer.status == 200 and said and said[0].get("text") else f"HTTP {answer.status}"
        except (aiohttp.ClientError, TimeoutError) as error:
            wrong = type(error).__name__
        if wrong:
            seen.errors[wrong] = seen.errors.get(wrong, 0) + 1
        seen.seconds.append(time.monotonic() - started)
        if time.monotonic() >= until:
            return
        if think:
            await asyncio.sleep(random.expovariate(1 / think))
    seen.talks += 1


def resident_mb(pid: int) -> float:
    """Memory of a process, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")) / 1024
