"""A large directory on each database: `python -m tests.bench.directory [--services 100000]`.

Measures the import, opening, search with verdicts as the chat and the access API ask it, and text search and search by distance.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

import postgres
from many_services import many
from sqlalchemy import Engine

from services_directory import storage
from services_directory.access import Directory, Facts, Person, Question
from services_directory.exchange.apply import import_records
from services_directory.search import listing
from services_directory.search.listing import Wanted
from services_directory.settings import ROOT, Settings
from services_directory.vocabulary import ids

_WORDS = (
    "médico gratis",
    "comedor",
    "abogado extranjería",
    "clases de español",
    "طبيب",
    "лікар",
    "医生",
    "padron",
    "vivienda social",
)
_FACTS = ({}, {"status": "undocumented"}, {"status": "asylum_seeker", "months_since_application": 3}, {"age": 30})


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """A URL of an empty database of each kind."""
    with tempfile.TemporaryDirectory() as folder, postgres.server() as server:
        yield {"SQLite": f"sqlite:///{folder}/directory.db", "PostgreSQL": server.database()}


def milliseconds(ask: Callable[[int], object], times: int) -> tuple[float, float]:
    """Median and 95th percentile of asking, after a few questions that do not count."""
    for index in range(5):
        ask(index)
    taken = []
    for index in range(times):
        started = time.perf_counter()
        ask(index)
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[18]


def question(index: int) -> Question:
    """A question as a person asks it: a need, some facts, half of them with a place."""
    chance = Random(index)
    place = (36.5 + chance.random() / 2, -4.7 + chance.random() / 2) if index % 2 else None
    person = Person("me", Facts.from_mapping(_FACTS[index % len(_FACTS)]))
    return Question("malaga", needs=(ids("needs")[index % len(ids("needs"))],), people=(person,), place=place, lang="es")


def searches(engine: Engine, times: int) -> Iterator[tuple[str, float, float]]:
    """Text and distance, a page of fifty each."""

    def by(wanted: Wanted) -> object:
        with storage.session(engine) as session:
            return listing.services(session, wanted, 0, 50)

    yield "text search, a page", *milliseconds(lambda index: by(Wanted(search=_WORDS[index % len(_WORDS)])), times)
    near = lambda index: by(Wanted(near=(36.6 + index % 9 / 30, -4.5, 1000.0)))  # noqa: E731
    yield "within 1 km, nearest first", *milliseconds(near, times)


def measure(name: str, url: str, services: int, times: int) -> None:
    """Measure one database and print it."""
    settings = Settings(ROOT, Path(tempfile.gettempdir()), url)
    engine = storage.open_engine(settings)
    storage.upgrade(engine)
    records = many(services)
    started = time.perf_counter()
    import_records(engine, records)
    print(f"{name}: import of {services} services {time.perf_counter() - started:.1f} s", flush=True)
    started = time.perf_counter()
    directory = Directory(engine, ROOT)
    print(f"{name}: opening {time.perf_counter() - started:.1f} s", flush=True)
    half, most = milliseconds(lambda index: directory.answer(question(index)), times)
    print(f"{name}: search with verdicts, median {half:.1f} ms, p95 {most:.1f} ms", flush=True)
    for what, half, most in searches(engine, times):
        print(f"{name}: {what}, median {half:.1f} ms, p95 {most:.1f} ms", flush=True)
    engine.dispose()


def main() -> None:
    """Measure both."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.directory")
    parser.add_argument("--services", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=200)
    asked = parser.parse_args()
    with databases() as urls:
        for name, url in urls.items():
            measure(name, url, asked.services, asked.times)


if __name__ == "__main__":
    main()
