"""What an import would change: the records of the files against those of the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeVar

from sqlalchemy.orm import Session

from services_directory.exchange import from_models
from services_directory.exchange.city_records import CityRecords, DirectoryRecords
from services_directory.exchange.records import Record, Service

R = TypeVar("R", bound=Record)
How = Literal["added", "changed", "removed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that an import would change.

    Attributes:
        how: `added`, `changed` or `removed`.
        what: `programme`, `city`, `organization`, `source` or `service`.
        city: city that it belongs to, None for programmes.
        id: its id.
        fields: names of the fields that differ, where it is changed.
    """

    how: How
    what: str
    city: str | None
    id: str
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = f"{self.city}/" if self.city and self.what != "city" else ""
        said = f": {', '.join(self.fields)}" if self.fields else ""
        return f"{_SIGNS[self.how]} {self.what} {place}{self.id}{said}"


_SIGNS = {"added": "+", "changed": "~", "removed": "-"}


@dataclass(slots=True)
class Plan:
    """All changes, with the records to write; nothing has been written yet."""

    records: DirectoryRecords
    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0

    def of(self, what: str, how: Iterable[How], city: str | None = None) -> list[str]:
        """Ids of changes of these kinds."""
        return [c.id for c in self.changes if c.what == what and c.how in how and c.city == city]

    def counts(self) -> dict[str, int]:
        """How many things are added, changed, removed and unchanged."""
        counted = {how: sum(c.how == how for c in self.changes) for how in _SIGNS}
        return {**counted, "unchanged": self.unchanged}


def make_plan(
    session: Session, records: DirectoryRecords, whole: bool, keep_imported: bool = True, keep_edited: bool = True
) -> Plan:
    """Compare.

    Args:
        records: what the files say.
        whole: were all cities read? Only then can a programme that is no longer there be removed.
        keep_imported: services that came from elsewhere stay where the records do not name them.
        keep_edited: what the console published stays as it is; not where a person decides about each change.
    """
    plan = Plan(records)
    stored = from_models.programmes(session)
    _compare(plan, "programme", None, stored, records.programmes, whole)
    for name, new in records.cities.items():
        old = from_models.city(session, name)
        if old is not None:
            if keep_imported:
                keep_what_came_from_elsewhere(new, old)
            if keep_edited:
                _keep_edited(old, new, from_models.edited_here(session, name))
        _compare(plan, "city", name, {name: old.city} if old else {}, {name: new.city})
        for what, part in _PARTS.items():
            _compare(plan, what, name, part(old) if old else {}, part(new))
        _compare_services(plan, name, old, new)
    return plan


def keep_what_came_from_elsewhere(new: CityRecords, old: CityRecords) -> None:
    """Put the imported services of a city, and what they stand on, beside what its files say."""
    for id_, service in old.services.items():
        if service.origin is None or id_ in new.services:
            continue
        new.services[id_] = service
        new.organizations.setdefault(service.organization, old.organizations[service.organization])
        for source in service.sources:
            new.sources.setdefault(source, old.sources[source])
    kept = {id_ for id_, service in new.services.items() if service.origin is not None}
    for key, word in old.translations.items():
        if word.service in kept:
            new.translations.setdefault(key, word)


_PARTS: dict[str, Callable[[CityRecords], Mapping[str, Any]]] = {
    "organization": lambda records: records.organizations,
    "source": lambda records: records.sources,
}


def _compare(
    plan: Plan, what: str, city: str | None, old: Mapping[str, Record], new: Mapping[str, Record], remove: bool = True
) -> None:
    said_old = {id_: record.said() for id_, record in old.items()}
    _compare_said(plan, what, city, said_old, {id_: record.said() for id_, record in new.items()}, remove)


def _compare_services(plan: Plan, city: str, old: CityRecords | None, new: CityRecords) -> None:
    if old is not None:
        for id_, service in new.services.items():
            new.services[id_] = _keep_later_check(service, old.services.get(id_))
    said_old = {id_: _service_said(old, id_) for id_ in old.services} if old else {}
    _compare_said(plan, "service", city, said_old, {id_: _service_said(new, id_) for id_ in new.services})


def _keep_edited(old: CityRecords, new: CityRecords, edited: Iterable[str]) -> None:
    """What was published in the console stays as it is: files no longer decide about it, nor about what it rests on."""
    for id_ in edited:
        service = old.services.get(id_)
        new.services.pop(id_, None)
        new.translations = {key: word for key, word in new.translations.items() if key[0] != id_}
        if service is not None:
            new.services[id_] = service
            new.organizations[service.organization] = old.organizations[service.organization]
            new.sources |= {source: old.sources[source] for source in service.sources}
            new.translations |= {key: word for key, word in old.translations.items() if key[0] == id_}


def _keep_later_check(new: Service, old: Service | None) -> Service:
    """A check that was noted in the database after the file was written is not taken back by the file."""
    if old is None or _check(old) <= _check(new):
        return new
    return new.model_copy(update={"last_verified": old.last_verified, "verified_how": old.verified_how})


def _check(service: Service) -> tuple[date, bool]:
    """Later is better; on one day, a check with the office is better than one against sources."""
    return service.last_verified or date.min, service.verified_how == "office"


def _service_said(records: CityRecords, id_: str) -> dict[str, Any]:
    """A service with its translations and its place in the file: together they are one thing to an editor."""
    words = {f"words.{w.language}.{w.field}": w.said() for w in records.translations.values() if w.service == id_}
    return {**records.services[id_].said(), **words}


def _compare_said(
    plan: Plan, what: str, city: str | None, old: dict[str, dict[str, Any]], new: dict[str, dict[str, Any]], remove: bool = True
) -> None:
    for id_, said in new.items():
        if id_ not in old:
            plan.changes.append(Change("added", what, city, id_))
        elif said != old[id_]:
            fields = [key for key in {**old[id_], **said} if old[id_].get(key) != said.get(key)]
            plan.changes.append(Change("changed", what, city, id_, tuple(fields)))
        else:
            plan.unchanged += 1
    for id_ in old.keys() - new.keys() if remove else ():
        plan.changes.append(Change("removed", what, city, id_))
