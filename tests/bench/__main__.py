"""`make bench`: start both, ask both, and write one table."""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.bench import load, processes, starter, verdicts

ROOT = Path(__file__).resolve().parents[2]
MESSAGES = (
    "my kid has a fever and we have no papers",
    "what papers do they ask for?",
    "I need food and a place to sleep",
    "my boss never paid me for two months",
)


Make = Callable[[str, int], dict[str, object]]


@dataclass(frozen=True)
class Measured:
    """What one bot showed."""

    cold_s: float
    memory: dict[str, float]
    turn: load.Timing
    a_second: dict[int, float]


def faro_body(sender: str, turn: int) -> dict[str, object]:
    """A full turn: needs, verdicts, services."""
    return {"sender": sender, "message": MESSAGES[turn], "metadata": {"city": "chicago"}}


async def measure(command: list[str], cwd: Path, env: dict[str, str], port: int, make: Make, turns: int) -> Measured:
    """Start a server, time it, weigh it, end it."""
    log = Path(tempfile.gettempdir()) / f"bench-{port}.log"
    with processes.running(command, cwd, env, log) as process:
        webhook = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
        started = await processes.first_answer(webhook, make("first", 0), process, log, services=make is faro_body)
        turn = await load.one_by_one(webhook, make, turns)
        a_second = {many: await load.at_once(webhook, make, many, turns) for many in (1, 8, 32)}
        return Measured(started.first_answer_s, processes.memory_mb(started.pid), turn, a_second)


def table(ours: Measured, theirs: Measured, per_thousand: tuple[float, float]) -> str:
    """The table, ratios first."""
    ratio = ours.turn.median / theirs.turn.median
    ratio95 = ours.turn.p95 / theirs.turn.p95
    rows = [
        ("turn, median, Faro ÷ starter", f"{ratio:.2f}", ""),
        ("turn, p95, Faro ÷ starter", f"{ratio95:.2f}", ""),
        ("messages a second at 32 at once, Faro ÷ starter", f"{ours.a_second[32] / theirs.a_second[32]:.1f}", ""),
        ("", "Faro, a full turn", "Rasa's starter bot, hello"),
        ("cold start to first answer", f"{ours.cold_s:.1f} s", f"{theirs.cold_s:.1f} s"),
        ("memory, all processes", f"{sum(ours.memory.values()):.0f} MB", f"{sum(theirs.memory.values()):.0f} MB"),
        *((f"  {name.rsplit(' ', 1)[0]}", f"{size:.0f} MB", "") for name, size in ours.memory.items()),
        ("turn, median", f"{ours.turn.median:.1f} ms", f"{theirs.turn.median:.1f} ms"),
        ("turn, p95", f"{ours.turn.p95:.1f} ms", f"{theirs.turn.p95:.1f} ms"),
        ("turn, p99", f"{ours.turn.p99:.1f} ms", f"{theirs.turn.p99:.1f} ms"),
        *((f"messages a second, {n} at once", f"{ours.a_second[n]:.0f}", f"{theirs.a_second[n]:.0f}") for n in (1, 8, 32)),
        ("verdicts on 1 000 services, with reasons", f"{per_thousand[0]:.1f} ms", ""),
        ("the same with what would change each", f"{per_thousand[1]:.1f} ms", ""),
        ("verdicts a second", f"{1_000_000 / per_thousand[0]:,.0f}", ""),
    ]
    lines = ["| | | |", "|---|---|---|"] + [f"| {name} | {first} | {second} |" for name, first, second in rows]
    return "\n".join(lines)


def machine() -> str:
    """What it was measured on."""
    model = next((line.split(":")[1].strip() for line in _read("/proc/cpuinfo") if line.startswith("model name")), "")
    return f"{os.cpu_count()} cores, {model or platform.machine()}, Python {platform.python_version()}"


def _read(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def run(turns: int, keep: Path) -> str:
    """Measure both bots in turn and the verdicts alone."""
    keep.mkdir(parents=True, exist_ok=True)
    print("1/4 Rasa's starter bot", flush=True)
    project = starter.prepare(keep)
    port = processes.free_port()
    theirs = asyncio.run(measure(starter.command(port), project, starter.environment(), port, starter.body, turns))
    print("2/4 Faro: model and directory", flush=True)
    faro = str(Path(sys.executable).parent / "faro")
    subprocess.run([faro, "train"], cwd=ROOT, check=True)
    subprocess.run([faro, "directory", "import"], cwd=ROOT, check=True)
    print("3/4 Faro: turns", flush=True)
    port = processes.free_port()
    ours = asyncio.run(measure([faro, "up", "--port", str(port)], ROOT, {}, port, faro_body, turns))
    print("4/4 verdicts", flush=True)
    return table(ours, theirs, verdicts.milliseconds_per_thousand())


def main() -> None:
    """Print the table and write docs/benchmarks.md."""
    parser = argparse.ArgumentParser(prog="make bench", description="Measure Faro beside Rasa's own starter bot.")
    parser.add_argument("--turns", type=int, default=200, help="turns for each measurement (default 200)")
    asked = parser.parse_args()
    measured = run(asked.turns, ROOT / "var" / "bench")
    head = f"# Benchmarks\n\nBy `make bench` on {date.today().isoformat()}: {machine()}. Both bots in one run, one after the other.\n"
    (ROOT / "docs" / "benchmarks.md").write_text(f"{head}\n{measured}\n", encoding="utf-8")
    print(measured)


if __name__ == "__main__":
    main()
