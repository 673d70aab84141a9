"""Token buckets with a clock of the test's own."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services_directory.web.limits import Limiter


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_then_one_at_a_time() -> None:
    clock = Clock()
    limiter = Limiter(burst=3, per_second=0.5, clock=clock)
    assert [limiter.wait("a") for _ in range(4)] == [0.0, 0.0, 0.0, 2.0]
    clock.now += 1.5
    assert limiter.wait("a") == 0.5
    clock.now += 0.5
    assert limiter.wait("a") == 0.0


def test_one_sender_does_not_slow_another() -> None:
    limiter = Limiter(burst=1, per_second=1, clock=Clock())
    assert [limiter.wait("a"), limiter.wait("a") > 0, limiter.wait("b")] == [0.0, True, 0.0]


def test_the_number_of_senders_is_bounded_and_the_latest_are_kept() -> None:
    limiter = Limiter(burst=1, per_second=0.001, clock=Clock(), most=10)
    for sender in range(1000):
        limiter.wait(str(sender))
    assert len(limiter) == 10
    assert limiter.wait("999") > 0


def test_who_sends_is_not_in_memory() -> None:
    limiter = Limiter(burst=1, per_second=1)
    limiter.wait("+34612345678")
    assert "34612345678" not in repr(vars(limiter))


@given(st.lists(st.floats(0, 5), min_size=1, max_size=60))
def test_never_more_than_burst_and_rate_allow(pauses: list[float]) -> None:
    clock = Clock()
    limiter = Limiter(burst=4, per_second=2, clock=clock)
    let_in = 0
    for pause in pauses:
        clock.now += pause
        let_in += limiter.wait("a") == 0.0
    assert let_in <= 4 + 2 * (clock.now - 100.0) + 1e-6
