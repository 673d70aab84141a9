"""`faro`: the one command. It parses, hands to a room, composes the front door, and starts and stops everything.

Nothing heavy is imported before a command needs it: the directory and the front door never load Rasa.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from services_directory.errors import FaroError

if TYPE_CHECKING:
    from bot.evaluation import Row
    from bot.worker_client import WorkerClient

OK, FAILED = 0, 1
_START_SECONDS = 120.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit status: 0 done, 1 failed, 2 wrong use."""
    parser = _parser()
    options = parser.parse_args(arguments)
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        status: int = options.run(options)
        return status
    except FaroError as error:
        print(f"faro: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # Whoever read along has gone (`faro … | head`); nothing is left to be said, not even at the end of the process.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return OK


def _parser() -> argparse.ArgumentParser:
    from services_directory.commands import add_directory_commands

    parser = argparse.ArgumentParser(prog="faro", description="Which city services can I use? An assistant that keeps nothing.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    up = commands.add_parser("up", help="start everything on one port", description="Start everything; Ctrl-C stops it.")
    up.add_argument("--port", type=_port, default=8080, help="public port (default 8080)")
    up.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1: this machine alone)")
    up.add_argument("--city", type=_cities, default=None, help="ids of the cities, joined by commas (default: all but drafts)")
    up.add_argument("--workers", type=_many, default=1, help="assistant processes (default 1)")
    up.add_argument("--metrics-port", type=_port, help="serve /metrics on this port of this machine (default: nowhere)")
    up.add_argument("--log-level", default="WARNING", choices=["DEBUG", "INFO", "WARNING", "ERROR"], help="default WARNING")
    up.set_defaults(run=_up)

    train = commands.add_parser("train", help="train the model if it is not up to date")
    train.add_argument("--force", action="store_true", help="train also when the model is up to date")
    train.set_defaults(run=_train)

    chat = commands.add_parser("chat", help="talk in the terminal")
    chat.add_argument("--city", help="id of the city")
    chat.add_argument("--lang", help="language to begin in, as es")
    chat.add_argument("--script", type=Path, help="a file with one message a line; its answers are printed")
    chat.set_defaults(run=_chat)

    understand = commands.add_parser("understand", help="JSON Lines in, what was understood out")
    understand.set_defaults(run=_understand)

    whatsapp = commands.add_parser("whatsapp", help="set up WhatsApp and text messages (docs/whatsapp.md)")
    whatsapp_commands = whatsapp.add_subparsers(metavar="COMMAND", required=True)
    check = whatsapp_commands.add_parser("check", help="say what is missing or wrong in the settings of the messengers")
    check.set_defaults(run=_check_messengers)

    evaluate = commands.add_parser("evaluate", help="compare what is understood with what should be")
    evaluate.add_argument("files", nargs="+", type=Path, metavar="FILE.tsv", help="id, lang, text, intent, needs, statuses, …")
    evaluate.add_argument("--json", action="store_true", help="print JSON instead of tables")
    evaluate.add_argument("--worst", type=int, default=20, metavar="N", help="rows to show that were most wrong (default 20)")
    evaluate.set_defaults(run=_evaluate)

    audit = commands.add_parser(
        "privacy-audit", help="look for what is kept of conversations",
        description="Start the real system, plant words in conversations, make things go wrong, look for the words everywhere.",
    )  # fmt: skip
    audit.add_argument("--turns", type=_count, default=10_000, help="length of the soak (default 10000)")
    audit.set_defaults(run=_privacy_audit)

    add_directory_commands(commands)
    return parser


def _up(options: argparse.Namespace) -> int:
    from bot.privacy import logs, process, washing
    from faro_serving import serve

    washing.start_again_without_pools()
    process.harden()
    _choose(options.city)
    _prepare()
    logs.configure("front_door", options.log_level)
    if not process.stay_in_memory():
        print("Warning: memory may be written to swap: use encrypted swap or none (SECURITY.md).", file=sys.stderr)
    return asyncio.run(serve(options))


def _chat(options: argparse.Namespace) -> int:
    from bot.privacy import logs, process, washing

    washing.start_again_without_pools()
    process.harden()
    _choose([options.city] if options.city else None)
    _prepare()
    logs.configure("terminal", "ERROR")
    return asyncio.run(_talk(options))


def _choose(cities: list[str] | None) -> None:
    """Serve these cities, in every process that is started from here."""
    from bot.channels.cities import load
    from services_directory.served import CHOICE

    if cities:
        load(cities)
        os.environ[CHOICE] = ",".join(cities)


async def _talk(options: argparse.Namespace) -> int:
    """A worker of its own, and the keyboard or a script before it."""
    from bot.channels.room import open_channels
    from bot.channels.terminal import Terminal, script_lines
    from bot.privacy.redaction import redact
    from bot.supervisor import Supervisor
    from services_directory.web.limits import Limiter

    script = script_lines(options.script) if options.script else None
    workers = Supervisor(1, "ERROR")
    room = open_channels(workers.sockets, Limiter(burst=10_000, per_second=1000), redact)
    try:
        await workers.start()
        await _until_ready(room.desk.ready)
        lines = _scripted(script) if script is not None else _typed()
        await Terminal(room.desk, print, options.city, options.lang).talk(lines, echo=script is not None)
    finally:
        await room.close()
        await workers.stop()
    return OK


def _check_messengers(options: argparse.Namespace) -> int:
    """Settings, then Meta and Twilio themselves, then our own public address."""
    from bot.channels.cities import load
    from bot.channels.messenger_check import check
    from bot.privacy import logs

    logs.configure("check", "ERROR")
    findings = asyncio.run(check(load()))
    for finding in findings:
        print(f"{'ok  ' if finding.right else 'WRONG'} {finding.text}")
    return OK if all(finding.right for finding in findings) else FAILED


def _understand(options: argparse.Namespace) -> int:
    from bot.privacy import logs, process

    process.harden()
    _prepare_model(sys.stderr)
    logs.configure("understand", "ERROR")
    return asyncio.run(_understand_lines())


async def _understand_lines() -> int:
    from bot.batch import understand_lines
    from bot.privacy.redaction import redact

    async with _worker() as workers:
        async for found in understand_lines(sys.stdin, workers, redact):
            print(json.dumps(found, ensure_ascii=False), flush=True)
    return OK


def _evaluate(options: argparse.Namespace) -> int:
    from bot.evaluation import read_rows
    from bot.privacy import logs, process

    rows = read_rows(options.files)
    process.harden()
    _prepare_model(sys.stderr)
    logs.configure("evaluate", "ERROR")
    return asyncio.run(_compare(rows, options))


async def _compare(rows: Sequence[Row], options: argparse.Namespace) -> int:
    from bot.batch import understand
    from bot.evaluation import evaluate
    from bot.privacy.redaction import redact

    async with _worker() as workers:
        found = [await understand(row.text, None, workers, redact) for row in rows]
    answers = iter(found)
    report = evaluate(rows, lambda _text, _city: next(answers))
    print(json.dumps(report.as_json(), ensure_ascii=False, indent=2) if options.json else report.as_text(options.worst))
    return OK


@asynccontextmanager
async def _worker() -> AsyncIterator[WorkerClient]:
    """One worker of its own for a command, ready."""
    from bot.supervisor import Supervisor
    from bot.worker_client import WorkerClient

    supervisor = Supervisor(1, "ERROR")
    client = WorkerClient(supervisor.sockets)
    try:
        await supervisor.start()
        await _until_ready(client.ready)
        yield client
    finally:
        await client.close()
        await supervisor.stop()


async def _until_ready(ready: Callable[[], Awaitable[bool]]) -> None:
    """Wait for a worker.

    Raises:
        FaroError: none answers after two minutes.
    """
    try:
        async with asyncio.timeout(_START_SECONDS):
            while not await ready():
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise FaroError("the assistant did not start in two minutes; train again with `faro train --force`") from None


async def _scripted(lines: list[str]) -> AsyncIterator[str]:
    for line in lines:
        yield line


async def _typed() -> AsyncIterator[str]:
    while line := await asyncio.to_thread(sys.stdin.readline):
        if line.strip():
            yield line.rstrip("\n")


def _prepare() -> None:
    """A model and a directory that are up to date."""
    from services_directory.exchange.current import bring_up_to_date
    from services_directory.settings import Settings

    _prepare_model(sys.stdout)
    bring_up_to_date(Settings.from_environment(), lambda line: print(line, flush=True))


def _prepare_model(out: TextIO) -> None:
    """A model that is up to date; a word of it only where one has to be made."""
    from bot.training import train, up_to_date

    if not up_to_date():
        train(say=lambda line: print(line, file=out, flush=True))


def _privacy_audit(options: argparse.Namespace) -> int:
    from bot.audit.run import audit
    from bot.audit.table import as_text

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what was started is stopped
    _prepare_model(sys.stderr)
    report = audit(options.turns, lambda line: print(line, file=sys.stderr, flush=True))
    print(as_text(report))
    return FAILED if report.leaks or report.unforgotten else OK


def _train(options: argparse.Namespace) -> int:
    """Look first, without loading Rasa."""
    from bot.training import train

    train(force=options.force, say=lambda line: print(line, flush=True))
    return OK


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError("must be a port from 1 to 65535")
    return int(text)


def _many(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError("must be a number from 1 to 64")
    return int(text)


def _count(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 10_000_000:
        raise argparse.ArgumentTypeError("must be a number from 1")
    return int(text)


def _cities(text: str) -> list[str]:
    return [city for city in text.split(",") if city]


if __name__ == "__main__":
    raise SystemExit(main())
