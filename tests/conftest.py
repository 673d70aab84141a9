"""What many tests stand on: the real directory of both cities in a database of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from services_directory.access import Directory
from services_directory.exchange.apply import import_records
from services_directory.exchange.directory_yaml import read_directory
from services_directory.exchange.problems import Problems
from services_directory.settings import ROOT, Settings
from services_directory.storage import open_engine, upgrade


@pytest.fixture(scope="session")
def directory_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a database that holds both cities as their files say."""
    var: Path = tmp_path_factory.mktemp("var")
    settings = Settings(root=ROOT, var=var, database_url=f"sqlite:///{var / 'directory.db'}")
    problems = Problems()
    records = read_directory(ROOT / "services_directory", problems)
    problems.stop_if_any()
    engine = open_engine(settings)
    upgrade(engine)
    import_records(engine, records, whole=True)
    engine.dispose()
    return settings


@pytest.fixture(scope="session")
def directory(directory_settings: Settings) -> Directory:
    """The open directory."""
    return Directory.open(directory_settings)
