"""The way to a shared store for tests: a real Redis, names and records sealed under one secret."""

from __future__ import annotations

import hmac
import os
import shutil
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from redis.asyncio import Redis

SECRET = b"a secret of the tests, of thirty-two bytes and more"
BINARY = shutil.which("redis-server")


class TestLink:
    """See `bot.channels.owed_shared.SealedLink`."""

    __test__ = False

    def __init__(self, path: Path) -> None:
        self.redis: Any = Redis.from_url(f"unix://{path}", socket_timeout=2)

    def keys(self, kind: str, what: str) -> list[str]:
        return [f"faro:{kind}:{hmac.digest(SECRET, f'{kind} {what}'.encode(), 'sha256').hex()[:32]}"]

    def seal(self, kind: str, what: str, record: bytes) -> bytes:
        nonce = os.urandom(12)
        return nonce + AESGCM(SECRET[:32]).encrypt(nonce, record, f"{kind} {what}".encode())

    def open(self, kind: str, what: str, found: Sequence[bytes | None]) -> bytes | None:
        sealed = next((one for one in found if one is not None), None)
        if sealed is None:
            return None
        return AESGCM(SECRET[:32]).decrypt(sealed[:12], sealed[12:], f"{kind} {what}".encode())

    async def do(self, asked: Callable[[], Awaitable[Any]]) -> Any:
        return await asked()

    async def close(self) -> None:
        await self.redis.aclose()


@contextmanager
def redis_socket(folder: Path) -> Iterator[Path]:
    """A Redis that keeps nothing on a disk; skipped outside CI where it is not installed."""
    if BINARY is None:
        if os.environ.get("CI"):
            raise AssertionError("redis-server is not installed")
        pytest.skip("redis-server is not installed")
    path = folder / "redis.sock"
    options = ["--port", "0", "--unixsocket", str(path), "--save", "", "--appendonly", "no", "--dir", str(folder)]
    process = subprocess.Popen([BINARY, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 10
        while True:
            try:
                with redis.Redis(unix_socket_path=str(path)) as client:
                    client.ping()
                break
            except redis.ConnectionError:
                assert time.monotonic() < until, "redis-server did not start"
                time.sleep(0.02)
        yield path
    finally:
        process.kill()
        process.wait()
