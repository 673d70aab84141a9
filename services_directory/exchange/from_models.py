"""Rows to records, as they would be read from the city's files."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload, undefer

from services_directory import models
from services_directory.exchange import city_records, records
from services_directory.models import identity
from services_directory.models.rules_json import from_json


def city(session: Session, city_id: str) -> city_records.CityRecords | None:
    """Everything that the database holds of one city, or None."""
    row = session.get(models.City, city_id)
    if row is None:
        return None
    read = city_records.CityRecords(city_page(row))
    for of in session.scalars(whole_organizations().where(models.Organization.city_id == city_id)):
        read.organizations[of.id] = organization(of)
    of_city = select(models.Source).where(models.Source.city_id == city_id).order_by(models.Source.id)
    for cited in session.scalars(of_city):
        read.sources[cited.id] = source(cited)
    for found in session.scalars(whole_services().where(models.Service.city_id == city_id)):
        read.services[found.id] = service_record(found)
        for word in translations(found):
            read.translations[found.id, word.language, word.field] = word
    return read


def programmes(session: Session) -> dict[str, records.Programme]:
    """Every programme that the database holds, by id."""
    return {row.id: _programme(row) for row in session.scalars(select(models.Programme).order_by(models.Programme.id))}


def whole_services() -> Select[models.Service]:
    """A select of services with all their rows, in the order of the files."""
    kind = models.Service
    parts = (
        kind.needs,
        kind.phones,
        kind.languages,
        kind.documents,
        kind.costs,
        kind.ways,
        kind.places,
        kind.sources,
        kind.translations,
    )
    options = (*map(selectinload, parts), undefer(kind.origin))
    return select(kind).options(*options).order_by(kind.file, kind.position, kind.id)


def edited_here(session: Session, city_id: str) -> list[str]:
    """Services of a city of which the console published a state: their files no longer decide."""
    revision = models.Revision
    query = select(revision.service_id).where(revision.city_id == city_id, revision.state == "published")
    return list(session.scalars(query.where(revision.role != "import").order_by(revision.service_id)))


def whole_organizations() -> Select[models.Organization]:
    """A select of organizations with all that is known of them, in the order of their ids."""
    return select(models.Organization).options(undefer(models.Organization.origin)).order_by(models.Organization.id)


def organization(row: models.Organization) -> records.Organization:
    """An organization."""
    said = {name: getattr(row, name) for name in ("id", "name", "url", "origin")}
    return records.Organization.model_validate({**said, "description": row.descriptions or None})


def source(row: models.Source) -> records.Source:
    """A source."""
    return records.Source(citation=row.citation, url=row.url, seen=row.seen, basis=row.basis)  # type: ignore[arg-type]


def translations(row: models.Service) -> list[records.Translation]:
    """The translations of a service, by language and field."""
    return [_translation(word) for word in sorted(row.translations, key=lambda word: (word.language, word.field))]


def city_page(row: models.City) -> city_records.City:
    """What stands in `city.yml`."""
    said = {
        "city": row.id,
        "stage": row.stage,
        "name": row.names,
        "country": row.country,
        "region": row.region,
        "timezone": row.timezone,
        "currency": row.currency,
        "languages": row.languages,
        "emergency": row.emergency,
        "holidays": [_holiday(holiday) for holiday in row.holidays],
        "compiled": row.compiled,
        "newest_source": row.newest_source,
        "warning": row.warning,
        "dated_facts": row.dated_facts,
        "checked_and_left_out": row.left_out,
    }
    return city_records.City.model_validate(said)


def _holiday(said: dict[str, Any]) -> dict[str, Any]:
    return {**said, "day": date.fromisoformat(said["day"])} if "day" in said else said


def _programme(row: models.Programme) -> records.Programme:
    said = {
        "programme": row.id,
        "name": row.names,
        "scope": {"country": row.country, "region": row.region, "city": row.city_id},
        "needs": row.needs,
        "not_a_criterion": row.not_a_criterion,
        "uncertain": row.uncertain or None,
        "data_sharing": row.data_sharing or None,
        "sources": row.sources,
        "rules": from_json(row.rules),
    }
    return records.Programme.model_validate(said)


def _translation(row: models.Translation) -> records.Translation:
    said = {name: getattr(row, name) for name in ("language", "field", "text", "source", "reviewed")}
    return records.Translation.model_validate({"service": row.service_id, **said})


def service_record(row: models.Service) -> records.Service:
    """A service."""
    said = {
        name: getattr(row, name)
        for name in (
            "id", "name", "file", "kind", "crises", "email", "url", "walk_in", "appointment", "confidence", "last_verified",
            "verified_how", "verify", "published", "origin",
        )
    }  # fmt: skip
    said |= {
        "organization": row.organization_id,
        "programme": row.programme_id,
        "needs": [need.need for need in row.needs],
        "description": row.descriptions,
        "access": _without_empty({**row.access, "basis": row.access_basis, "undisclosed_note": row.undisclosed_note}),
        "residency": {"level": row.residency_level, "text": row.residency_note or None},
        "income": {"limit": row.income_limit, "text": row.income_note or None},
        "age": {"min": row.minimum_age, "max": row.maximum_age},
        "documents": [document.document for document in row.documents],
        "documents_note": row.documents_note or None,
        "ways": {way.way: _way(way) for way in row.ways},
        "fee": {"code": row.costs[0].option, "text": row.costs[0].note or None},
        "phones": [{"number": phone.number, "type": phone.type, "note": phone.note or None} for phone in row.phones],
        "places": [_place(place) for place in row.places],
        "hours": _hours(row.schedule),
        "languages": [language.code for language in row.languages],
        "languages_note": row.languages_note or None,
        "sources": [source.source_id for source in row.sources],
    }
    return records.Service.model_validate(said)


def _way(row: models.Way) -> dict[str, Any]:
    names = ("id_required", "named", "asks_status", "shares_data", "paused", "sources")
    return {**{name: getattr(row, name) for name in names}, "id_note": row.id_note or None, "because": row.because or None}


def _place(row: models.ServiceAtLocation) -> dict[str, Any]:
    at = row.location
    said = {"address": at.address, "lat": at.latitude, "lon": at.longitude, "position_from": at.position_from}
    if row.hsds_id != identity.hsds_id("service_at_location", row.service_id, str(row.position)):
        said["hsds_id"] = row.hsds_id
    return {**said, "hours": _hours(row.schedule)}


def _hours(row: models.Schedule | None) -> dict[str, Any] | None:
    return None if row is None else {"osm": row.opening_hours, "text": row.description or None}


def _without_empty(said: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in said.items() if value != {}}
