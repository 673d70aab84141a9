"""A front door with WhatsApp in a process of its own, to be killed: `python messenger_door.py PORT WORKER ROOT [REDIS]`.

Its settings come from the environment, as those of `faro up` do.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent


class DoorProcess:
    """The process, started again after it was killed."""

    def __init__(self, port: int, worker: Path, root: Path, environment: dict[str, str], redis: Path | None = None) -> None:
        self._arguments = [str(port), str(worker), str(root), *([str(redis)] if redis else [])]
        path = os.pathsep.join([str(HERE.parent.parent), str(HERE), os.environ.get("PYTHONPATH", "")])
        self._environment = {**os.environ, **environment, "PYTHONPATH": path}
        self._url = f"http://127.0.0.1:{port}/healthz"
        self.log = Path(environment["FARO_TEST_LOG"])
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, __file__, *self._arguments], env=self._environment, stdout=log, stderr=log
            )

    async def ready(self) -> None:
        until = time.monotonic() + 60
        while not await asyncio.to_thread(self._answers):
            assert self.process is not None
            assert self.process.poll() is None, self.log.read_text()[-2000:]
            assert time.monotonic() < until, "the door did not start"
            await asyncio.sleep(0.05)

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self._url, timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


async def main(port: int, worker: Path, root: Path, redis: Path | None) -> None:
    from sealed_link import TestLink

    from bot.channels import cities
    from bot.channels.messenger_settings import MessengerSettings
    from bot.channels.owed_shared import SharedOwed
    from bot.channels.room import open_channels
    from bot.privacy.redaction import redact
    from services_directory.web import front_door
    from services_directory.web.limits import Limiter

    settings = MessengerSettings.from_environment(cities.load(None, root))
    owed = SharedOwed(TestLink(redis)) if redis else None
    limits = Limiter(100_000, 1000), Limiter(100_000, 1000)
    room = open_channels([worker], limits[0], redact, root=root, messengers=settings, overall=limits[1], owed=owed)
    async with front_door.serving(front_door.build([room]), port):
        await asyncio.Event().wait()


if __name__ == "__main__":
    from bot.privacy import logs

    logs.configure("door", "WARNING")
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]) if sys.argv[4:] else None))
