"""The assistant's process: `python -m bot.worker --socket PATH`.

It first makes itself unable to leak (no core dumps, logs by allow-list, telemetry off), only then loads Rasa and the model, and
last opens its socket: whoever can connect gets answers. Through the socket go conversation ids, redacted texts and codes.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import secrets
import signal
import sys
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bot import without_tensorflow
from bot.privacy import logs, process
from bot.privacy.washing import wash
from services_directory.errors import FaroError
from services_directory.settings import ROOT
from services_directory.vocabulary import ids

if TYPE_CHECKING:
    from bot.tracker_store import ConversationStore
    from bot.turns import Turns
    from services_directory.wording.phrases import Phrasebook

LONGEST_LINE = 64 * 1024
SWEEP_SECONDS = 10.0
_STOP_SECONDS = 3.0
_PARENT_SECONDS = 1.0


class Server:
    """Serves the socket: one JSON object a line, both ways; requests of one connection may overlap."""

    def __init__(self, turns: Turns, path: Path) -> None:
        self._turns = turns
        self._path = path
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Open the socket, for this user only."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(self._connected, self._path, limit=LONGEST_LINE)
        self._path.chmod(0o600)

    async def stop(self) -> None:
        """Take no more requests, finish those under way, and remove the socket."""
        if self._server is not None:
            self._server.close()
        self._path.unlink(missing_ok=True)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_STOP_SECONDS)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writing = asyncio.Lock()
        try:
            while line := await reader.readline():
                task = asyncio.create_task(self._answer(line, writer, writing))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        except (ValueError, asyncio.LimitOverrunError):
            await _send({"n": None, "error": "too_long"}, writer, writing)
        except OSError as error:
            logs.report("worker.link", level="WARNING", **logs.describe(error))
        finally:
            writer.close()

    async def _answer(self, line: bytes, writer: asyncio.StreamWriter, writing: asyncio.Lock) -> None:
        try:
            request = json.loads(line)
        except (ValueError, RecursionError):
            request = None
        await _send(await self._turns.handle(request), writer, writing)


async def _send(answer: dict[str, object], writer: asyncio.StreamWriter, writing: asyncio.Lock) -> None:
    """One line; a front door that has gone meanwhile gets nothing."""
    with suppress(OSError):
        async with writing:
            writer.write(json.dumps(answer).encode() + b"\n")
            await writer.drain()


async def serve(turns: Turns, book: Phrasebook, sweep: Callable[[], object], path: Path, parent: int | None = None) -> None:
    """Serve until a signal, or until the process that started this one is gone.

    Args:
        book: words that every language is warmed up with.
        sweep: forgets silent conversations and overwrites what was let go; called every few seconds.
        parent: id of the process to end with, if any.
    """
    loop = asyncio.get_running_loop()
    logs.watch(loop)
    over = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, over.set)
    await _warm_up(turns, book)
    server = Server(turns, path)
    await server.start()
    logs.report("worker.ready", pid=os.getpid())
    chores = [asyncio.create_task(_every(SWEEP_SECONDS, sweep)), asyncio.create_task(_end_with(parent, over))]
    await over.wait()
    for chore in chores:
        chore.cancel()
    await server.stop()
    logs.report("worker.stopped", pid=os.getpid())


async def _warm_up(turns: Turns, book: Phrasebook) -> None:
    """One talk with nobody: what is loaded on first use (patterns of a language take seconds) is there for the first person."""
    nobody = secrets.token_hex(16)
    talk = {"n": 0, "do": "message", "conversation": nobody}
    await turns.handle({**talk, "text": "hello, where can I find a doctor?"})
    for tag in ids("languages"):
        await turns.handle({**talk, "text": book.say(tag, "need_food"), "language": tag})
    await turns.handle({"n": 0, "do": "forget", "conversation": nobody})


async def _every(seconds: float, chore: Callable[[], object]) -> None:
    while True:
        await asyncio.sleep(seconds)
        chore()


async def _end_with(parent: int | None, over: asyncio.Event) -> None:
    """A parent that is killed tells nobody, so it has to be looked for."""
    if parent is None:
        return
    while os.getppid() == parent:
        await asyncio.sleep(_PARENT_SECONDS)
    over.set()


def main(arguments: list[str] | None = None) -> int:
    """Run a worker; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bot.worker", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--socket", type=Path, required=True, help="path of the Unix socket to serve")
    parser.add_argument("--models", type=Path, default=ROOT / "models", help="folder of trained models; the newest is taken")
    parser.add_argument("--endpoints", type=Path, default=ROOT / "endpoints.yml", help="Rasa's endpoints file")
    parser.add_argument("--log-level", default="WARNING", choices=["DEBUG", "INFO", "WARNING", "ERROR"])
    parser.add_argument("--parent", type=int, help="end when the process with this id is no longer the parent")
    options = parser.parse_args(arguments)
    process.harden()
    logs.configure("worker", options.log_level)
    if not process.stay_in_memory():
        logs.report("process.swap", level="WARNING")
    try:
        return _run(options)
    except FaroError as error:
        sys.stderr.write(f"faro worker: {error}\n")
        return 1


def _run(options: argparse.Namespace) -> int:
    started = time.monotonic()
    without_tensorflow.stand_in()
    from bot.assistant import Assistant
    from bot.training import newest_model
    from bot.turns import Turns
    from services_directory.wording.phrases import Phrasebook

    assistant = Assistant.load(newest_model(options.models), options.endpoints)
    book = Phrasebook.load()
    turns = Turns(assistant, book)
    gc.collect()
    gc.freeze()
    logs.report("worker.loaded", seconds=round(time.monotonic() - started, 2))

    def sweep() -> None:
        assistant.store.sweep()
        wash()

    asyncio.run(_checked(assistant.store, serve(turns, book, sweep, options.socket, options.parent)))
    return 0


async def _checked(store: ConversationStore, serving: Coroutine[None, None, None]) -> None:
    """Look at the memory first.

    Raises:
        FaroError: it is shared and would write to a disk.
    """
    try:
        await store.check()
    except FaroError:
        serving.close()
        raise
    await serving


if __name__ == "__main__":
    raise SystemExit(main())
