"""Records to rows of the small tables; `service_rows` does it for services."""

from __future__ import annotations

from services_directory import models
from services_directory.exchange import city_records, origin, records
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
