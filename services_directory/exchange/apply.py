"""A plan, carried out in one transaction: all of it or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, delete, insert, select, text, update
from sqlalchemy.orm import Session

from services_directory import models, storage
from services_directory.exchange import to_models
from services_directory.exchange.city_records import CityRecords, DirectoryRecords
from services_directory.exchange.found_by import foreign_terms, found_by
from services_directory.exchange.plan import Plan, make_plan
from services_directory.exchange.progress import Progress, silent
from services_directory.exchange.records import Translation
from services_directory.exchange.service_rows import ServiceRows

_AT_ONCE = 500
_MANY = 1000
"""Changed services from which on the database looks anew at how its tables are filled."""


def import_records(
    engine: Engine,
    records: DirectoryRecords,
    whole: bool = True,
    dry_run: bool = False,
    progress: Progress = silent,
    keep_imported: bool = True,
) -> Plan:
    """Bring the database to what the records say.

    Args:
        records: checked records.
        whole: were all cities read?
        dry_run: only look.
        progress: told how far it is.
        keep_imported: leave services alone that came from elsewhere and are not among the records; our files do not know them.

    Returns:
        What was changed, or would be.
    """
    if dry_run:
        with storage.session(engine) as session:
            return make_plan(session, records, whole, keep_imported)
    with storage.transaction(engine) as session:
        plan = make_plan(session, records, whole, keep_imported)
        if plan.changes:
            apply(session, plan, progress)
        return plan


def apply(session: Session, plan: Plan, progress: Progress = silent) -> None:
    """Write a plan into an open transaction."""
    for id_ in plan.of("programme", ("added", "changed")):
        session.merge(to_models.programme(plan.records.programmes[id_]))
    for name, records in plan.records.cities.items():
        _apply_city(session, plan, name, records, progress)
    _remove(session, models.Programme, plan.of("programme", ("removed",)))
    mark_changed(session)
    if sum(change.what == "service" for change in plan.changes) > _MANY:
        session.execute(text("ANALYZE"))  # else the database plans its queries for the few rows that it knew of


def mark_changed(session: Session) -> None:
    """Let readers know that there is something new to read. A programme concerns every city, so all are marked."""
    session.execute(update(models.City).values(fingerprint=datetime.now(UTC).isoformat()))


def _apply_city(session: Session, plan: Plan, name: str, records: CityRecords, progress: Progress) -> None:
    if plan.of("city", ("added", "changed"), name):
        session.merge(to_models.city(records.city))
    for id_ in plan.of("organization", ("added", "changed"), name):
        session.merge(to_models.organization(records.organizations[id_], name))
    for id_ in plan.of("source", ("added", "changed"), name):
        session.merge(to_models.source(id_, records.sources[id_], name))
    session.flush()
    _apply_services(session, plan, name, records, progress)
    _remove(session, models.Organization, plan.of("organization", ("removed",), name))
    _remove(session, models.Source, [(name, id_) for id_ in plan.of("source", ("removed",), name)])


def _apply_services(session: Session, plan: Plan, name: str, records: CityRecords, progress: Progress) -> None:
    """A changed service is written anew: its rows have no meaning apart from it."""
    remove_services(session, plan.of("service", ("changed", "removed"), name))
    words: dict[str, list[Translation]] = defaultdict(list)
    for word in records.translations.values():
        words[word.service].append(word)
    positions = _positions(records)
    now = datetime.now(UTC).replace(tzinfo=None)
    written = plan.of("service", ("added", "changed"), name)
    rows = ServiceRows()
    for start in range(0, len(written), _AT_ONCE):
        for id_ in written[start : start + _AT_ONCE]:
            rows.add(records.services[id_], name, positions[id_], words[id_], now)
        rows.write(session)
        _index(session, records, written[start : start + _AT_ONCE], words)
        progress(f"{name}: services", min(start + _AT_ONCE, len(written)), len(written))


def _index(session: Session, records: CityRecords, ids: list[str], translated: dict[str, list[Translation]]) -> None:
    """What the services are found by."""
    words: list[dict[str, Any]] = []
    terms: list[dict[str, Any]] = []
    for id_ in ids:
        service = records.services[id_]
        organization = records.organizations[service.organization].name
        words += found_by(service, organization, translated[id_])
        terms += foreign_terms(service)
    if words:
        session.execute(insert(models.ServiceWord), words)
    if terms:
        session.execute(insert(models.ServiceTerm), terms)


def _positions(records: CityRecords) -> dict[str, int]:
    in_file: dict[str, int] = defaultdict(int)
    positions = {}
    for id_, service in records.services.items():
        positions[id_] = in_file[service.file]
        in_file[service.file] += 1
    return positions


def remove_services(session: Session, ids: Sequence[str]) -> None:
    """Delete services with everything that is theirs alone: their places and hours hang on them, not they on those."""
    service, place = models.Service, models.ServiceAtLocation
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        placed = session.execute(select(place.location_id, place.schedule_id).where(place.service_id.in_(some))).all()
        own = session.scalars(select(service.schedule_id).where(service.id.in_(some))).all()
        session.execute(delete(service).where(service.id.in_(some)))
        session.execute(delete(models.Location).where(models.Location.id.in_([location for location, _ in placed])))
        hours = {id_ for id_ in (*own, *(schedule for _, schedule in placed)) if id_ is not None}
        session.execute(delete(models.Schedule).where(models.Schedule.id.in_(hours)))


def _remove(session: Session, kind: type[Any], keys: list[Any]) -> None:
    for key in keys:
        row = session.get(kind, key)
        if row is not None:
            session.delete(row)
    session.flush()
