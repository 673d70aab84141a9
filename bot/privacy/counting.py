"""What may be counted of conversations: how many, how fast, and in which language what was needed, where many asked.

A cell (language × need) of few people would tell of one of them to whoever knows that this one wrote. So a cell is shown from
`SMALLEST` on, rounded down to `STEP`, which hides also the moment at which one more asked. Statuses, facts, places, cities and
conversations are never counted.
"""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Sequence

SMALLEST = 20
STEP = 10
SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
OUTCOMES = ("answered", "empty", "too_fast", "too_long", "busy", "timeout", "unavailable", "bad_request", "internal")


class Counts:
    """Counters since the start of this process, in memory."""

    def __init__(self) -> None:
        self._outcomes: Counter[str] = Counter()
        self._cells: Counter[tuple[str, str]] = Counter()
        self._slower = [0] * (len(SECONDS) + 1)
        self._seconds = 0.0

    def turn(self, outcome: str, seconds: float, language: str = "", needs: Sequence[str] = ()) -> None:
        """Count one message.

        Args:
            outcome: one of `OUTCOMES`; anything else counts as internal.
            language, needs: ids of the vocabulary; the caller has checked that they are.
        """
        self._outcomes[outcome if outcome in OUTCOMES else "internal"] += 1
        self._slower[bisect.bisect_left(SECONDS, seconds)] += 1
        self._seconds += seconds
        for need in set(needs):
            self._cells[language, need] += 1

    def outcomes(self) -> dict[str, int]:
        """Messages by what became of them."""
        return {outcome: self._outcomes[outcome] for outcome in OUTCOMES}

    def cells(self) -> dict[tuple[str, str], int]:
        """Requests by language and need, where there are enough, rounded down."""
        return {cell: count - count % STEP for cell, count in self._cells.items() if count >= SMALLEST}

    def durations(self) -> tuple[list[tuple[float, int]], float]:
        """Messages that took at most so many seconds, cumulated over `SECONDS` and infinity; and the seconds in all."""
        total, out = 0, []
        for bound, count in zip((*SECONDS, float("inf")), self._slower, strict=True):
            total += count
            out.append((bound, total))
        return out, self._seconds
