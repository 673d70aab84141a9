"""HSDS tables as CSV files, in a folder or a zip, with their data package: read with every check of ours, and written."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from services_directory.exchange.hsds.shape import Column, Table, package, tables
from services_directory.exchange.hsds.tabular import EXTRA, Hsds, Rows
from services_directory.exchange.limits import LARGEST, TooLarge, members
from services_directory.exchange.notes import Notes
from services_directory.exchange.origin import is_uuid

_WHOLE = "x_faro.json"


def read(path: Path, notes: Notes, loose: bool = False) -> tuple[Rows, Hsds]:
    """Read a folder or a zip of CSV files.

    Args:
        notes: gathers what is wrong: ids, keys, required columns, types.
        loose: a key that leads nowhere is only a warning.

    Returns:
        The rows by kind and id, and what our own export says beside the tables (cities and programmes).
    """
    files = _texts(path, notes)
    rows: Rows = defaultdict(dict)
    lines: dict[tuple[str, str], int] = {}
    for table in tables().values():
        if table.file in files:
            _read_table(table, files[table.file], rows, lines, notes)
    if "services.csv" not in files:
        notes.fault(path.name, 0, "services.csv", "is missing: a package of HSDS has it")
    _check_keys(rows, lines, notes, loose)
    return rows, json.loads(files.get(_WHOLE, "{}"))


def _texts(path: Path, notes: Notes) -> dict[str, str]:
    """The text of each file by its plain name."""
    wanted = {table.file for table in tables().values()} | {_WHOLE}
    try:
        if path.is_dir():
            raw = {one.name: one.read_bytes() for one in path.iterdir() if one.name in wanted and one.stat().st_size <= LARGEST}
        else:
            raw = {name: content for name, content in members(path) if name in wanted}
        return {name: content.decode("utf-8-sig") for name, content in raw.items()}
    except UnicodeDecodeError:
        notes.fault(path.name, 0, "", "a file is not UTF-8")
    except (TooLarge, zipfile.BadZipFile, OSError) as error:
        notes.fault(path.name, 0, "", str(error) if isinstance(error, TooLarge) else "is no zip that can be read")
    return {}


def _read_table(table: Table, text: str, rows: Rows, lines: dict[tuple[str, str], int], notes: Notes) -> None:
    columns = {column.name: column for column in table.columns}
    reader = csv.DictReader(io.StringIO(text))
    for unknown in [name for name in reader.fieldnames or () if name not in columns and name != EXTRA]:
        notes.warn(table.file, 1, str(unknown), "no column of HSDS; it is left out")
    for raw in reader:
        line = reader.line_num
        row = {name: _value(column, raw.get(name), table.file, line, notes) for name, column in columns.items()}
        said = {name: value for name, value in row.items() if value is not None}
        if raw.get(EXTRA):
            said[EXTRA] = json.loads(raw[EXTRA])
        id_ = str(said.get("id", ""))
        if not id_:
            continue
        if id_ in rows[table.kind]:
            notes.fault(table.file, line, "id", f"stands in row {lines[table.kind, id_]} already")
            continue
        rows[table.kind][id_] = said
        lines[table.kind, id_] = line


def _value(column: Column, raw: str | None, file: str, line: int, notes: Notes) -> Any:
    text = (raw or "").strip() if column.name == "id" or column.form == "uuid" else raw or ""
    if not text:
        if column.required and column.name not in ("description", "state_province", "postal_code"):
            notes.fault(file, line, column.name, "is empty, and HSDS requires it")
        return None
    why = _wrong(column, text)
    if why:
        notes.fault(file, line, column.name, why)
        return None
    if column.kind == "number":
        number = float(text)
        return int(number) if number == int(number) and "." not in text else number
    return text


def _wrong(column: Column, text: str) -> str | None:
    if column.form == "uuid" and not is_uuid(text):
        return "is not a UUID"
    if column.choices and text not in column.choices:
        return f"must be one of {', '.join(column.choices)}"
    try:
        if column.kind == "number":
            float(text)
        elif column.kind == "date":
            date.fromisoformat(text)
        elif column.kind == "datetime":
            datetime.fromisoformat(text)
    except ValueError:
        return {"number": "is no number", "date": "is no day, as 2026-11-22"}.get(
            column.kind, "is no moment, as 2026-11-22T10:00:00Z"
        )
    return None


def _check_keys(rows: Rows, lines: Mapping[tuple[str, str], int], notes: Notes, loose: bool) -> None:
    """Every key leads to a row. What a library passes over is looked at here: parents, and what attributes hang on."""
    for kind, of_kind in rows.items():
        table = tables()[kind]
        for id_, row in of_kind.items():
            for column, target in _keys_of(table, row):
                if row.get(column) and str(row[column]) not in rows.get(target, {}):
                    say = notes.warn if loose else notes.fault
                    say(table.file, lines[kind, id_], column, f"leads to no row of {tables()[target].file}")


def _keys_of(table: Table, row: Hsds) -> Iterator[tuple[str, str]]:
    yield from table.keys.items()
    if table.kind == "attribute" and row.get("link_entity") in tables():
        yield "link_id", str(row["link_entity"])
    if table.kind == "metadata" and row.get("resource_type") in tables():
        yield "resource_id", str(row["resource_type"])
    if table.kind == "taxonomy_term":
        yield "parent_id", "taxonomy_term"


def write(rows: Mapping[str, Mapping[str, Hsds]], whole: Hsds, path: Path) -> None:
    """Write a zip: a CSV file for each table that has rows, `datapackage.json` that names them, and ours beside."""
    used = {kind: of_kind for kind, of_kind in rows.items() if of_kind}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for kind, of_kind in used.items():
            archive.writestr(tables()[kind].file, _csv(kind, of_kind))
        described = package()
        described["resources"] = [one for one in described["resources"] if one["name"] in used]
        for one in described["resources"]:
            if any(EXTRA in row for row in used[one["name"]].values()):
                one["schema"]["fields"].append(_EXTRA_FIELD)
            present = one["schema"].get("foreignKeys") or []
            one["schema"]["foreignKeys"] = [key for key in present if key["reference"]["resource"] in used]
        archive.writestr("datapackage.json", json.dumps(described, ensure_ascii=False, indent=2))
        archive.writestr(_WHOLE, json.dumps(whole, ensure_ascii=False, indent=1))


_EXTRA_FIELD = {
    "name": EXTRA,
    "type": "string",
    "description": "What HSDS has no column for, as JSON: see the profile of Faro.",
}


def _csv(kind: str, of_kind: Mapping[str, Hsds]) -> str:
    names = [column.name for column in tables()[kind].columns]
    if any(EXTRA in row for row in of_kind.values()):
        names.append(EXTRA)
    out = io.StringIO()
    writer = csv.DictWriter(out, names, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in of_kind.values():
        extra = {EXTRA: json.dumps(row[EXTRA], ensure_ascii=False)} if EXTRA in row else {}
        writer.writerow({**row, **extra})
    return out.getvalue()
