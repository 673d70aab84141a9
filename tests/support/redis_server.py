"""A real Redis for a test: a socket in a folder of its own, nothing written to a disk unless the test says so."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis

from bot.privacy.sealing import Secret
from bot.shared.settings import SharedSettings

BINARY = shutil.which("redis-server")


@dataclass
class RedisServer:
    """A Redis that answers on a Unix socket."""

    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"unix://{self.folder}/redis.sock"

    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url)

    def settings(self, *secrets: str, allowed: bool = False) -> SharedSettings:
        named = secrets or ("first secret of the tests, thirty-two and more",)
        return SharedSettings(self.url, None, tuple(Secret(one.encode()) for one in named), allowed)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


def start(folder: Path, *options: str) -> RedisServer:
    """Start one in a folder that is there; `options` are its own, as `--save '60 1'`."""
    if BINARY is None:
        if os.environ.get("CI"):
            raise AssertionError("redis-server is not installed")
        pytest.skip("redis-server is not installed")
    own = ["--port", "0", "--unixsocket", f"{folder}/redis.sock", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    process = subprocess.Popen([BINARY, *own, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server = RedisServer(folder, process)
    until = time.monotonic() + 10
    while True:
        try:
            server.client().ping()
            return server
        except redis.AuthenticationError:
            return server
        except redis.RedisError:
            assert process.poll() is None, "redis-server ended"
            assert time.monotonic() < until, "redis-server did not start"
            time.sleep(0.02)


@contextmanager
def running(*options: str) -> Iterator[RedisServer]:
    """A Redis while the block runs. Its folder's name is short: a Unix socket's path may have 107 bytes."""
    folder = Path(tempfile.mkdtemp(prefix="faro-redis-"))
    server = start(folder, *options)
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
