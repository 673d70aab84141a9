"""Records to rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from services_directory import models
from services_directory.exchange import city_records, origin, records
from services_directory.models import identity
from services_directory.models.rules_json import to_json


def programme(record: records.Programme) -> models.Programme:
    """A row for a programme."""
    return models.Programme(
        id=record.programme,
        names=record.name,
        country=record.scope.country,
        region=record.scope.region,
        city_id=record.scope.city,
        needs=record.needs,
        not_a_criterion=record.not_a_criterion,
        uncertain=record.uncertain or {},
        data_sharing=record.data_sharing.said() if record.data_sharing else {},
        sources=to_json(record.sources),
        rules=to_json(record.rules),
    )


def city(record: city_records.City) -> models.City:
    """A row for a city."""
    return models.City(
        id=record.city,
        stage=record.stage,
        names=record.name,
        country=record.country,
        region=record.region,
        timezone=record.timezone,
        currency=record.currency,
        languages=record.languages,
        emergency=[number.said() for number in record.emergency],
        holidays=to_json([holiday.said() for holiday in record.holidays]),
        compiled=record.compiled,
        newest_source=record.newest_source,
        warning=record.warning,
        dated_facts=[fact.said() for fact in record.dated_facts],
        left_out=[left_out.said() for left_out in record.checked_and_left_out],
    )


def organization(record: records.Organization, city_id: str) -> models.Organization:
    """A row for an organization."""
    return models.Organization(
        id=record.id,
        city_id=city_id,
        name=record.name,
        descriptions=record.description or {},
        url=record.url,
        hsds_id=origin.hsds_id_of("organization", record.id, record.origin),
        origin=record.origin.said() if record.origin else None,
    )


def source(id_: str, record: records.Source, city_id: str) -> models.Source:
    """A row for a source."""
    return models.Source(
        city_id=city_id, id=id_, citation=record.citation, basis=record.basis, url=record.url, seen=record.seen
    )


def service(
    record: records.Service, city_id: str, position: int, words: Iterable[records.Translation], now: datetime
) -> models.Service:
    """A row for a service with all rows that belong to it.

    Args:
        position: its place in its file.
        words: its translations.
        now: UTC moment of the change.
    """
    row = models.Service(
        id=record.id,
        city_id=city_id,
        organization_id=record.organization,
        programme_id=record.programme,
        position=position,
        file=record.file,
        name=record.name,
        kind=record.kind,
        published=record.published,
        descriptions=record.description,
        crises=record.crises,
        access=record.access.rule(),
        access_basis=record.access.basis,
        undisclosed_note=record.access.undisclosed_note or {},
        residency_level=record.residency.level,
        residency_note=record.residency.text or {},
        income_limit=record.income.limit,
        income_note=record.income.text or {},
        minimum_age=record.age.min,
        maximum_age=record.age.max,
        documents_note=record.documents_note or {},
        languages_note=record.languages_note or {},
        email=record.email,
        url=record.url,
        walk_in=record.walk_in,
        appointment=record.appointment,
        confidence=record.confidence,
        last_verified=record.last_verified,
        verified_how=record.verified_how,
        verify=record.verify,
        last_modified=now,
        hsds_id=origin.hsds_id_of("service", record.id, record.origin),
        origin=record.origin.said() if record.origin else None,
    )
    _add_parts(row, record)
    row.translations = [
        models.Translation(language=w.language, field=w.field, text=w.text, source=w.source, reviewed=w.reviewed) for w in words
    ]
    return row


def _add_parts(row: models.Service, record: records.Service) -> None:
    row.needs = [
        models.ServiceNeed(need=need, position=i, city_id=row.city_id, published=record.published)
        for i, need in enumerate(record.needs)
    ]
    row.phones = [
        models.Phone(position=i, number=phone.number, type=phone.type, note=phone.note or {})
        for i, phone in enumerate(record.phones)
    ]
    row.languages = [models.Language(position=i, code=code) for i, code in enumerate(record.languages)]
    row.documents = [models.RequiredDocument(position=i, document=id_) for i, id_ in enumerate(record.documents)]
    row.costs = [models.CostOption(position=0, option=record.fee.code, note=record.fee.text or {})]
    row.ways = [_way(name, way, i) for i, (name, way) in enumerate(record.ways.items())]
    row.sources = [models.ServiceSource(position=i, city_id=row.city_id, source_id=id_) for i, id_ in enumerate(record.sources)]
    row.schedule = _schedule(record.hours, f"{record.id}:0")
    row.places = [_place(place, row, i) for i, place in enumerate(record.places)]


def _way(name: str, way: records.WayOfApplying, position: int) -> models.Way:
    return models.Way(
        position=position,
        way=name,
        id_required=way.id_required,
        named=way.named,
        id_note=way.id_note or {},
        asks_status=way.asks_status,
        shares_data=way.shares_data,
        because=way.because or {},
        paused=way.paused,
        sources=way.sources,
    )


def _place(place: records.Place, row: models.Service, position: int) -> models.ServiceAtLocation:
    id_ = f"{row.id}:{position + 1}"
    location = models.Location(
        id=id_,
        city_id=row.city_id,
        address=place.address,
        latitude=place.lat,
        longitude=place.lon,
        position_from=place.position_from,
    )
    hsds_id = place.hsds_id or identity.hsds_id("service_at_location", row.id, str(position))
    schedule = _schedule(place.hours, id_)
    return models.ServiceAtLocation(position=position, location=location, schedule=schedule, hsds_id=hsds_id)


def _schedule(hours: records.OpeningHours | None, id_: str) -> models.Schedule | None:
    return None if hours is None else models.Schedule(id=id_, opening_hours=hours.osm, description=hours.text or {})
