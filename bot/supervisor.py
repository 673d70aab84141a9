"""Starts the assistant workers, starts one again that ended, and ends all of them."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from bot.privacy.logs import report
from bot.privacy.washing import ENVIRONMENT
from services_directory.settings import ROOT

_STOP_SECONDS = 5.0
_FIRST_WAIT_S = 1.0
_LONGEST_WAIT_S = 30.0
_STEADY_S = 60.0


class Supervisor:
    """The workers of one front door, each with a socket in a folder that only this user can read.

    Attributes:
        restarts: how often a worker ended and was started again.
    """

    def __init__(self, many: int, log_level: str = "WARNING") -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="faro-"))
        self.sockets: Sequence[Path] = [self._folder / f"worker-{number}.sock" for number in range(many)]
        self._log_level = log_level
        self.restarts = 0
        self._keepers: list[asyncio.Task[None]] = []
        self._running: set[asyncio.subprocess.Process] = set()

    async def start(self) -> None:
        """Start all workers; they load their models after this returns."""
        self._keepers = [asyncio.create_task(self._keep(socket)) for socket in self.sockets]

    async def stop(self) -> None:
        """End all workers and remove their sockets."""
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        await asyncio.gather(*(self._end(process) for process in list(self._running)))
        shutil.rmtree(self._folder, ignore_errors=True)

    async def _keep(self, socket: Path) -> None:
        """Run one worker for ever. After an early end it waits longer each time: a broken model must not burn the machine."""
        wait = _FIRST_WAIT_S
        while True:
            started = time.monotonic()
            status = await self._run(socket)
            wait = _FIRST_WAIT_S if time.monotonic() - started > _STEADY_S else min(_LONGEST_WAIT_S, wait * 2)
            self.restarts += 1
            report("worker.ended", level="WARNING", exit_status=status)
            await asyncio.sleep(wait)

    async def _run(self, socket: Path) -> int:
        arguments = ("--socket", str(socket), "--log-level", self._log_level, "--parent", str(os.getpid()))
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.worker", *arguments, cwd=ROOT, stdin=asyncio.subprocess.DEVNULL, start_new_session=True,
            env={**os.environ, **ENVIRONMENT},
        )  # fmt: skip
        self._running.add(process)
        status = await process.wait()
        self._running.discard(process)
        return status

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await process.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        self._running.discard(process)
