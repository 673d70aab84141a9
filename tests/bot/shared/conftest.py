"""A real Redis for the tests of this folder, empty at the start of each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redis_server import RedisServer, running


@pytest.fixture(scope="session")
def one_redis() -> Iterator[RedisServer]:
    with running() as server:
        yield server


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """A machine that does much else answers late; only the tests of the waiting itself wait as people would."""
    if "link" not in request.module.__name__:
        monkeypatch.setattr("bot.shared.link.SECONDS", 20.0)


@pytest.fixture
def redis(one_redis: RedisServer) -> RedisServer:
    one_redis.client().flushall()
    return one_redis
