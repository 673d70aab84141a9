"""How much one sender may ask for, counted in memory under a key that nobody can turn back into the sender.

A token bucket for each sender: it holds `burst` turns and fills by `per_second`. The number of buckets is bounded; the one that
was used longest ago is forgotten first, since it is the likeliest to be full again and then forgetting it changes nothing.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MAX_BODY = 64 * 1024  # bytes
HANDLER_SECONDS = 20.0  # one request from its first byte to its answer, the worker's ten seconds within
KEEPALIVE_SECONDS = 75.0
_MOST_SENDERS = 20_000


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class Limiter:
    """Token buckets for many senders."""

    def __init__(
        self, burst: float, per_second: float, clock: Callable[[], float] = time.monotonic, most: int = _MOST_SENDERS
    ) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._most = most
        self._key = secrets.token_bytes(32)
        self._buckets: OrderedDict[bytes, _Bucket] = OrderedDict()

    def wait(self, sender: str) -> float:
        """Take one turn for a sender: 0.0 when there was one, else seconds until the next."""
        now = self._clock()
        name = hashlib.blake2b(sender.encode("utf-8", "replace"), key=self._key, digest_size=16).digest()
        bucket = self._buckets.pop(name, None) or _Bucket(self._burst, now)
        bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.at) * self._per_second)
        bucket.at = now
        self._buckets[name] = bucket
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        if bucket.tokens >= 1.0:
            bucket.tokens -= 1.0
            return 0.0
        return (1.0 - bucket.tokens) / self._per_second

    def __len__(self) -> int:
        return len(self._buckets)
