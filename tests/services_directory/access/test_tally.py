"""Counts without persons: bounded for each conversation, noised, small cells withheld, the true ones nowhere on a disk."""

from __future__ import annotations

import statistics
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from services_directory import storage
from services_directory.access import tally
from services_directory.access.tally import Cell, Tallies, noised
from services_directory.models import Tally

MONDAY = date(2026, 11, 23)


class Calendar:
    def __init__(self) -> None:
        self.today = MONDAY + timedelta(days=2)

    def __call__(self) -> date:
        return self.today


def released(engine: Engine) -> list[Tally]:
    with storage.session(engine) as session:
        return list(session.scalars(select(Tally)))


def test_a_release_is_as_private_as_it_says() -> None:
    import opendp.prelude as dp

    dp.enable_features("contrib")
    for kind in ("unmet", "shown"):
        space = dp.map_domain(dp.atom_domain(T=str), dp.atom_domain(T="i64")), dp.l01inf_distance(dp.absolute_distance(T="i64"))
        made = space >> dp.m.then_laplace_threshold(scale=tally.SCALE[kind], threshold=tally.threshold(kind))
        cells = tally.MOST_CELLS[kind]
        epsilon, delta = made.map((cells, cells, 1))
        assert epsilon <= 2.0
        assert delta <= tally.DELTA
        assert tally.threshold(kind) >= tally.SMALLEST


def test_a_conversation_counts_in_a_few_cells_each_once(engine: Engine) -> None:
    counts = Tallies(engine, Calendar())
    for _ in range(5):
        for need in ("food", "housing", "goods", "transport"):
            counts.unmet("one", "pueblo", need, "en", None)
    assert sum(counts._counts.values()) == tally.MOST_CELLS["unmet"]
    counts.unmet("two", "pueblo", "food", "en", "centro")
    assert sum(counts._counts.values()) == tally.MOST_CELLS["unmet"] + 1


def test_the_week_that_goes_on_stays_in_memory(engine: Engine) -> None:
    today = Calendar()
    counts = Tallies(engine, today)
    for person in range(60):
        counts.unmet(f"p{person}", "pueblo", "food", "ar", "centro")
    counts.unmet("p1", "pueblo", "housing", "uk", None)
    assert counts.release() == 0
    assert released(engine) == []
    today.today = MONDAY + timedelta(days=7)
    counts.unmet("p1", "pueblo", "goods", "en", None)  # the first of a new week releases the old one
    (row,) = released(engine)
    assert (row.kind, row.week, row.need, row.language, row.district) == ("unmet", MONDAY, "food", "ar", "centro")
    assert 40 <= row.count <= 80
    assert [cell.need for cell in counts._counts] == ["goods"]


def test_the_end_of_the_process_releases_too_and_adds_up(engine: Engine) -> None:
    for _ in range(2):
        counts = Tallies(engine, Calendar())
        for person in range(50):
            counts.shown(f"p{person}", "pueblo", "clinic-door")
        counts.close()
    (row,) = released(engine)
    assert (row.service, row.week) == ("clinic-door", MONDAY)
    assert 60 <= row.count <= 140


def test_small_cells_are_withheld_and_large_ones_are_noised() -> None:
    cells = {Cell("unmet", "pueblo", MONDAY, need="food"): 3, Cell("unmet", "pueblo", MONDAY, need="housing"): 9}
    shown = sum(len(noised("unmet", cells)) for _ in range(300))
    assert shown <= 6  # a cell of nine passes a threshold of fifteen once in eight hundred times
    large = Cell("unmet", "pueblo", MONDAY, need="goods")
    found = [noised("unmet", {large: 200})[large] for _ in range(300)]
    assert len(set(found)) > 3
    assert abs(statistics.mean(found) - 200) < 0.5
    assert 0.7 < statistics.pstdev(found) < 2.2  # scale 1: a standard deviation of about 1.4


def test_nothing_true_and_no_status_reaches_the_database(engine: Engine) -> None:
    assert not {"status", "statuses"} & {column.key for column in Tally.__table__.columns}
    counts = Tallies(engine, Calendar())
    counts.unmet("conversation-zq", "pueblo", "food", "en", "district-zq")
    counts.close()
    engine.dispose()
    stored = b"".join(file.read_bytes() for file in Path(str(engine.url.database)).parent.glob("directory.db*"))
    assert b"-zq" not in stored


def test_a_city_that_has_gone_and_a_database_that_is_gone_cost_only_the_counts(engine: Engine, tmp_path: Path) -> None:
    counts = Tallies(engine, Calendar())
    for person in range(50):
        counts.unmet(f"p{person}", "atlantis", "food", "en", None)
    counts.close()
    assert released(engine) == []
    for person in range(50):
        counts.unmet(f"p{person}", "pueblo", "food", "en", None)
    storage.downgrade(engine)
    counts.close()


def test_a_full_memory_counts_nobody_rather_than_somebody_twice(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "_MOST_REMEMBERED", 4)
    counts = Tallies(engine, Calendar())
    for person in range(10):
        counts.unmet(f"p{person}", "pueblo", "food", "en", None)
    assert sum(counts._counts.values()) == 2
