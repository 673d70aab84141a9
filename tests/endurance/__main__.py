"""`python -m tests.endurance load | soak | fuzz`: starts the real servers, and exits 1 where something does not hold."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

import crowd
import fuzzing
import redis_server
from running_faro import Faro, running


@contextmanager
def two_servers() -> Iterator[tuple[list[Faro], redis_server.RedisServer]]:
    """Two servers, each with a worker, and Redis between."""
    with tempfile.TemporaryDirectory() as folder, redis_server.running() as redis, ExitStack() as stack:
        secret = Path(folder) / "secret"
        secret.write_text(secrets.token_hex(32))
        secret.chmod(0o600)
        settings = {"FARO_SHARED_STORE": redis.url, "FARO_SECRET_FILE": str(secret)}
        yield [stack.enter_context(running(Path(folder), **settings)) for _ in range(2)], redis


def load(options: argparse.Namespace) -> list[str]:
    """People at once for minutes."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as faro:
        waited = asyncio.run(crowd.crowd([faro.port], options.people, options.seconds, think=options.think))
    print(f"{options.people} people for {options.seconds} s, who think for {options.think} s: {waited}")
    return [*waited.errors, *(["p99 is a second or more"] if waited.at(0.99) >= 1.0 else [])]


def soak(options: argparse.Namespace) -> list[str]:
    """Thousands of conversations over two servers; memory after the first fifth and at the end."""
    with two_servers() as (servers, redis):
        ports = [server.port for server in servers]
        sizes = []
        for talks in (options.talks // 5, options.talks - options.talks // 5):
            waited = asyncio.run(crowd.crowd(ports, 12, talks=talks, think=0))
            sizes.append(_sizes(servers))
            held = redis.client().info("memory")["used_memory"] / 1e6
            print(f"{waited}; MB: {_shown(sizes[-1])}; Redis {held:.0f} MB, {redis.client().dbsize()} records", flush=True)
        grown = {name: size / sizes[0][name] for name, size in sizes[-1].items()}
        print("grown:", ", ".join(f"{name} {factor - 1:+.1%}" for name, factor in grown.items()))
        return [*waited.errors, *(f"{name} grows" for name, factor in grown.items() if factor > 1.1)]


def fuzz(options: argparse.Namespace) -> list[str]:
    """Strange requests; then it still lives, and nothing of them is in its log."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), "--log-level", "DEBUG") as faro:
        places = fuzzing.addresses(faro.request("/api/openapi.json")[1])
        seen = asyncio.run(fuzzing.send(faro.port, places, options.requests, options.seed))
        alive = faro.ready() and faro.process.poll() is None and bool(faro.say("after", "I need food", "chicago"))
        leaked = fuzzing.WORD.lower() in faro.log.read_text().lower()
    print(
        f"{seen.total} requests, seed {options.seed}: {dict(sorted(seen.statuses.items()))} (0: hung up), {seen.wrong or 'nothing wrong'}"
    )
    return [*seen.wrong, *([] if alive else ["it does not live"]), *(["the log holds what was sent"] if leaked else [])]


def _sizes(servers: list[Faro]) -> dict[str, float]:
    found = {}
    for number, server in enumerate(servers, 1):
        found[f"front door {number}"] = crowd.resident_mb(server.process.pid)
        found[f"worker {number}"] = sum(map(crowd.resident_mb, server.worker_pids()))
    return found


def _shown(sizes: dict[str, float]) -> str:
    return ", ".join(f"{name} {size:.0f}" for name, size in sizes.items())


def main() -> int:
    """Run one; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.endurance", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for run in (load, soak, fuzz):
        commands.add_parser(run.__name__, help=(run.__doc__ or "").split(";")[0]).set_defaults(run=run)
    commands.choices["load"].add_argument("--people", type=int, default=50)
    commands.choices["load"].add_argument("--seconds", type=float, default=300)
    commands.choices["load"].add_argument("--think", type=float, default=3.0, help="mean seconds before somebody writes")
    commands.choices["soak"].add_argument("--talks", type=int, default=10_000)
    commands.choices["fuzz"].add_argument("--requests", type=int, default=100_000)
    commands.choices["fuzz"].add_argument("--seed", type=int, default=6)
    options = parser.parse_args()
    run: Callable[[argparse.Namespace], list[str]] = options.run
    wrong = run(options)
    print("\n".join(f"does not hold: {one}" for one in wrong) or "holds")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
