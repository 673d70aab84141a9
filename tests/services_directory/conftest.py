"""What tests of several rooms of the directory begin with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_directory import SmallDirectory
from sqlalchemy import Engine

from services_directory import storage
from services_directory.exchange.apply import import_records


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    small = SmallDirectory(tmp_path)
    engine = storage.open_engine(small.settings)
    storage.upgrade(engine)
    import_records(engine, small.records())
    yield engine
    engine.dispose()
