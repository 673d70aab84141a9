"""An entry as editors see it: one service with its organization, the sources it rests on, and its translations.

The content is plain JSON, `{"organization", "service", "sources", "words"}`, the service in the shape of the city files
(`exchange.records`). A working copy may be incomplete; what goes public is checked as an import is.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from services_directory import models
from services_directory.exchange import from_models
from services_directory.exchange.apply import apply
from services_directory.exchange.city_records import City, CityRecords, DirectoryRecords
from services_directory.exchange.plan import Change, Plan
from services_directory.exchange.problems import Problems
from services_directory.exchange.records import Organization, Record, Service, Source, Translation
from services_directory.exchange.rule_check import check_access
from services_directory.yaml_files import Document

Content = dict[str, Any]
R = TypeVar("R", bound=Record)
_CELLS = re.compile(r"no cell for ([a-z_, ]+);")
_KINDS = {
    "missing": "missing",
    "literal_error": "choose",
    "too_short": "missing",
    "string_too_short": "missing",
    "int_parsing": "number",
    "int_type": "number",
    "float_parsing": "number",
    "float_type": "number",
    "greater_than_equal": "number",
    "less_than_equal": "number",
    "date_from_datetime_parsing": "date",
}
_BY_FIELD = {
    "number": "phone", "email": "email", "url": "url", "osm": "hours", "languages": "language", "id_required": "choose",
    "asks_status": "choose", "shares_data": "choose", "lat": "number", "lon": "number", "needs": "missing", "kind": "choose",
    "code": "choose",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an entry.

    Attributes:
        field: dotted place in the content.
        kind: `missing`, `choose`, `number`, `date`, `phone`, `email`, `url`, `hours`, `language`, `source`, `taken` or `other`:
            the console has a sentence for each.
        detail: the words of the check, for what has no sentence of its own.
    """

    field: str
    kind: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """An entry without a fault, as records."""

    organization: Organization
    service: Service
    sources: Mapping[str, Source]
    words: tuple[Translation, ...]


def empty(city: models.City) -> Content:
    """A new entry: everything that must be chosen is not chosen yet."""
    return {
        "organization": {},
        "service": {"needs": [], "ways": {}, "languages": list(city.languages)},
        "sources": {},
        "words": [],
    }


def from_database(session: Session, service_id: str) -> Content | None:
    """What the directory says of a service now, None where it is not there."""
    found = _read(session, models.Service.id == service_id)
    return found.get(service_id)


def all_from_database(session: Session, city: models.City) -> dict[str, Content]:
    """What the directory says of all services of a city, in the order of its files."""
    return _read(session, models.Service.city_id == city.id)


def _read(session: Session, which: ColumnElement[bool]) -> dict[str, Content]:
    rows = list(session.scalars(from_models.whole_services().where(which)))
    cities = {row.city_id for row in rows}
    cited = session.scalars(select(models.Source).where(models.Source.city_id.in_(cities)))
    sources = {(one.city_id, one.id): one for one in cited}
    return {row.id: _content(row, sources) for row in rows}


def _content(row: models.Service, sources: Mapping[tuple[str, str], models.Source]) -> Content:
    service = _json(from_models.service_record(row))
    return {
        "organization": {"id": row.organization_id, "name": row.organization.name},
        "service": {key: value for key, value in service.items() if key != "organization"},
        "sources": {one.source_id: _source(sources[one.city_id, one.source_id]) for one in row.sources},
        "words": [_json(word) for word in from_models.translations(row)],
    }


def check(session: Session, city: models.City, content: Content) -> Checked | list[Fault]:
    """The entry as records, or everything that is wrong with it."""
    faults: list[Fault] = []
    organization = _record(Organization, content["organization"], "organization", faults)
    said = {**content["service"], "organization": content["organization"].get("id") or "unknown"}
    service = _record(Service, said, "service", faults, {"country": city.country})
    sources = {id_: _record(Source, one, f"sources.{id_}", faults) for id_, one in content["sources"].items()}
    words = [_record(Translation, one, f"words[{i}]", faults) for i, one in enumerate(content["words"])]
    faults += _rule_faults(session, said, content["sources"])
    faults += _source_faults(said, content["sources"])
    if organization is None or service is None or faults:
        return _each_once(faults)
    return Checked(organization, service, {id_: s for id_, s in sources.items() if s}, tuple(w for w in words if w))


def write(session: Session, city: models.City, checked: Checked) -> None:
    """Put an entry into the directory, in place of what it said before, as an import would. Readers see it at once."""
    service, organization = checked.service, checked.organization
    old, by = session.get(models.Service, service.id), session.get(models.Organization, organization.id)
    position = old.position if old else _last_position(session, city.id, service.file) + 1
    known: dict[str, Any] = {"city": city.id}
    records = CityRecords(City.model_construct(**known), {organization.id: organization}, dict(checked.sources))
    records.services[service.id] = service
    records.translations |= {(word.service, word.language, word.field): word for word in checked.words}
    plan = Plan(DirectoryRecords(cities={city.id: records}))
    if by is None:
        plan.changes.append(Change("added", "organization", city.id, organization.id))
    else:
        by.name = organization.name  # what else is known of it stays
    plan.changes += [Change("changed", "source", city.id, id_) for id_ in checked.sources]
    plan.changes.append(Change("changed" if old else "added", "service", city.id, service.id))
    apply(session, plan)
    session.get_one(models.Service, service.id, populate_existing=True).position = position


def now_utc() -> datetime:
    """The moment as it is stored: UTC without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def slug(text: str, taken: Sequence[str] = ()) -> str:
    """An id of a name: Latin letters and digits, joined by hyphens, with a number where it is taken."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    made = "-".join(re.findall(r"[a-z0-9]+", plain))[:80].strip("-") or "entry"
    found, number = made, 1
    while found in taken:
        number += 1
        found = f"{made}-{number}"
    return found


def _record(
    kind: type[R], said: Mapping[str, Any], where: str, faults: list[Fault], context: dict[str, Any] | None = None
) -> R | None:
    try:
        return kind.model_validate_json(json.dumps(said), context=context)
    except ValidationError as error:
        for one in error.errors(include_url=False, include_context=False):
            faults.append(_fault(where, one["loc"], one["type"], one["msg"]))
        return None


def _fault(where: str, place: tuple[int | str, ...], kind: str, message: str) -> Fault:
    parts = [part for part in place if part != "[key]"]
    field = ".".join([where, *map(str, parts)])
    last = next((str(part) for part in reversed(parts) if isinstance(part, str)), "")
    known = _KINDS.get(kind) or (_BY_FIELD.get(last) if kind == "value_error" else None)
    return Fault(field, known or "other", message.removeprefix("Value error, "))


def _rule_faults(session: Session, said: Mapping[str, Any], sources: Mapping[str, Any]) -> list[Fault]:
    access = said.get("access")
    if not isinstance(access, Mapping) or ("programme" not in said and "status" not in access):
        return []
    faults: list[Fault] = []
    if said.get("programme") and session.get(models.Programme, said["programme"]) is None:
        faults.append(Fault("service.programme", "choose"))
    problems = Problems()
    check_access(access, bool(said.get("programme")), sources, Document(Path("entry"), None, None), "service", problems)
    for problem in problems:
        cells = _CELLS.search(problem.why)
        if cells:
            faults += [Fault(f"service.access.status.{status.strip()}", "choose") for status in cells[1].split(",")]
        else:
            faults.append(Fault(problem.field, "other", problem.why))
    return faults


def _source_faults(said: Mapping[str, Any], sources: Mapping[str, Any]) -> list[Fault]:
    named = {*said.get("sources", ()), *(id_ for way in said.get("ways", {}).values() for id_ in way.get("sources", ()))}
    return [Fault("service.sources", "source") for id_ in sorted(named) if id_ not in sources]


def _each_once(faults: list[Fault]) -> list[Fault]:
    found: dict[str, Fault] = {}
    for fault in faults:
        found.setdefault(fault.field, fault)
    return list(found.values())


def _json(record: Record) -> dict[str, Any]:
    said: dict[str, Any] = record.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return said


def _source(row: models.Source) -> dict[str, Any]:
    return _json(Source(citation=row.citation, url=row.url, seen=row.seen, basis=row.basis))  # type: ignore[arg-type]


def _last_position(session: Session, city: str, file: str) -> int:
    query = select(func.max(models.Service.position)).where(models.Service.city_id == city, models.Service.file == file)
    found = session.scalar(query)
    return -1 if found is None else found
