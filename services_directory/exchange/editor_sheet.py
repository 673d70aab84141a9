"""A workbook of one city for people who would rather work in a sheet: the plain fields of each service, one row each.

What needs care (access, sources, papers by way of applying) is shown and not read back: that is changed in the console.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from services_directory.exchange import from_models
from services_directory.exchange.city_records import CityRecords
from services_directory.exchange.notes import Notes
from services_directory.exchange.records import PhoneNumber, Service
from services_directory.exchange.sheets import read

_SEPARATOR = "; "
_PLAIN = ("name", "email", "url")
_SHOWN = ("organization", "fee", "id_required", "access", "last_verified", "published")
_ID, _NEEDS, _LANGUAGES, _PHONES, _HOURS = "id", "needs", "languages", "phones", "hours"
_DESCRIPTION = "description."
_HELP = "Change the white columns; grey ones are only shown. Several values in a cell are joined by semicolons. Keep the ids."


def write(session: Session, city: str, path: Path) -> int:
    """Write the workbook; gives the number of services."""
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill

    records = from_models.city(session, city)
    assert records is not None, "the caller has seen that the city is there"
    headings = _headings(records)
    book = Workbook()
    page = book.active
    page.title = "services"
    page.append(headings)
    for service in records.services.values():
        page.append([_safe(value) for value in _cells(service, headings)])
    grey = PatternFill("solid", fgColor="DDDDDD")
    for cell in page[1]:
        cell.font = Font(bold=True)
        if cell.value == _ID or cell.value in _SHOWN:
            cell.fill = grey
        page.column_dimensions[cell.column_letter].width = 40 if str(cell.value).startswith(_DESCRIPTION) else 22
    page["A1"].comment = Comment(_HELP, "Faro")
    page.freeze_panes = "C2"
    book.save(path)
    return len(records.services)


def _headings(records: CityRecords) -> list[str]:
    languages = dict.fromkeys(lang for service in records.services.values() for lang in service.description)
    descriptions = [f"{_DESCRIPTION}{lang}" for lang in languages]
    return [_ID, "name", *descriptions, _NEEDS, _PHONES, "email", "url", _HOURS, _LANGUAGES, *_SHOWN]


def _cells(service: Service, headings: list[str]) -> Iterator[str]:
    said = {
        _ID: service.id,
        "name": service.name,
        _NEEDS: _SEPARATOR.join(service.needs),
        _PHONES: _SEPARATOR.join(phone.number for phone in service.phones),
        "email": service.email or "",
        "url": service.url or "",
        _HOURS: (service.hours.osm or "") if service.hours else "",
        _LANGUAGES: _SEPARATOR.join(service.languages),
        "organization": service.organization,
        "fee": service.fee.code,
        "id_required": next(iter(service.ways.values())).id_required,
        "access": service.programme or service.access.basis,
        "last_verified": service.last_verified.isoformat() if service.last_verified else "",
        "published": "yes" if service.published else "no",
        **{f"{_DESCRIPTION}{lang}": text for lang, text in service.description.items()},
    }
    return (said.get(heading, "") for heading in headings)


def _safe(text: str) -> str:
    """A text that begins like a formula stays a text when the sheet is opened elsewhere."""
    return f"'{text}" if text[:1] in ("=", "@") else text


def read_back(session: Session, city: str, path: Path, notes: Notes) -> CityRecords | None:
    """The city as the workbook would have it; None with faults noted. Rows that are gone change nothing."""
    records = from_models.city(session, city)
    if records is None:
        notes.fault(path.name, 0, "", f"there is no city {city!r}")
        return None
    sheet = read(path, notes)
    if sheet.headings and _ID not in sheet.headings:
        notes.fault(path.name, 1, _ID, "no such column: it says which service a row is")
    country = records.city.country
    for number, cells in sheet.rows:
        old = records.services.get(cells.get(_ID, ""))
        if old is None:
            notes.fault(
                path.name, number, _ID, "no service of this city has this id; new ones are made in the console or by a mapping"
            )
            continue
        new = _changed(old, cells, sheet.headings, country, path.name, number, notes)
        if new is not None:
            records.services[old.id] = new
    return None if notes.faults else records


def _changed(
    old: Service, cells: dict[str, str], headings: tuple[str, ...], country: str, file: str, number: int, notes: Notes
) -> Service | None:
    from pydantic import ValidationError

    said: dict[str, Any] = old.model_dump(by_alias=True)
    columns = {heading: cells.get(heading, "").removeprefix("'") for heading in headings}
    said |= {field: columns[field] or None for field in _PLAIN if field in columns}
    for field in (_NEEDS, _LANGUAGES):
        if field in columns:
            said[field] = _split(columns[field])
    if _PHONES in columns:
        known = {phone.number: phone.model_dump() for phone in old.phones}
        said[_PHONES] = [
            known.get(written, PhoneNumber.model_construct(number=written).model_dump()) for written in _split(columns[_PHONES])
        ]
    if _HOURS in columns and columns[_HOURS] != ((old.hours.osm or "") if old.hours else ""):
        said[_HOURS] = {"osm": columns[_HOURS]} if columns[_HOURS] else None
    words = {heading.removeprefix(_DESCRIPTION): text for heading, text in columns.items() if heading.startswith(_DESCRIPTION)}
    said["description"] = {lang: text for lang, text in {**old.description, **words}.items() if text}
    try:
        return Service.model_validate(said, context={"country": country})
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            place = [str(part) for part in fault["loc"] if part != "[key]"]
            column = ".".join(place[:2]) if place[:1] == ["description"] else place[0] if place else ""
            notes.fault(file, number, column, fault["msg"].removeprefix("Value error, "))
        return None


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(_SEPARATOR.strip()) if part.strip()]
