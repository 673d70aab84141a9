"""Answers that wait to be fetched once."""

from __future__ import annotations

import asyncio

from bot.channels.shown_once import ShownOnce


async def test_a_page_is_given_once() -> None:
    once = ShownOnce()
    name = once.keep("one page ✓")
    assert once.take(name) == "one page ✓"
    assert once.take(name) is None
    assert once.take("") is None


async def test_a_page_that_nobody_fetches_goes() -> None:
    once = ShownOnce(seconds=0.01)
    name = once.keep("page")
    while len(once):
        await asyncio.sleep(0.005)
    assert once.take(name) is None


async def test_the_oldest_goes_where_there_are_too_many() -> None:
    once = ShownOnce(most=2)
    names = [once.keep(str(number)) for number in range(3)]
    assert [once.take(name) for name in names] == [None, "1", "2"]
