"""`faro up`: the front door with its rooms and the assistant's workers, until a signal."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from services_directory.errors import FaroError

if TYPE_CHECKING:
    from bot.shared.settings import SharedSettings
    from bot.supervisor import Supervisor
    from services_directory.web.front_door import Room


async def serve(options: argparse.Namespace) -> int:
    """The front door and its workers, until a signal."""
    from bot.privacy import logs
    from bot.shared.settings import SharedSettings
    from bot.supervisor import Supervisor

    loop = asyncio.get_running_loop()
    logs.watch(loop)
    over = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, over.set)
    shared = SharedSettings.from_environment()
    if shared is not None:
        await _in_memory_alone(shared)
    workers = Supervisor(options.workers, options.log_level)
    rooms = _rooms(workers.sockets, options.city, shared)
    try:
        async with _open_doors(options, rooms, workers):
            await workers.start()
            print("Starting the assistant ...", flush=True)
            ready = asyncio.create_task(_say_when_ready(rooms, options.port))
            await over.wait()
            ready.cancel()
    except OSError as error:
        raise FaroError(f"port {options.port} cannot be used ({error.strerror}); give another with --port") from None
    finally:
        await workers.stop()
    print("Stopped.", flush=True)
    return 0


@asynccontextmanager
async def _open_doors(options: argparse.Namespace, rooms: Sequence[Room], workers: Supervisor) -> AsyncIterator[None]:
    """The public door, and the one for whoever counts."""
    from bot.channels import metrics
    from bot.channels.room import Channels
    from services_directory.web import front_door

    async with AsyncExitStack() as stack:
        await stack.enter_async_context(front_door.serving(front_door.build(rooms), options.port, options.host))
        chat = next(room for room in rooms if isinstance(room, Channels))
        if options.metrics_port:
            try:
                counted = metrics.serving(chat.desk.counts, lambda: workers.restarts, options.metrics_port)
                await stack.enter_async_context(counted)
            except OSError:
                raise FaroError(f"port {options.metrics_port} cannot be used; give another with --metrics-port") from None
        yield


async def _in_memory_alone(shared: SharedSettings) -> None:
    """Look at the shared store before anybody writes.

    Raises:
        FaroError: it would write to a disk. A store that does not answer yet is waited for by every turn.
    """
    from bot.shared.link import SharedGone, SharedLink

    link = SharedLink(shared)
    try:
        await link.check()
    except SharedGone:
        print("Warning: the shared store does not answer; nothing is remembered until it does.", file=sys.stderr)
    finally:
        await link.close()


def _rooms(sockets: Sequence[Path], cities: list[str] | None, shared: SharedSettings | None) -> list[Room]:
    """The one place where the chat and the directory meet."""
    from bot.channels.cities import load
    from bot.channels.messenger_settings import MessengerSettings
    from bot.channels.room import open_channels
    from bot.privacy.redaction import redact
    from services_directory.access import Directory
    from services_directory.settings import Settings
    from services_directory.storage import open_engine
    from services_directory.web.app import directory_app
    from services_directory.web.auth import Gate
    from services_directory.web.auth_pages import auth_room
    from services_directory.web.auth_secrets import Secrets
    from services_directory.web.editors import editors_room
    from services_directory.web.limits import Limiter
    from services_directory.web.office import Office
    from services_directory.wording.phrases import Phrasebook

    settings = Settings.from_environment()
    directory = directory_app(Directory.open(settings), settings)
    messengers = MessengerSettings.from_environment(load(cities))
    overall = Limiter(burst=400, per_second=60)  # WhatsApp itself lets 80 messages a second through for a number
    limits = Limiter(burst=60, per_second=5)
    chat = open_channels(sockets, limits, redact, cities, messengers=messengers, overall=overall, shared=shared)
    office = Office(Gate(open_engine(settings), Secrets.load(settings.var)), Phrasebook.load())
    return [chat, directory, auth_room(office), editors_room(office)]


async def _say_when_ready(rooms: list[Room], port: int) -> None:
    while not await _ready(rooms):
        await asyncio.sleep(0.2)
    print(f"Faro is at http://localhost:{port} (Ctrl-C stops it)", flush=True)


async def _ready(rooms: Sequence[Room]) -> bool:
    answers = await asyncio.gather(*(room.ready() for room in rooms))
    return all(works for parts in answers for works in parts.values())
