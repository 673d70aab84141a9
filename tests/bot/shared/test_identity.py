"""Ids that servers agree on, that midnight does not cut, and that nobody links."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from redis_server import RedisServer

from bot.shared.identity import SharedIds
from bot.shared.leases import Leases
from bot.shared.link import SharedLink

PHONE = "+1 999 555 0142"
OLD, NEW = "the old secret, thirty-two characters", "the new secret, thirty-two characters"


class Clock:
    """A clock that a test moves."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 11, 22, 12, tzinfo=UTC))


def ids(redis: RedisServer, clock: Clock, *secrets: str, scope: str = "chicago") -> SharedIds:
    return SharedIds(SharedLink(redis.settings(*secrets)), scope, clock)


async def talk_under(redis: RedisServer, id_: str, *secrets: str) -> None:
    async with Leases(SharedLink(redis.settings(*secrets)), 1800).taken(id_, "01") as lease:
        lease.new_record = b"facts"


async def test_two_servers_agree(redis: RedisServer, clock: Clock) -> None:
    one, other = [await ids(redis, clock).find("whatsapp", PHONE) for _ in range(2)]
    assert one == other
    assert len(one) == 32


async def test_nothing_links_days_cities_channels_or_secrets(redis: RedisServer, clock: Clock) -> None:
    found = [
        await ids(redis, clock).find("whatsapp", PHONE),
        await ids(redis, clock).find("rest", PHONE),
        await ids(redis, clock, scope="malaga").find("whatsapp", PHONE),
        await ids(redis, clock, NEW).find("whatsapp", PHONE),
    ]
    clock.now += timedelta(days=1)
    found.append(await ids(redis, clock).find("whatsapp", PHONE))
    assert len(set(found)) == len(found)


async def test_midnight_cuts_no_talk_and_begins_a_new_id_for_others(redis: RedisServer, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 22, 23, 50, tzinfo=UTC)
    before = await ids(redis, clock).find("web", PHONE)
    await talk_under(redis, before)
    clock.now += timedelta(minutes=20)
    assert await ids(redis, clock).find("web", PHONE) == before
    assert await ids(redis, clock).find("web", "somebody else") != await ids(redis, Clock(clock.now - timedelta(hours=1))).find(
        "web", "somebody else"
    )
    clock.now += timedelta(hours=2)
    assert await ids(redis, clock).find("web", PHONE) != before


async def test_a_server_whose_clock_is_behind_finds_the_talk_of_tomorrow(redis: RedisServer, clock: Clock) -> None:
    tomorrow = await ids(redis, Clock(datetime(2026, 11, 23, 0, 1, tzinfo=UTC))).find("web", PHONE)
    await talk_under(redis, tomorrow)
    clock.now = datetime(2026, 11, 22, 23, 58, tzinfo=UTC)
    assert await ids(redis, clock).find("web", PHONE) == tomorrow


async def test_the_secret_changes_and_the_talk_goes_on(redis: RedisServer, clock: Clock) -> None:
    before = await ids(redis, clock, OLD).find("web", PHONE)
    await talk_under(redis, before, OLD)
    assert await ids(redis, clock, OLD, NEW).find("web", PHONE) == before
    assert await ids(redis, clock, NEW, OLD).find("web", PHONE) == before
    fresh = await ids(redis, clock, NEW, OLD).find("web", "somebody new")
    assert fresh == await ids(redis, clock, NEW).find("web", "somebody new")


async def test_without_the_store_there_is_an_id_all_the_same(redis: RedisServer, clock: Clock, tmp_path) -> None:
    settings = redis.settings(NEW, OLD)
    away = SharedIds(SharedLink(type(settings)(f"unix://{tmp_path}/none", None, settings.secrets, False)), "chicago", clock)
    assert await away.find("web", PHONE) == await ids(redis, clock, NEW).find("web", PHONE)
