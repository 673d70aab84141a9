"""The real directory of both cities in a database of its own, made once for a test run."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from services_directory import storage
from services_directory.access import Directory
from services_directory.exchange.apply import import_records
from services_directory.exchange.directory_yaml import read_directory
from services_directory.exchange.problems import Problems
from services_directory.settings import ROOT, Settings


@cache
def seeded_settings() -> Settings:
    """Settings of a database into which the project's own files have been imported."""
    folder = Path(tempfile.mkdtemp(prefix="faro-test-"))
    settings = Settings(ROOT, folder, f"sqlite:///{folder / 'directory.db'}")
    engine = storage.open_engine(settings)
    storage.upgrade(engine)
    import_records(engine, read_directory(ROOT / "services_directory", Problems()))
    engine.dispose()
    return settings


@cache
def seeded_directory() -> Directory:
    """The directory, open."""
    return Directory.open(seeded_settings())
