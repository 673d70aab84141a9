"""The whole front door: the directory of a real city in a real database, and the channels before a worker on a real socket."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sockets import listens

from bot.channels.room import open_channels
from bot.privacy.redaction import redact
from services_directory import storage
from services_directory.access import Directory
from services_directory.exchange.apply import import_records
from services_directory.exchange.directory_yaml import read_directory
from services_directory.exchange.problems import Problems
from services_directory.settings import ROOT, Settings
from services_directory.web import front_door
from services_directory.web.app import directory_app
from services_directory.web.limits import Limiter

FAKE_WORKER = ROOT / "tests" / "bot" / "channels" / "fake_worker.py"


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A database that holds Málaga."""
    var = tmp_path_factory.mktemp("var")
    found = Settings(ROOT, var, f"sqlite:///{var / 'directory.db'}")
    engine = storage.open_engine(found)
    storage.upgrade(engine)
    problems = Problems()
    records = read_directory(ROOT / "services_directory", problems, ["malaga"])
    problems.stop_if_any()
    import_records(engine, records, whole=False)
    engine.dispose()
    return found


@pytest.fixture(scope="session")
def directory(settings: Settings) -> Directory:
    """The open directory."""
    return Directory.open(settings)


@pytest.fixture(scope="session")
def worker() -> Iterator[Path]:
    """The socket of a worker that speaks the protocol."""
    folder = Path(tempfile.mkdtemp(prefix="faro"))
    socket = folder / "worker.sock"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    process = subprocess.Popen([sys.executable, str(FAKE_WORKER), str(socket)], env=environment)
    deadline = time.monotonic() + 20
    while not listens(socket):
        assert time.monotonic() < deadline, "the worker did not start"
        time.sleep(0.02)
    yield socket
    process.kill()
    process.wait()
    shutil.rmtree(folder)


@pytest.fixture
async def client(directory: Directory, settings: Settings, worker: Path) -> AsyncIterator[TestClient]:
    """Everything behind one port."""
    rooms = [open_channels([worker], Limiter(1000, 1), redact), directory_app(directory, settings)]
    async with TestClient(TestServer(front_door.build(rooms))) as opened:
        yield opened
