"""What an import brought, before it meets what is there: services read from any format, and what came beside them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from services_directory.exchange.city_records import City
from services_directory.exchange.foreign import Setting
from services_directory.exchange.hsds import document, tabular, tabular_files
from services_directory.exchange.hsds.reading import CannotRead, Read, kept, read_organization, read_service
from services_directory.exchange.limits import LARGEST
from services_directory.exchange.notes import Notes
from services_directory.exchange.records import Organization, Programme, Source
from services_directory.models.rules_json import from_json

Hsds = dict[str, Any]


@dataclass(slots=True)
class Incoming:
    """Everything of one import.

    Attributes:
        services: by id.
        organizations: further ones, without services, by id, with the city where it is said.
        cities, programmes, sources, sets: from an export of our own; empty in foreign data.
        rest: rows of foreign tables that belong to no service.
    """

    services: dict[str, Read] = field(default_factory=dict)
    organizations: dict[str, tuple[str | None, Organization]] = field(default_factory=dict)
    cities: dict[str, City] = field(default_factory=dict)
    programmes: dict[str, Programme] = field(default_factory=dict)
    sources: dict[tuple[str, str], Source] = field(default_factory=dict)
    sets: dict[tuple[str, str], Hsds] = field(default_factory=dict)
    rest: Hsds = field(default_factory=dict)


def read_json(path: Path, setting: Setting, notes: Notes) -> Incoming:
    """HSDS JSON: an object, a list, a page, or lines of objects (ndjson)."""
    said = _json(path, notes)
    services, organizations = document.listed_in(said)
    beside = said.get("x_faro") if isinstance(said, Mapping) and "contents" in said else None
    if not services and not organizations and beside is None and not notes.faults:
        notes.fault(path.name, 0, "", "holds no service and no organization of HSDS")
    found = _objects(services, organizations, path.name, setting, notes)
    _beside(beside or {}, found, path.name, setting, notes)
    return found


def read_tabular(path: Path, setting: Setting, notes: Notes, loose: bool = False) -> Incoming:
    """HSDS tables: a folder or zip of CSV files."""
    rows, beside = tabular_files.read(path, notes, loose)
    services, organizations, rest = tabular.nest(rows)
    found = _objects(services, organizations, path.name, setting, notes)
    found.rest = kept(rest, setting, ()) if not beside else {}
    _beside(beside, found, path.name, setting, notes)
    return found


def _json(path: Path, notes: Notes) -> Any:
    try:
        if path.stat().st_size > LARGEST:
            notes.fault(path.name, 0, "", f"is larger than an import takes ({LARGEST // 1024 // 1024} MB)")
            return []
        text = path.read_text(encoding="utf-8-sig")
        try:
            return json.loads(text)
        except ValueError as error:
            lines = [line for line in text.splitlines() if line.strip()]
            if len(lines) < 2 or not lines[0].startswith("{") or not lines[0].rstrip().endswith("}"):
                raise error from None
            return [json.loads(line) for line in lines]
    except json.JSONDecodeError as error:
        notes.fault(path.name, error.lineno, "", f"is not JSON: {error.msg}")
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        notes.fault(path.name, 0, "", f"cannot be read ({type(error).__name__})")
    return []


def _objects(
    services: Iterable[Mapping[str, Any]], organizations: Iterable[Mapping[str, Any]], file: str, setting: Setting, notes: Notes
) -> Incoming:
    found = Incoming()
    for row, said in enumerate(services, 1):
        try:
            read = read_service(said, setting, lambda where, why, row=row: notes.warn(file, row, where, why))  # type: ignore[misc]
        except CannotRead as error:
            notes.fault(file, row, error.where, error.why)
            continue
        except (TypeError, AttributeError, ValueError):
            notes.fault(file, row, "", "has not the shape that HSDS gives a service")
            continue
        if read.service.id in found.services:
            notes.fault(file, row, "id", "stands in the data already")
        found.services.setdefault(read.service.id, read)
    used = {read.organization.id for read in found.services.values()}
    for row, said in enumerate(organizations, 1):
        try:
            organization = read_organization(said, setting)
        except CannotRead as error:
            notes.fault(file, row, error.where, error.why)
            continue
        if organization.id not in used:
            found.organizations[organization.id] = ((said.get("x_faro") or {}).get("city"), organization)
    return found


def _beside(said: Mapping[str, Any], found: Incoming, file: str, setting: Setting, notes: Notes) -> None:
    try:
        for page in said.get("cities") or ():
            city = City.model_validate_json(json.dumps(page))
            found.cities[city.city] = city
        for law in said.get("programmes") or ():
            programme = Programme.model_validate({**law, "rules": from_json(law["rules"])})
            found.programmes[programme.programme] = programme
        for source in said.get("sources") or ():
            plain = {key: value for key, value in source.items() if key not in ("city", "id")}
            found.sources[source["city"], source["id"]] = Source.model_validate(plain)
        for one in said.get("sets") or ():
            found.sets[one["city"], one["name"]] = one["rest"]
        for organization in said.get("organizations") or ():
            read = read_organization(organization, setting)
            found.organizations[read.id] = (organization["x_faro"]["city"], read)
    except (ValidationError, CannotRead, KeyError, TypeError) as error:
        notes.fault(file, 0, "x_faro", f"has not the shape of an export of Faro ({type(error).__name__})")
