"""What is said to be wrong: counted by service and kind, and nothing else is written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small_directory import SmallDirectory
from sqlalchemy import select

from services_directory import storage
from services_directory.access import Directory, reports
from services_directory.errors import BadQuestion, NotKnown
from services_directory.exchange.apply import import_records
from services_directory.models.report import Report


@pytest.fixture
def small(tmp_path: Path) -> SmallDirectory:
    small = SmallDirectory(tmp_path)
    engine = storage.open_engine(small.settings)
    storage.upgrade(engine)
    import_records(engine, small.records())
    engine.dispose()
    return small


def rows(small: SmallDirectory) -> list[tuple[str, str, int]]:
    engine = storage.open_engine(small.settings)
    with storage.session(engine) as session:
        found = [(row.service_id, row.kind, row.times) for row in session.scalars(select(Report))]
    engine.dispose()
    return sorted(found)


def test_the_same_fault_is_counted(small: SmallDirectory) -> None:
    directory = Directory.open(small.settings)
    for kind in ("phone", "phone", "hours"):
        directory.report_wrong("clinic-door", kind)
    assert rows(small) == [("clinic-door", "hours", 1), ("clinic-door", "phone", 2)]


def test_a_report_outlives_an_import_that_writes_the_service_anew(small: SmallDirectory) -> None:
    Directory.open(small.settings).report_wrong("clinic-door", "phone")
    small.change("cities/pueblo/services/clinic.yml", "name: Open door", "name: Open gate")
    import_records(storage.open_engine(small.settings), small.records())
    assert rows(small) == [("clinic-door", "phone", 1)]


def test_what_is_not_there_is_refused_and_nothing_written(small: SmallDirectory) -> None:
    directory = Directory.open(small.settings)
    with pytest.raises(NotKnown, match="service"):
        directory.report_wrong("atlantis", "phone")
    with pytest.raises(BadQuestion, match="kind"):
        directory.report_wrong("clinic-door", "mood")
    assert rows(small) == []


def test_the_day_is_the_last_one(small: SmallDirectory) -> None:
    engine = storage.open_engine(small.settings)
    reports.note(engine, "clinic-door", "phone", date(2026, 11, 1))
    reports.note(engine, "clinic-door", "phone", date(2026, 11, 28))
    with storage.session(engine) as session:
        assert session.get_one(Report, ("clinic-door", "phone")).last_on == date(2026, 11, 28)
    engine.dispose()
