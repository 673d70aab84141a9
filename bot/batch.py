"""Many texts at once: JSON Lines in, findings out, in order. A bad line costs that line alone."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

from bot.worker_client import WorkerClient, WorkerTrouble

LONGEST = 1000  # characters of a text that are read, as in the channels
_AHEAD = 16
FIELDS = ("language", "intent", "confidence", "needs", "statuses", "crisis", "facts", "place", "redacted")
NOTHING: dict[str, Any] = {
    "language": "en",
    "intent": "out_of_scope",
    "confidence": 0.0,
    "needs": [],
    "statuses": [],
    "crisis": [],
    "facts": {},
    "place": None,
    "redacted": "",
}
Redact = Callable[[str, str | None], str]


class BadLine(Exception):
    """A line that is not a request; `id` is the one it has, if any."""

    def __init__(self, id_: object, why: str) -> None:
        super().__init__(why)
        self.id = id_


async def understand_lines(lines: Iterable[str], workers: WorkerClient, redact: Redact) -> AsyncIterator[dict[str, Any]]:
    """An answer for each line: `{"id", "language", "intent", …}` or `{"id", "error"}`."""
    waiting: deque[asyncio.Task[dict[str, Any]]] = deque()
    for line in lines:
        if not line.strip():
            continue
        waiting.append(asyncio.create_task(_one(line, workers, redact)))
        if len(waiting) >= _AHEAD:
            yield await waiting.popleft()
    while waiting:
        yield await waiting.popleft()


async def _one(line: str, workers: WorkerClient, redact: Redact) -> dict[str, Any]:
    try:
        id_, text, city = _request(line)
        return {"id": id_, **await understand(text, city, workers, redact)}
    except BadLine as bad:
        return {"id": bad.id, "error": str(bad)}
    except WorkerTrouble as trouble:
        return {"id": id_, "error": f"not understood: {trouble.code}"}


async def understand(text: str, city: str | None, workers: WorkerClient, redact: Redact) -> dict[str, Any]:
    """Findings in one text, with all fields of the contract.

    Raises:
        WorkerTrouble: no worker answers.
    """
    clean = redact(text[:LONGEST].encode("utf-8", "replace").decode().replace("\0", " "), None).strip()
    found = await workers.understand(clean, city) if clean.strip("/ ") else {}
    return {**NOTHING, **{name: found[name] for name in FIELDS if found.get(name) is not None}, "redacted": clean}


def _request(line: str) -> tuple[object, str, str | None]:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        raise BadLine(None, "not JSON") from None
    if not isinstance(said, dict):
        raise BadLine(None, 'must be an object {"id", "text", "city"?}')
    id_, text, city = said.get("id"), said.get("text"), said.get("city")
    if not isinstance(id_, str | int):
        raise BadLine(None, "id: must be a text or a number")
    if not isinstance(text, str):
        raise BadLine(id_, "text: must be a text")
    if not (city is None or isinstance(city, str)):
        raise BadLine(id_, "city: must be a text")
    return id_, text, city
