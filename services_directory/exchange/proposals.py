"""Changes that somebody proposes and a person decides on. Nothing here changes the directory but `accept`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from services_directory import storage
from services_directory.errors import FaroError, NotKnown
from services_directory.exchange import from_models, origin
from services_directory.exchange.apply import apply
from services_directory.exchange.city_records import CityRecords, DirectoryRecords
from services_directory.exchange.foreign import Setting
from services_directory.exchange.incoming import Incoming
from services_directory.exchange.merging import merge
from services_directory.exchange.plan import Change, Plan, make_plan
from services_directory.exchange.records import Organization, Service, Source
from services_directory.models import Proposal
from services_directory.models.rules_json import to_json

OPEN, ACCEPTED, REJECTED = "open", "accepted", "rejected"


def propose(session: Session, incoming: Incoming, setting: Setting, complete: bool) -> int:
    """Put what came in beside the directory, as proposals; those of the same set that are still open give way to it.

    Args:
        complete: what is missing in it is proposed to be removed.

    Returns:
        How many are open now for this set.
    """
    merged = merge(session, incoming, setting, complete)
    plan = make_plan(session, merged.records, whole=False, keep_imported=False, keep_edited=False)
    mine = (Proposal.city_id == setting.city, Proposal.feed == setting.name)
    session.execute(delete(Proposal).where(*mine, Proposal.state == OPEN))
    refused = set(session.scalars(select(Proposal.digest).where(*mine, Proposal.state == REJECTED)))
    made = [
        _proposal(change, merged.records.cities[setting.city], setting) for change in plan.changes if change.what == "service"
    ]
    fresh = [proposal for proposal in made if proposal.digest not in refused]
    session.add_all(fresh)
    return len(fresh)


def _proposal(change: Change, records: CityRecords, setting: Setting) -> Proposal:
    record = records.services.get(change.id)
    organization = records.organizations[record.organization] if record else None
    said = to_json(record.said()) if record else None
    sources = {id_: records.sources[id_].said() for id_ in record.sources} if record else {}
    return Proposal(
        city_id=setting.city,
        feed=setting.name,
        service_id=change.id,
        how=change.how,
        fields=[field for field in change.fields if field != "origin"],
        record=said,
        organization=to_json(organization.said()) if organization else {},
        source=sources,
        digest=origin.digest([change.how, change.id, said]),
        state=OPEN,
        made=_now(),
    )


def pending(session: Session, city: str | None = None) -> Sequence[Proposal]:
    """The open proposals, oldest first."""
    query = select(Proposal).where(Proposal.state == OPEN).order_by(Proposal.id)
    return session.scalars(query if city is None else query.where(Proposal.city_id == city)).all()


def accept(engine: Engine, ids: Sequence[int]) -> Plan:
    """Take proposals over into the directory, all of them or none. What an editor changed meanwhile stays.

    Raises:
        NotKnown: one is not there, or not open.
        FaroError: one is of an entry that the console keeps, with a history of its own.
    """
    with storage.transaction(engine) as session:
        rows = opened(session, ids)
        kept = {id_ for city in {row.city_id for row in rows} for id_ in from_models.edited_here(session, city)}
        for row in rows:
            if row.service_id in kept:
                raise FaroError(f"proposal {row.id}: {row.service_id} is kept in the console (/edit): accept it there")
        cities: dict[str, CityRecords] = {}
        for row in rows:
            records = cities.setdefault(row.city_id, _city(session, row.city_id))
            _lay(row, records)
            decide(row, ACCEPTED)
        session.flush()
        plan = make_plan(session, DirectoryRecords(from_models.programmes(session), cities), whole=False, keep_imported=False)
        if plan.changes:
            apply(session, plan)
        return plan


def reject(session: Session, ids: Sequence[int]) -> None:
    """Turn proposals down; the same is not proposed again.

    Raises:
        NotKnown: one is not there, or not open.
    """
    for row in opened(session, ids):
        decide(row, REJECTED)


def decide(row: Proposal, state: str) -> None:
    """Note what a person decided."""
    row.state, row.decided = state, _now()


def opened(session: Session, ids: Sequence[int], city: str | None = None) -> Sequence[Proposal]:
    """Open proposals by their numbers, of any city or of one.

    Raises:
        NotKnown: one is not there, or not open.
    """
    query = select(Proposal).where(Proposal.id.in_(ids), Proposal.state == OPEN).with_for_update()
    rows = session.scalars(query if city is None else query.where(Proposal.city_id == city)).all()
    absent = sorted(set(ids) - {row.id for row in rows})
    if absent:
        raise NotKnown(f"no open proposal {', '.join(map(str, absent))}")
    return rows


def _city(session: Session, id_: str) -> CityRecords:
    records = from_models.city(session, id_)
    assert records is not None, "a proposal refers to its city"
    return records


def _lay(row: Proposal, records: CityRecords) -> None:
    from services_directory.exchange.merging import keep_edits

    if row.record is None:
        records.services.pop(row.service_id, None)
        return
    new = Service.model_validate_json(json.dumps(row.record))
    old = records.services.get(new.id)
    records.services[new.id] = keep_edits(old, new) if old else new
    organization = _made(Organization, row.organization)
    records.organizations[organization.id] = organization
    for id_, said in row.source.items():
        records.sources.setdefault(id_, _made(Source, said))


def _made(kind: Any, said: Any) -> Any:
    return kind.model_validate_json(json.dumps(said))


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
