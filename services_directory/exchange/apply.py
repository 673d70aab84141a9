"""A plan, carried out in one transaction: all of it or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from services_directory import models, storage
from services_directory.exchange import to_models
from services_directory.exchange.city_records import CityRecords, DirectoryRecords
from services_directory.exchange.plan import Plan, make_plan
from services_directory.exchange.records import Translation

Progress = Callable[[str], None]


def import_records(
    engine: Engine, records: DirectoryRecords, whole: bool = True, dry_run: bool = False, progress: Progress = lambda _: None
) -> Plan:
    """Bring the database to what the records say.

    Args:
        records: checked records.
        whole: were all cities read?
        dry_run: only look.
        progress: told what is being done, in words.

    Returns:
        What was changed, or would be.
    """
    if dry_run:
        with storage.session(engine) as session:
            return make_plan(session, records, whole)
    with storage.transaction(engine) as session:
        plan = make_plan(session, records, whole)
        if plan.changes:
            apply(session, plan, progress)
        return plan


def apply(session: Session, plan: Plan, progress: Progress = lambda _: None) -> None:
    """Write a plan into an open transaction."""
    for id_ in plan.of("programme", ("added", "changed")):
        session.merge(to_models.programme(plan.records.programmes[id_]))
    for name, records in plan.records.cities.items():
        progress(f"{name}: {len(records.services)} services")
        _apply_city(session, plan, name, records)
    _remove(session, models.Programme, plan.of("programme", ("removed",)))
    mark_changed(session)


def mark_changed(session: Session) -> None:
    """Let readers know that there is something new to read. A programme concerns every city, so all are marked."""
    session.execute(update(models.City).values(fingerprint=datetime.now(UTC).isoformat()))


def _apply_city(session: Session, plan: Plan, name: str, records: CityRecords) -> None:
    if plan.of("city", ("added", "changed"), name):
        session.merge(to_models.city(records.city))
    for id_ in plan.of("organization", ("added", "changed"), name):
        session.merge(to_models.organization(records.organizations[id_], name))
    for id_ in plan.of("source", ("added", "changed"), name):
        session.merge(to_models.source(id_, records.sources[id_], name))
    session.flush()
    _apply_services(session, plan, name, records)
    _remove(session, models.Organization, plan.of("organization", ("removed",), name))
    _remove(session, models.Source, [(name, id_) for id_ in plan.of("source", ("removed",), name)])


def _apply_services(session: Session, plan: Plan, name: str, records: CityRecords) -> None:
    """A changed service is written anew: its rows have no meaning apart from it."""
    _remove(session, models.Service, plan.of("service", ("changed", "removed"), name))
    words: dict[str, list[Translation]] = defaultdict(list)
    for word in records.translations.values():
        words[word.service].append(word)
    positions = _positions(records)
    now = datetime.now(UTC).replace(tzinfo=None)
    for id_ in plan.of("service", ("added", "changed"), name):
        session.add(to_models.service(records.services[id_], name, positions[id_], words[id_], now))
    session.flush()


def _positions(records: CityRecords) -> dict[str, int]:
    in_file: dict[str, int] = defaultdict(int)
    positions = {}
    for id_, service in records.services.items():
        positions[id_] = in_file[service.file]
        in_file[service.file] += 1
    return positions


def _remove(session: Session, kind: type[Any], keys: list[Any]) -> None:
    for key in keys:
        row = session.get(kind, key)
        if row is not None:
            session.delete(row)
    session.flush()
