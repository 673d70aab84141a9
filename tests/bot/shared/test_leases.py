"""One turn at a time over all servers; what is written is written whole; a lease of the dead ends."""

from __future__ import annotations

import asyncio
import random

import pytest
from redis_server import RedisServer

from bot.refused import Refused
from bot.shared import leases as module
from bot.shared.leases import Leases
from bot.shared.link import SharedGone, SharedLink

TALK = "ab" * 16
OLD, NEW = "the old secret, thirty-two characters", "the new secret, thirty-two characters"


def server(redis: RedisServer, *secrets: str) -> Leases:
    """One server's way to the conversations."""
    return Leases(SharedLink(redis.settings(*secrets)), 1800)


async def write(leases: Leases, record: bytes | None, once: str = "01", answer: bytes | None = None) -> None:
    async with leases.taken(TALK, once) as lease:
        lease.new_record, lease.new_answer = record, answer


async def read(leases: Leases, once: str = "ff") -> bytes | None:
    async with leases.taken(TALK, once) as lease:
        lease.new_record = lease.record
        return lease.record


async def test_what_one_server_writes_another_reads(redis: RedisServer) -> None:
    await write(server(redis), b"facts")
    assert await read(server(redis)) == b"facts"


async def test_hundreds_of_turns_on_two_servers_lose_nothing(redis: RedisServer) -> None:
    servers = [server(redis), server(redis)]

    async def turn(number: int) -> None:
        async with servers[number % 2].taken(TALK, f"{number:x}") as lease:
            before = lease.record or b""
            await asyncio.sleep(random.random() / 500)
            lease.new_record = before + bytes([number])

    for first in range(0, 200, 20):
        await asyncio.gather(*(turn(number) for number in range(first, first + 20)))
    assert sorted(await read(servers[0]) or b"") == list(range(200))


async def test_a_message_that_comes_again_finds_its_answer_and_another_does_not(redis: RedisServer) -> None:
    await write(server(redis), b"facts", "01", b"services")
    async with server(redis).taken(TALK, "01") as again:
        assert again.answer == b"services"
        again.new_record = again.record
    async with server(redis).taken(TALK, "02") as other:
        assert other.answer is None


async def test_forgetting_leaves_not_a_key(redis: RedisServer) -> None:
    await write(server(redis), b"facts", "01", b"services")
    async with server(redis).taken(TALK, "02") as lease:
        lease.old_answers = ["01"]
    assert redis.client().keys("*") == []


async def test_everything_in_the_store_ends_by_itself(redis: RedisServer) -> None:
    await write(server(redis), b"facts", "01", b"services")
    client = redis.client()
    left = {client.ttl(key) for key in client.keys("*")}
    assert left
    assert all(0 < seconds <= 1800 for seconds in left)
    async with server(redis).taken(TALK, "02"):
        (lock,) = client.keys("faro:lock:*")
        assert 0 < client.pttl(lock) <= module.LEASE_MS


async def test_a_failing_turn_writes_nothing_and_lets_go(redis: RedisServer) -> None:
    await write(server(redis), b"before")

    async def failing() -> None:
        async with server(redis).taken(TALK, "02") as lease:
            lease.new_record = b"half"
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await failing()
    assert await read(server(redis)) == b"before"


async def test_the_lease_of_the_dead_ends_and_what_they_would_write_is_refused(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LEASE_MS", 150)

    async def standing_still() -> None:
        async with server(redis).taken(TALK, "01") as lease:
            lease.new_record = b"too late"
            await write(server(redis), b"in time", "02")  # waits until the lease has ended

    with pytest.raises(Refused, match="busy"):
        await standing_still()
    assert await read(server(redis)) == b"in time"


async def test_a_lease_that_ended_while_nobody_came_is_still_good(redis: RedisServer) -> None:
    await write(server(redis), b"before")
    async with server(redis).taken(TALK, "02") as lease:
        redis.client().delete(*redis.client().keys("faro:lock:*"))
        lease.new_record = b"after"
    assert await read(server(redis)) == b"after"


async def test_a_lease_that_ended_is_not_good_when_somebody_was_there_meanwhile(redis: RedisServer) -> None:
    await write(server(redis), b"before")

    async def standing_still() -> None:
        async with server(redis).taken(TALK, "02") as lease:
            redis.client().delete(*redis.client().keys("faro:lock:*"))
            await write(server(redis), b"theirs", "03")
            lease.new_record = b"ours"

    with pytest.raises(Refused, match="busy"):
        await standing_still()
    assert await read(server(redis)) == b"theirs"


async def test_a_long_turn_keeps_its_lease(redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEASE_MS", 200)
    monkeypatch.setattr(module, "_RENEW_SECONDS", 0.05)
    async with server(redis).taken(TALK, "01") as lease:
        await asyncio.sleep(0.5)
        lease.new_record = b"slow"
    assert await read(server(redis)) == b"slow"


async def test_who_waits_too_long_is_told(redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.1)
    async with server(redis).taken(TALK, "01"):
        with pytest.raises(Refused, match="busy"):
            await write(server(redis), b"x", "02")


async def test_the_secret_changes_while_people_talk(redis: RedisServer) -> None:
    """First everywhere second, then everywhere first, then alone: at each step both servers go on with the same talk."""
    steps = [((OLD,), (OLD, NEW)), ((OLD, NEW), (NEW, OLD)), ((NEW, OLD), (NEW, OLD)), ((NEW, OLD), (NEW,))]
    said = b""
    for one, other in steps:
        for secrets in (one, other, one):
            assert (await read(server(redis, *secrets)) or b"") == said
            said += b"."
            await write(server(redis, *secrets), said)
            assert len(redis.client().keys("faro:talk:*")) == 1
    assert await read(server(redis, NEW)) == said


async def test_servers_with_different_secrets_in_use_lock_each_other_out(redis: RedisServer) -> None:
    under_way = 0

    async def turn(*secrets: str) -> None:
        nonlocal under_way
        async with server(redis, *secrets).taken(TALK, "01"):
            under_way += 1
            assert under_way == 1
            await asyncio.sleep(0.005)
            under_way -= 1

    await asyncio.gather(*(turn(*secrets) for secrets in ((OLD,), (OLD, NEW), (NEW, OLD)) for _ in range(5)))


async def test_nothing_in_the_store_can_be_read(redis: RedisServer) -> None:
    await write(server(redis), b"undocumented since March", "01", b"Ana may see a doctor")
    client = redis.client()
    held = b"".join(key + client.get(key) for key in client.keys("*"))
    for secret in (b"undocumented", b"March", b"Ana", TALK.encode(), bytes.fromhex(TALK)):
        assert secret not in held


async def test_a_store_that_is_away_is_said_so_at_once(redis: RedisServer, tmp_path) -> None:
    settings = redis.settings()
    gone = Leases(SharedLink(type(settings)(f"unix://{tmp_path}/none.sock", None, settings.secrets, False)), 60)
    with pytest.raises(SharedGone):
        await write(gone, b"x")
