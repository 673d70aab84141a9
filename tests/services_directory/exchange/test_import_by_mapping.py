"""A sheet of somebody else, by mapping: problems by file, row, column and why, all at once; a dry run; nothing half-written."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook
from sheet_of_a_hall import HEAD, MAPPING, ROWS
from shell import faro
from small_directory import SmallDirectory
from sqlalchemy import create_engine, text

from services_directory import storage
from services_directory.exchange import from_models
from services_directory.exchange.records import Service
from services_directory.settings import ROOT


class Sheets:
    """A small town, and sheets beside it."""

    def __init__(self, small: SmallDirectory) -> None:
        self.small, self.folder = small, small.root.parent
        self.map = self.file("map.yml", MAPPING)

    def file(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def take(self, path: Path, *more: str) -> int:
        return faro(self.small.settings, "import", str(path), "--map", str(self.map), "--city", "pueblo", *more)

    def services(self) -> dict[str, Service]:
        engine = create_engine(self.small.settings.database_url)
        with storage.session(engine) as session:
            records = from_models.city(session, "pueblo")
        engine.dispose()
        assert records is not None
        return {id_: one for id_, one in records.services.items() if one.origin is not None}


@pytest.fixture
def sheets(tmp_path: Path) -> Sheets:
    made = Sheets(SmallDirectory(tmp_path))
    assert faro(made.small.settings, "import") == 0
    return made


def test_a_dry_run_shows_the_difference_and_changes_nothing(sheets: Sheets, capsys: pytest.CaptureFixture[str]) -> None:
    path = sheets.file("hall.csv", HEAD + ROWS)
    assert sheets.take(path, "--dry-run") == 0
    out = capsys.readouterr().out
    assert "+ service pueblo/hall-1" in out
    assert "nothing was changed" in out
    assert sheets.services() == {}
    assert sheets.take(path) == 0
    changed = sheets.file("hall.csv", HEAD + ROWS.replace("Food bank", "Larder").replace("2,Legal", "3,Legal"))
    capsys.readouterr()
    assert sheets.take(changed, "--dry-run") == 0
    out = capsys.readouterr().out
    for line in ("~ service pueblo/hall-1: name, description", "+ service pueblo/hall-3", "- service pueblo/hall-2"):
        assert line in out, out
    assert sheets.services()["hall-1"].name == "Food bank"


def test_all_problems_are_named_at_once_and_nothing_is_changed(sheets: Sheets, capsys: pytest.CaptureFixture[str]) -> None:
    rows = '4,,Red Hall,Food,,\n5,Bath,,Food,,\n\n1,Again,Red Hall,Food,,\n6,"Two\nlines",Red Hall,Food,,\n7,,,Food,,\n'
    assert sheets.take(sheets.file("bad.csv", HEAD + ROWS + rows)) == 1
    told = capsys.readouterr().err.splitlines()
    assert told[:5] == [
        "bad.csv:4: Program: is empty",
        "bad.csv:5: Agency: is empty",
        "bad.csv:7: Key: another row has the same; give a column for `id`",
        "bad.csv:10: Agency: is empty",
        "bad.csv:10: Program: is empty",
    ]
    assert told[-1].startswith("faro directory import: 5 problems found, nothing was changed; the first: bad.csv:4")
    assert sheets.services() == {}


def test_what_is_left_out_is_named_and_stays_unknown(sheets: Sheets, capsys: pytest.CaptureFixture[str]) -> None:
    path = sheets.file("odd.csv", HEAD + "1,Food bank,Red Hall,Soup,12 34 56 78 99,Cheap\n")
    assert sheets.take(path) == 0
    told = capsys.readouterr().err
    assert "left out: odd.csv:2: Category: 'Soup' is not known: say in the mapping what it means (values.needs)" in told
    assert "left out: odd.csv:2: Phone: not taken over: not a phone number that can exist" in told
    assert "left out: odd.csv:2: Cost: 'Cheap' is not known" in told
    (only,) = sheets.services().values()
    assert (only.needs, only.phones, only.fee.code) == ([], [], "not_stated")


def test_a_workbook_says_the_same_with_its_own_rows(sheets: Sheets, capsys: pytest.CaptureFixture[str]) -> None:
    book = Workbook()
    book.active.append(["Our list, 2026"])
    book.active.append(["Key", "Program", "Agency", "Category", "Phone", "Cost"])
    book.active.append([1, "Food bank", "Red Hall", "Food", 952126126, "Free"])
    book.active.append([2, None, "Red Hall", "Food", None, None])
    book.save(sheets.folder / "hall.xlsx")
    assert sheets.take(sheets.folder / "hall.xlsx") == 1
    assert "hall.xlsx:4: Program: is empty" in capsys.readouterr().err
    book.active.delete_rows(4)
    book.save(sheets.folder / "hall.xlsx")
    assert sheets.take(sheets.folder / "hall.xlsx") == 0
    (only,) = sheets.services().values()
    assert (only.id, only.phones[0].number, only.fee.code) == ("hall-1", "+34952126126", "free")


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("name: Program", "name: Programme", "bad.csv:1: Programme: no such column; there are Key, Program"),
        ("[food]", "[foot]", "values.needs.Food: 'foot' is not one of the needs"),
        ("name: hall", "name: hall\n  color: red", "color: Extra inputs are not permitted"),
        ("organization: Agency, ", "", "says nowhere what the organization is"),
        ("organization: Agency", "operator: Agency", "no such field: operator"),
        ("  values:", "  fixed: {access: everybody}\n  values:", "only `open` can be said of all statuses"),
        ("  values:", "  fixed: {fee: SAY HERE}\n  values:", "fixed.fee: say what it is"),
        ("  values:", "  otherwise: {organization: eligibility}\n  values:", "has neither a column nor a fixed value"),
        ("mapping:", "mappings:", "map.yml"),
    ],
)
def test_a_mapping_with_a_fault_says_where(
    sheets: Sheets, capsys: pytest.CaptureFixture[str], old: str, new: str, why: str
) -> None:
    sheets.map = sheets.file("map.yml", MAPPING.replace(old, new))
    assert sheets.take(sheets.file("bad.csv", HEAD + ROWS)) == 1
    assert why in capsys.readouterr().err
    assert sheets.services() == {}


def test_a_part_of_a_set_removes_nothing(sheets: Sheets) -> None:
    assert sheets.take(sheets.file("hall.csv", HEAD + ROWS)) == 0
    some = sheets.file("hall.csv", HEAD + ROWS.splitlines()[0] + "\n")
    assert sheets.take(some, "--partial") == 0
    assert set(sheets.services()) == {"hall-1", "hall-2"}
    assert sheets.take(some) == 0
    assert set(sheets.services()) == {"hall-1"}


def test_our_own_files_leave_what_was_imported_alone(sheets: Sheets) -> None:
    assert sheets.take(sheets.file("hall.csv", HEAD + ROWS)) == 0
    assert faro(sheets.small.settings, "import") == 0
    assert set(sheets.services()) == {"hall-1", "hall-2"}


def test_only_what_names_a_need_is_shown_at_once(sheets: Sheets) -> None:
    assert sheets.take(sheets.file("hall.csv", HEAD + ROWS + "3,Band,Red Hall,,,\n"), "--publish") == 0
    assert {id_: one.published for id_, one in sheets.services().items()} == {"hall-1": True, "hall-2": True, "hall-3": False}


def test_an_import_that_is_killed_half_way_leaves_nothing(sheets: Sheets) -> None:
    """A real process, killed while its bar says that some thousand services are written."""
    rows = (f"{number},Service {number},Agency {number % 50},Food,952 12 61 26,Free\n" for number in range(6000))
    path = sheets.file("many.csv", HEAD + "".join(rows))
    command = [sys.executable, "-m", "faro", "directory", "import", str(path), "--map", str(sheets.map), "--city", "pueblo"]
    url = sheets.small.settings.database_url
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "FARO_DATABASE_URL": url, "FARO_VAR": str(sheets.folder)}
    ours, terminal = pty.openpty()
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=terminal, stdout=subprocess.DEVNULL) as process:
        os.close(terminal)
        seen = b""
        while not any(f" {done}/6000".encode() in seen for done in range(1000, 6000, 500)):  # the bar, drawn over itself
            read = os.read(ours, 4096)
            assert read, seen[-500:]
            seen += read
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    os.close(ours)
    assert b" 6000/6000" not in seen
    assert sheets.services() == {}
    engine = create_engine(url)
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
        assert connection.scalar(text("SELECT count(*) FROM organization WHERE id LIKE 'hall-%'")) == 0
        assert connection.scalar(text("SELECT count(*) FROM service_word WHERE service_id LIKE 'hall-%'")) == 0
    engine.dispose()
    assert sheets.take(sheets.file("hall.csv", HEAD + ROWS)) == 0
    assert set(sheets.services()) == {"hall-1", "hall-2"}
