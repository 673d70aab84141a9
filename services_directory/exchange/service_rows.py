"""Services to rows of all their tables. Plain rows and not objects: a directory has a hundred of them for every service."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from services_directory import models
from services_directory.exchange import origin, records
from services_directory.models import identity

Row = dict[str, Any]
_ORDER: tuple[type[models.Base], ...] = (
    models.Schedule, models.Location, models.Service, models.ServiceAtLocation, models.ServiceNeed, models.Phone,
    models.Language, models.RequiredDocument, models.CostOption, models.Way, models.ServiceSource, models.Translation,
)  # fmt: skip


class ServiceRows:
    """Gathers the rows of some services and writes them in the order in which they refer to each other."""

    def __init__(self) -> None:
        self._rows: dict[type[models.Base], list[Row]] = defaultdict(list)

    def write(self, session: Session) -> None:
        """Insert everything that was gathered."""
        for table in _ORDER:
            if self._rows[table]:
                session.execute(insert(table), self._rows[table])
        self._rows.clear()

    def add(
        self, record: records.Service, city_id: str, position: int, words: Iterable[records.Translation], now: datetime
    ) -> None:
        """Take a service with all that belongs to it.

        Args:
            position: its place in its file.
            words: its translations.
            now: UTC moment of the change.
        """
        own = self._schedule(record.hours, f"{record.id}:0")
        self._rows[models.Service].append(_service(record, city_id, position, now) | {"schedule_id": own})
        self._parts(record, city_id)
        for index, place in enumerate(record.places):
            self._place(place, record.id, city_id, index)
        for word in words:
            said = {"language": word.language, "field": word.field, "text": word.text, "source": word.source}
            self._rows[models.Translation].append({"service_id": record.id, **said, "reviewed": word.reviewed})

    def _parts(self, record: records.Service, city_id: str) -> None:
        needs = ({"need": need, "city_id": city_id, "published": record.published} for need in record.needs)
        self._many(models.ServiceNeed, record.id, needs)
        phones = ({"number": phone.number, "type": phone.type, "note": phone.note or {}} for phone in record.phones)
        self._many(models.Phone, record.id, phones)
        self._many(models.Language, record.id, ({"code": code} for code in record.languages))
        self._many(models.RequiredDocument, record.id, ({"document": id_} for id_ in record.documents))
        self._many(models.CostOption, record.id, [{"option": record.fee.code, "note": record.fee.text or {}}])
        self._many(models.Way, record.id, (_way(name, way) for name, way in record.ways.items()))
        sources = ({"city_id": city_id, "source_id": id_} for id_ in record.sources)
        self._many(models.ServiceSource, record.id, sources)

    def _many(self, table: type[models.Base], service: str, rows: Iterable[Row]) -> None:
        self._rows[table] += [{"service_id": service, "position": index, **row} for index, row in enumerate(rows)]

    def _place(self, place: records.Place, service: str, city_id: str, position: int) -> None:
        id_ = f"{service}:{position + 1}"
        where = {"latitude": place.lat, "longitude": place.lon, "position_from": place.position_from}
        self._rows[models.Location].append({"id": id_, "city_id": city_id, "address": place.address, **where})
        link = {
            "service_id": service,
            "position": position,
            "location_id": id_,
            "schedule_id": self._schedule(place.hours, id_),
            "hsds_id": place.hsds_id or identity.hsds_id("service_at_location", service, str(position)),
        }
        self._rows[models.ServiceAtLocation].append(link)

    def _schedule(self, hours: records.OpeningHours | None, id_: str) -> str | None:
        if hours is None:
            return None
        self._rows[models.Schedule].append({"id": id_, "opening_hours": hours.osm, "description": hours.text or {}})
        return id_


def _service(record: records.Service, city_id: str, position: int, now: datetime) -> Row:
    same = (
        "id", "file", "name", "kind", "published", "crises", "email", "url", "walk_in", "appointment", "confidence",
        "last_verified", "verified_how", "verify",
    )  # fmt: skip
    return {
        **{name: getattr(record, name) for name in same},
        "city_id": city_id,
        "organization_id": record.organization,
        "programme_id": record.programme,
        "position": position,
        "descriptions": record.description,
        "access": record.access.rule(),
        "access_basis": record.access.basis,
        "undisclosed_note": record.access.undisclosed_note or {},
        "residency_level": record.residency.level,
        "residency_note": record.residency.text or {},
        "income_limit": record.income.limit,
        "income_note": record.income.text or {},
        "minimum_age": record.age.min,
        "maximum_age": record.age.max,
        "documents_note": record.documents_note or {},
        "languages_note": record.languages_note or {},
        "last_modified": now,
        "hsds_id": origin.hsds_id_of("service", record.id, record.origin),
        "origin": record.origin.said() if record.origin else None,
    }


def _way(name: str, way: records.WayOfApplying) -> Row:
    same = ("id_required", "named", "asks_status", "shares_data", "paused", "sources")
    said = {key: getattr(way, key) for key in same}
    return {"way": name, **said, "id_note": way.id_note or {}, "because": way.because or {}}
