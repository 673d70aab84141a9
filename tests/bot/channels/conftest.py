"""A front door with channels only, in front of workers that speak the protocol over real sockets."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sockets import listens

from bot.channels.room import open_channels
from bot.privacy.redaction import redact
from bot.worker_client import WorkerClient
from services_directory.settings import ROOT
from services_directory.web import front_door
from services_directory.web.limits import Limiter

Start = Callable[[], Path]
HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with the real words and two cities of our own."""
    folder = tmp_path_factory.mktemp("root")
    (folder / "data").symlink_to(ROOT / "data")
    _city(folder, "costa", "es", "112", "Costa Clara")
    _city(folder, "lakeview", "en", "911", "Lakeview")
    return folder


def _city(folder: Path, city: str, lang: str, number: str, name: str) -> None:
    there = folder / "services_directory" / "cities" / city
    there.mkdir(parents=True)
    (there / "city.yml").write_text(
        dedent(f"""\
        city: {city}
        name: {{{lang}: {name}}}
        languages: [{lang}]
        emergency: [{{number: '{number}', answers: {{{lang}: 'answers for {city}'}}}}]
        """)
    )
    (there / "crisis.yml").write_text(
        dedent(f"""\
        city: {city}
        crises:
          violence_now:
            - {{service: help-of-{city}, name: Help of {city}, phone: '{number}', languages: [es], say: {{es: Di dónde estás.}}}}
            - {{service: line-of-{city}, name: Line of {city}, phone: '016', whatsapp: '+34600000016', silent: true,
               languages: [es], say: {{en: It is free., es: Es gratis.}}}}
          medical_emergency:
            - {{service: help-of-{city}, name: Help of {city}, phone: '{number}', languages: [es], say: {{es: Di dónde estás.}}}}
        """)
    )


@pytest.fixture
def start_worker() -> Iterator[Start]:
    """Start workers, each with a socket of its own; they end with the test."""
    yield from _starting()


@pytest.fixture(scope="session")
def worker() -> Iterator[Path]:
    """The socket of a worker that all tests share."""
    starting = _starting()
    yield next(starting)()
    starting.close()


def _starting() -> Iterator[Start]:
    folder = Path(tempfile.mkdtemp(prefix="faro"))
    running: list[subprocess.Popen[bytes]] = []

    def start() -> Path:
        socket = folder / f"{len(running)}.sock"
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
        running.append(subprocess.Popen([sys.executable, str(HERE / "fake_worker.py"), str(socket)], env=environment))
        deadline = time.monotonic() + 20
        while not listens(socket):
            assert running[-1].poll() is None, "the worker ended"
            assert time.monotonic() < deadline, "the worker did not start"
            time.sleep(0.02)
        return socket

    try:
        yield start
    finally:
        for process in running:
            process.kill()
            process.wait()
        shutil.rmtree(folder)


@pytest.fixture
async def door(root: Path) -> AsyncIterator[Callable[..., object]]:
    """Open front doors over sockets: `await door(socket, …, burst=…)` gives a client."""
    opened: list[TestClient] = []

    async def open_door(*sockets: Path, burst: float = 1000.0) -> TestClient:
        room = open_channels(sockets, Limiter(burst, 0.1), redact, root=root)
        client = TestClient(TestServer(front_door.build([room])))
        await client.start_server()
        opened.append(client)
        return client

    yield open_door
    for client in opened:
        await client.close()


@pytest.fixture
async def client(door: Callable[..., object], worker: Path) -> TestClient:
    """A front door with one worker, which has heard nothing yet."""
    listener = WorkerClient([worker])
    await listener.message("", "#heard")
    await listener.close()
    return await door(worker)  # type: ignore[misc]


@pytest.fixture
async def lonely(door: Callable[..., object], tmp_path: Path) -> TestClient:
    """A front door whose worker is not there."""
    return await door(tmp_path / "nobody.sock")  # type: ignore[misc]
