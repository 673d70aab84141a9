"""Counts that tell of many and of nobody."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.counting import OUTCOMES, SMALLEST, STEP, Counts


@given(st.integers(0, 200))
def test_few_are_not_shown_and_many_only_roughly(asked: int) -> None:
    counts = Counts()
    for _ in range(asked):
        counts.turn("answered", 0.1, "es", ["food"])
    shown = counts.cells().get(("es", "food"), 0)
    assert shown == (0 if asked < SMALLEST else asked // STEP * STEP)


def test_one_more_person_is_hardly_ever_seen() -> None:
    counts, steps = Counts(), set()
    for _ in range(100):
        counts.turn("answered", 0.1, "uk", ["food"])
        steps.add(counts.cells().get(("uk", "food")))
    assert len(steps) == 10, "one step for ten people"


def test_what_became_of_messages_is_counted_by_known_words_only() -> None:
    counts = Counts()
    counts.turn("answered", 0.01)
    counts.turn("my name is Ana", 3.0)
    assert set(counts.outcomes()) == set(OUTCOMES)
    assert counts.outcomes()["internal"] == 1


def test_durations_are_cumulated() -> None:
    counts = Counts()
    for seconds in (0.02, 0.3, 99.0):
        counts.turn("answered", seconds)
    buckets, total = counts.durations()
    assert [count for _, count in buckets] == sorted(count for _, count in buckets)
    assert buckets[0] == (0.025, 1)
    assert buckets[-1] == (float("inf"), 3)
    assert total == 0.02 + 0.3 + 99.0
