"""Sheets of any maker, CSV or XLSX: headings, and rows of text with the numbers under which a spreadsheet shows them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from services_directory.exchange.limits import LARGEST, TooLarge, check
from services_directory.exchange.notes import Notes

_DELIMITERS = ",;\t|"
_MOST_ROWS = 200_000
_LONGEST_CELL = 100_000
_MOST_COLUMNS = 300


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet that was read. `rows`: number from 1, and heading to text; an empty cell is left out."""

    file: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def read(path: Path, notes: Notes, sheet: str | None = None) -> Sheet:
    """Read a sheet.

    Args:
        notes: gathers what is wrong with the file as a whole.
        sheet: name of the sheet in a workbook; the first where none is named.
    """
    lines = _workbook(path, notes, sheet) if path.suffix.lower() in (".xlsx", ".xlsm") else _csv(path, notes)
    return _sheet(path.name, lines, notes)


def _sheet(file: str, lines: Iterable[tuple[int, list[str]]], notes: Notes) -> Sheet:
    """The first line in which two cells stand holds the headings."""
    headings: tuple[str, ...] = ()
    rows: list[tuple[int, dict[str, str]]] = []
    for number, cells in lines:
        if not headings:
            if sum(bool(cell) for cell in cells) > 1 or (len(cells) == 1 and cells[0]):
                headings = tuple(cells)
                _check_headings(file, number, headings, notes)
            continue
        said = {name: cell for name, cell in zip(headings, cells, strict=False) if name and cell}
        if len(rows) >= _MOST_ROWS:
            notes.fault(file, number, "", f"has more than {_MOST_ROWS} rows")
            break
        if said:
            rows.append((number, said))
    if not headings and not notes.faults:
        notes.fault(file, 0, "", "is empty: a sheet begins with its headings")
    return Sheet(file, headings, tuple(rows))


def _check_headings(file: str, number: int, headings: tuple[str, ...], notes: Notes) -> None:
    for name in {name for name in headings if name and headings.count(name) > 1}:
        notes.fault(file, number, name, "two columns have this heading")


def _csv(path: Path, notes: Notes) -> Iterator[tuple[int, list[str]]]:
    try:
        if path.stat().st_size > LARGEST:
            notes.fault(path.name, 0, "", f"is larger than an import takes ({LARGEST // 1024 // 1024} MB)")
            return
        raw = path.read_bytes()
    except OSError as error:
        notes.fault(path.name, 0, "", f"cannot be read: {error.strerror}")
        return
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
        notes.warn(path.name, 0, "", "is not UTF-8; it was read as Windows-1252: look at the accents")
    text = text.replace("\x00", "")
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    csv.field_size_limit(_LONGEST_CELL)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        notes.fault(path.name, reader.line_num, "", f"is no CSV: {error}")


def _workbook(path: Path, notes: Notes, sheet: str | None) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(path) as archive:
            check(archive)
        book = load_workbook(path, read_only=True, data_only=True)
    except TooLarge as error:
        notes.fault(path.name, 0, "", str(error))
        return
    except (zipfile.BadZipFile, InvalidFileException, KeyError, OSError, ValueError, SyntaxError, TypeError):
        notes.fault(path.name, 0, "", "is no XLSX workbook that can be read")
        return
    if sheet is not None and sheet not in book.sheetnames:
        notes.fault(path.name, 0, "", f"has no sheet {sheet!r}; it has {', '.join(book.sheetnames)}")
        return
    try:
        page = book[sheet] if sheet else book.worksheets[0]
        for number, cells in enumerate(page.iter_rows(values_only=True, max_col=_MOST_COLUMNS), 1):
            yield number, [_text(cell) for cell in cells]
    except (SyntaxError, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:  # a broken XML is a SyntaxError
        notes.fault(path.name, 0, "", f"is no XLSX workbook that can be read ({type(error).__name__})")
    finally:
        book.close()


def _text(cell: Any) -> str:
    """A cell as it is read: whole numbers without a point, days as ISO."""
    if cell is None:
        return ""
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace("\x00", "").strip()[:_LONGEST_CELL]
