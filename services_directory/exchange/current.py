"""A database that says what the files say, before anything is served from it."""

from __future__ import annotations

from collections.abc import Callable

from services_directory import storage
from services_directory.exchange.apply import import_records
from services_directory.exchange.directory_yaml import read_directory
from services_directory.exchange.problems import Problems
from services_directory.settings import Settings


def bring_up_to_date(settings: Settings, say: Callable[[str], None]) -> None:
    """Bring schema and content up to date; silent where they are.

    Args:
        say: told in a line what was done.

    Raises:
        BadFiles: a file has faults; nothing is changed.
        StorageError: the database cannot be used.
    """
    problems = Problems()
    records = read_directory(settings.root / "services_directory", problems)
    problems.stop_if_any()
    engine = storage.open_engine(settings)
    try:
        storage.upgrade(engine)
        plan = import_records(engine, records, whole=True)
    finally:
        engine.dispose()
    if plan.changes:
        counts = (f"{name} {len(city.services)} services" for name, city in records.cities.items())
        say(f"Loaded the directory: {', '.join(counts)}.")
