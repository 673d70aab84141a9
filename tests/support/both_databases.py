"""Fixtures that run a test on SQLite and on a real PostgreSQL; import them by name into a test module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import postgres
import pytest
from sqlalchemy import Engine

from services_directory import storage
from services_directory.settings import ROOT, Settings


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """One server for a run of tests."""
    with postgres.server() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'directory.db'}"
    server: postgres.Server = request.getfixturevalue("postgres_server")
    return server.database()


@pytest.fixture
def both_settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of an empty database of each kind."""
    return Settings(ROOT, tmp_path / "var", database_url)


@pytest.fixture
def both(both_settings: Settings) -> Iterator[Engine]:
    """An engine for a database of each kind with the newest schema."""
    engine = storage.open_engine(both_settings)
    storage.upgrade(engine)
    yield engine
    engine.dispose()
