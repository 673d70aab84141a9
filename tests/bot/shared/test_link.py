"""The connection: what it refuses, and that it waits for nobody."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest
from redis_server import RedisServer, running

from bot.shared.link import SharedGone, SharedLink
from bot.shared.settings import SharedSettings
from services_directory.errors import FaroError


async def test_a_store_in_memory_alone_is_taken(redis: RedisServer) -> None:
    link = SharedLink(redis.settings())
    await link.check()
    assert await link.ready()
    await link.close()


@pytest.mark.parametrize(("name", "value"), [("save", "60 1"), ("appendonly", "yes")])
async def test_a_store_that_writes_to_a_disk_is_refused(name: str, value: str) -> None:
    with running(f"--{name}", value) as writing:
        with pytest.raises(FaroError, match=rf"{name}.*FARO_SHARED_PERSISTENCE"):
            await SharedLink(writing.settings()).check()
        assert not await SharedLink(writing.settings()).ready()
        meant = SharedLink(writing.settings(allowed=True))
        await meant.check()
        assert await meant.ready()


async def test_a_store_that_hides_its_configuration_is_refused() -> None:
    with running("--rename-command", "CONFIG", "") as hiding, pytest.raises(FaroError, match="CONFIG"):
        await SharedLink(hiding.settings()).check()


async def test_a_store_that_begins_to_write_is_left_alone_within_a_minute(redis: RedisServer) -> None:
    now = 0.0
    link = SharedLink(redis.settings(), clock=lambda: now)
    assert await link.ready()
    redis.client().config_set("save", "60 1")
    try:
        now = 61.0
        assert not await link.ready()
        redis.client().config_set("save", "")
        now = 63.0
        assert await link.ready()
    finally:
        redis.client().config_set("save", "")


async def test_a_store_that_says_nothing_costs_a_second_and_then_nothing(redis: RedisServer, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(f"{tmp_path}/s")
        silent.listen()
        link = SharedLink(SharedSettings(f"unix://{tmp_path}/s", None, redis.settings().secrets, False))
        started = time.monotonic()
        assert not await link.ready()
        first = time.monotonic() - started
        assert first < 3
        with pytest.raises(SharedGone):
            await link.do(link._ping)
        assert time.monotonic() - started - first < 0.1


async def test_a_password_from_a_file(tmp_path: Path) -> None:
    with running("--requirepass", "from-a-file") as closed:
        assert not await SharedLink(closed.settings()).ready()
        settings = closed.settings()
        assert await SharedLink(SharedSettings(settings.url, "from-a-file", settings.secrets, False)).ready()
