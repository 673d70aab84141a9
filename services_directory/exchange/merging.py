"""What came in, laid over what is there: only its own set is touched, and what an editor changed here stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from services_directory import models, storage
from services_directory.errors import NotKnown
from services_directory.exchange import from_models, origin
from services_directory.exchange.apply import apply
from services_directory.exchange.city_records import CityRecords, DirectoryRecords
from services_directory.exchange.foreign import Setting
from services_directory.exchange.hsds.reading import Read
from services_directory.exchange.incoming import Incoming
from services_directory.exchange.plan import Plan, make_plan
from services_directory.exchange.progress import Progress, silent
from services_directory.exchange.records import Service, Source


@dataclass(slots=True)
class Merged:
    """Records of each city as they would be, and the rows of foreign sets that belong to no service."""

    records: DirectoryRecords
    sets: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)


def import_incoming(
    engine: Engine, incoming: Incoming, setting: Setting, complete: bool, dry_run: bool = False, progress: Progress = silent
) -> Plan:
    """Bring the database to what came in, in one transaction.

    Args:
        setting: of foreign services; our own go to the city that they name.
        complete: the data are all there is of this set: what came with it earlier and is gone now is removed.

    Raises:
        NotKnown: the city is not in the database and not among what came in.
    """
    opened: Callable[[Engine], Any] = storage.session if dry_run else storage.transaction
    with opened(engine) as session:
        merged = merge(session, incoming, setting, complete)
        plan = make_plan(session, merged.records, whole=False, keep_imported=False)
        if not dry_run:
            apply(session, plan, progress) if plan.changes else None
            for (city, name), rest in merged.sets.items():
                session.merge(models.ImportedSet(city_id=city, name=name, rest=rest))
        return plan


def merge(session: Session, incoming: Incoming, setting: Setting, complete: bool) -> Merged:
    """Work out what each city would be. Nothing is written.

    Raises:
        NotKnown: as `import_incoming`.
    """
    merger = _Merger(session, incoming, setting)
    for read in incoming.services.values():
        merger.put(read)
    for city, organization in incoming.organizations.values():
        merger.city(city or setting.city).organizations[organization.id] = organization
    for (city, id_), source in incoming.sources.items():
        merger.city(city).sources[id_] = source
    if complete and setting.city and not incoming.cities:
        merger.drop_what_is_gone()
    laws = {**from_models.programmes(session), **incoming.programmes}
    sets = dict(incoming.sets)
    if incoming.rest and setting.city:
        sets[setting.city, setting.name] = incoming.rest
    return Merged(DirectoryRecords(laws, merger.cities), sets)


class _Merger:
    def __init__(self, session: Session, incoming: Incoming, setting: Setting) -> None:
        self._session, self._incoming, self._setting = session, incoming, setting
        self.cities: dict[str, CityRecords] = {}
        for id_, page in incoming.cities.items():
            self.city(id_).city = page

    def city(self, id_: str) -> CityRecords:
        """The city as it is, to be changed."""
        if id_ not in self.cities:
            known = from_models.city(self._session, id_)
            if known is None and id_ in self._incoming.cities:
                known = CityRecords(self._incoming.cities[id_])
            if known is None:
                raise NotKnown(f"no city {id_!r} in the directory; `faro directory add-city` makes one")
            self.cities[id_] = known
        return self.cities[id_]

    def put(self, read: Read) -> None:
        """Lay one service over what is there."""
        records = self.city(read.city or self._setting.city)
        old = records.services.get(read.service.id)
        records.services[read.service.id] = read.service if old is None or read.city else keep_edits(old, read.service)
        records.organizations[read.organization.id] = read.organization
        records.sources |= read.sources
        if read.city is None:
            records.sources.setdefault(self._setting.name, own_source(self._setting))
        for key in [key for key in records.translations if key[0] == read.service.id and read.city]:
            del records.translations[key]
        for word in read.translations:
            records.translations[word.service, word.language, word.field] = word

    def drop_what_is_gone(self) -> None:
        """Services of the set that it does not hold any more, and their organizations where nothing else is theirs."""
        records, name = self.city(self._setting.city), self._setting.name
        for id_, service in list(records.services.items()):
            if service.origin is not None and service.origin.source == name and id_ not in self._incoming.services:
                del records.services[id_]
        used = {service.organization for service in records.services.values()} | set(self._incoming.organizations)
        for id_, organization in list(records.organizations.items()):
            if organization.origin is not None and organization.origin.source == name and id_ not in used:
                del records.organizations[id_]


def own_source(setting: Setting) -> Source:
    """The source that all services of a foreign set cite."""
    return Source(citation=f"Imported from {setting.name}", seen=setting.day.isoformat(), basis="read")


def keep_edits(old: Service, new: Service) -> Service:
    """The new record, but with every field as it is here that somebody changed here after the last import."""
    if old.origin is None or new.origin is None:
        return new
    now = origin.digests(old)
    edited = [
        name for name in type(old).model_fields if name not in ("origin", "id") and now.get(name) != old.origin.mapped.get(name)
    ]
    return new.model_copy(update={name: getattr(old, name) for name in edited})
