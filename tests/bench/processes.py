"""Starting a server, waiting until it answers, and what it weighs."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

_START_LIMIT_S = 180.0


@dataclass(frozen=True)
class Started:
    """A server that answers: its webhook, seconds from start to the first answer, its process."""

    webhook: str
    first_answer_s: float
    pid: int


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(command: list[str], cwd: Path, env: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A command in a process group of its own, ended with all its children."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=cwd, env={**os.environ, **env}, stdout=out, stderr=out, start_new_session=True)
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


async def first_answer(
    webhook: str, body: dict[str, object], process: subprocess.Popen[bytes], log: Path, services: bool
) -> Started:
    """Ask until the first real answer comes.

    Args:
        services: only an answer with services is one (Faro's front door says at once that its assistant is not there yet).

    Raises:
        RuntimeError: the server ended or did not answer in three minutes; its log is named.
    """
    started = time.perf_counter()
    async with aiohttp.ClientSession() as client:
        while time.perf_counter() - started < _START_LIMIT_S:
            if process.poll() is not None:
                raise RuntimeError(f"the server ended; see {log}")
            if await _answers(client, webhook, body, services):
                return Started(webhook, time.perf_counter() - started, process.pid)
            await asyncio.sleep(0.05)
    raise RuntimeError(f"no answer in {_START_LIMIT_S:.0f} s; see {log}")


async def _answers(client: aiohttp.ClientSession, webhook: str, body: dict[str, object], services: bool) -> bool:
    try:
        async with client.post(webhook, json=body, timeout=aiohttp.ClientTimeout(total=10)) as answer:
            if answer.status != 200:
                return False
            said = await answer.json()
            return bool(said) and (not services or any(one.get("custom", {}).get("type") == "services" for one in said))
    except (aiohttp.ClientError, TimeoutError):
        return False


def memory_mb(pid: int) -> dict[str, float]:
    """Proportional set size of a process and of each of its children, in MB, by a short name."""
    found: dict[str, float] = {}
    for each in [pid, *_children(pid)]:
        try:
            rollup = Path(f"/proc/{each}/smaps_rollup").read_text()
            name = Path(f"/proc/{each}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        size = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024
        short = "worker" if "bot.worker" in name else "front door" if "faro" in name else "rasa"
        found[f"{short} {each}"] = size
    return found


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *_children(child)]
    return found
