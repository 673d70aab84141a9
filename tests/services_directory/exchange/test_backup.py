"""A backup holds everything and comes back as it was, from either database into either; a damaged one changes nothing."""

from __future__ import annotations

import json
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from both_databases import both, both_settings, database_url, postgres_server  # noqa: F401
from sheet_of_a_hall import HEAD, MAPPING, ROWS
from shell import faro
from small_directory import SmallDirectory
from sqlalchemy import Engine, MetaData, create_engine, insert, select

from services_directory import models, storage
from services_directory.access import Directory, Facts, Person, Question
from services_directory.exchange import backup
from services_directory.exchange.apply import import_records
from services_directory.exchange.backup import BadBackup
from services_directory.models import Base, Proposal
from services_directory.settings import ROOT, Settings


def everything(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table as the database has it."""
    found = MetaData()
    found.reflect(engine)
    with engine.connect() as connection:
        return {
            table.name: sorted((dict(row) for row in connection.execute(select(table)).mappings()), key=repr)
            for table in found.sorted_tables
        }


@pytest.fixture
def full(tmp_path: Path) -> SmallDirectory:
    """A town with an imported set, and at least one row in every table."""
    small = SmallDirectory(tmp_path / "town")
    (tmp_path / "hall.csv").write_text(HEAD + ROWS, encoding="utf-8")
    (tmp_path / "map.yml").write_text(MAPPING, encoding="utf-8")
    faro(small.settings, "import")
    faro(small.settings, "import", str(tmp_path / "hall.csv"), "--map", str(tmp_path / "map.yml"), "--city", "pueblo")
    engine = storage.open_engine(small.settings)
    with engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            if connection.execute(select(table).limit(1)).first() is None:
                connection.execute(insert(table), _made_up(table))
    engine.dispose()
    return small


def _made_up(table: Any) -> dict[str, Any]:
    """A row whose references lead to what is there."""
    known = {"city_id": "pueblo", "service_id": "clinic-door", "account_id": 1, "organization_id": "clinic"}
    made: dict[type, Any] = {
        bool: True, int: 1, float: 1.5, dict: {"é": [1]}, list: ["é"], date: date(2026, 1, 2),
        datetime: datetime(2026, 1, 2, 3, 4, 5, 678900),
    }  # fmt: skip
    return {column.name: known.get(column.name, made.get(column.type.python_type, "ñ")) for column in table.columns}


def test_everything_comes_back_on_either_database(full: SmallDirectory, both_settings: Settings, tmp_path: Path) -> None:  # noqa: F811
    file = tmp_path / "all.zip"
    source = storage.open_engine(full.settings)
    written = backup.write(source, file)
    assert set(written) == set(Base.metadata.tables)
    assert all(written.values()), written
    target = storage.open_engine(both_settings)
    assert backup.restore(target, file) == written
    before, after = everything(source), everything(target)
    assert before == after
    asked = Question("pueblo", needs=("health_care",), people=(Person("me", Facts(status="undocumented")),), lang="es")
    (old,), (new,) = (Directory(engine, ROOT).answer(asked).cards for engine in (source, target))
    assert old == new
    with storage.transaction(target) as session:  # ids go on where they were
        session.add(
            Proposal(city_id="pueblo", feed="x", service_id="x", how="added", fields=[], record=None, organization={},
                     source={}, digest="x", state="open", made=datetime(2026, 1, 1))
        )  # fmt: skip
    source.dispose()
    target.dispose()


def test_back_and_forth_is_the_same_file(full: SmallDirectory, both: Engine, tmp_path: Path) -> None:  # noqa: F811
    source = storage.open_engine(full.settings)
    backup.write(source, tmp_path / "one.zip")
    source.dispose()
    backup.restore(both, tmp_path / "one.zip")
    backup.write(both, tmp_path / "two.zip")
    sums = [json.loads(zipfile.ZipFile(tmp_path / name).read("manifest.json"))["tables"] for name in ("one.zip", "two.zip")]
    assert sums[0] == sums[1]


def test_the_shell_writes_and_restores(full: SmallDirectory, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "all.zip"
    assert faro(full.settings, "export", "--whole", "--to", str(file)) == 0
    elsewhere = Settings(ROOT, tmp_path / "v", f"sqlite:///{tmp_path / 'v' / 'd.db'}")
    assert faro(elsewhere, "import", str(file), "--whole") == 0
    assert "4 services" in capsys.readouterr().out
    assert faro(elsewhere, "import", str(file), "--whole") == 1
    assert "the database is not empty: say --replace" in capsys.readouterr().err
    assert faro(elsewhere, "import", str(file), "--whole", "--replace") == 0
    assert faro(elsewhere, "import", "--whole") == 2
    assert "--whole needs the file of a backup" in capsys.readouterr().err
    assert faro(elsewhere, "import", str(tmp_path / "none.zip"), "--whole", "--replace") == 1


@pytest.mark.parametrize("harm", ["cut", "flipped", "row", "table", "newer", "no zip"])
def test_a_damaged_backup_changes_nothing(full: SmallDirectory, tmp_path: Path, harm: str) -> None:
    file, bad = tmp_path / "all.zip", tmp_path / "bad.zip"
    engine = storage.open_engine(full.settings)
    backup.write(engine, file)
    before = everything(engine)
    _harm(file, bad, harm)
    with pytest.raises(BadBackup, match="nothing was changed"):
        backup.restore(engine, bad, replace=True)
    assert everything(engine) == before
    engine.dispose()


def _harm(file: Path, bad: Path, harm: str) -> None:
    whole = file.read_bytes()
    if harm == "cut":
        bad.write_bytes(whole[: len(whole) // 2])
        return
    if harm == "no zip":
        bad.write_bytes(b"nothing")
        return
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(bad, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            about = json.loads(content) if name == "manifest.json" else {}
            if harm == "table" and name == "phone.ndjson":
                continue
            if harm == "flipped" and name == "service.ndjson":
                content = content.replace(b"clinic-door", b"clinic-doar")
            if harm == "row" and about:
                about["tables"]["service"]["rows"] += 1
            if harm == "newer" and about:
                about["schema"] = "9999"
            new.writestr(name, json.dumps(about) if about else content)


def test_a_backup_of_an_older_version_is_brought_up_to_date(tmp_path: Path, both_settings: Settings) -> None:  # noqa: F811
    old = create_engine(f"sqlite:///{tmp_path / 'old.db'}")
    storage.upgrade(old, "0010")
    with old.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO city (id, names, country, region, timezone, currency, languages, emergency, holidays, compiled, newest_source,"
            " warning, stage, dated_facts, left_out) VALUES ('x', '{}', 'ES', 'ES-AN', 'Europe/Madrid', 'EUR', '[]', '[]', '[]', '2026-01-01', '{}', '{}', 'draft', '[]', '[]')"
        )
    backup.write(old, tmp_path / "old.zip")
    target = storage.open_engine(both_settings)
    backup.restore(target, tmp_path / "old.zip")
    assert storage.schema_version(target) == storage.newest_version()
    with storage.session(target) as session:
        assert session.get_one(models.City, "x").stage == "draft"
    target.dispose()


def test_what_is_written_while_it_runs_is_not_half_in_it(full: SmallDirectory, tmp_path: Path) -> None:
    """One state of the database: a town that comes in meanwhile is in none of the tables."""
    engine = storage.open_engine(full.settings)
    seen = []

    def meanwhile(_what: str, done: int, _of: int) -> None:
        if done == 1:
            with engine.begin() as connection:
                connection.exec_driver_sql("UPDATE service SET name = 'renamed'")
        seen.append(done)

    backup.write(engine, tmp_path / "all.zip", meanwhile)
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert b"renamed" not in archive.read("service.ndjson")
    assert not list(tmp_path.glob("*.part"))
    assert len(seen) == len(Base.metadata.tables)
    engine.dispose()


def test_a_restore_that_fails_in_the_middle_is_undone(full: SmallDirectory, tmp_path: Path) -> None:
    engine = storage.open_engine(full.settings)
    backup.write(engine, tmp_path / "all.zip")
    import_records(engine, SmallDirectory(tmp_path / "other").records())
    before = everything(engine)

    def fails(_what: str, done: int, _of: int) -> None:
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backup.restore(engine, tmp_path / "all.zip", replace=True, progress=fails)
    assert everything(engine) == before
    engine.dispose()
