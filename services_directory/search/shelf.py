"""All published services of a directory, as little of each as choosing needs, in memory.

Only public data stand here. A shelf is built from a few whole-table reads and replaced as a whole when the data change, so a
question costs no database at all until the few services that are shown are read. Equal rules are compiled once and shared.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_directory.eligibility.conditions import All, Noted
from services_directory.eligibility.rules import DatedRule, Reader, RuleSet
from services_directory.models.city import City
from services_directory.models.location import Location, ServiceAtLocation
from services_directory.models.programme import Programme
from services_directory.models.schedule import Schedule
from services_directory.models.service import Service, ServiceNeed
from services_directory.models.source import ServiceSource, Source


@dataclass(frozen=True, slots=True)
class Site:
    """A place of a service: degrees (None where not known) and OSM hours."""

    latitude: float | None
    longitude: float | None
    hours: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """What choosing needs of one service. `needs` are in the order of its record: the first is what it is mostly for.
    `for_danger`: a line for acute danger, which is no first door for an ordinary need."""

    id: str
    city: str
    needs: tuple[str, ...]
    rules: RuleSet
    sites: tuple[Site, ...]
    kind: str
    for_danger: bool
    confidence: str
    programme: str | None
    last_verified: date | None = None


@dataclass(frozen=True)
class Shelf:
    """Entries by id, by city and need, and the rules of the programmes."""

    entries: Mapping[str, Entry]
    by_need: Mapping[tuple[str, str], tuple[Entry, ...]]
    programmes: Mapping[str, RuleSet]
    fingerprint: tuple[tuple[str, str | None], ...]

    def law_alone(self, programme: str, city: str) -> Entry:
        """A programme as an entry of its own, for a city in which no service applies it."""
        return Entry(programme, city, (), self.programmes[programme], (), "programme", False, "medium", programme, date.max)

    def applying(self, programme: str, city: str) -> list[Entry]:
        """The services of a city that apply a programme."""
        return [entry for entry in self.entries.values() if entry.programme == programme and entry.city == city]

    def candidates(self, city: str, needs: Iterable[str], services: Iterable[str]) -> list[Entry]:
        """Services of the city for any of the needs, or the named ones; each once, in the order of the directory."""
        named = [self.entries[id_] for id_ in services if id_ in self.entries and self.entries[id_].city == city]
        found = {entry.id: entry for entry in named}
        for need in needs:
            for entry in self.by_need.get((city, need), ()):
                found.setdefault(entry.id, entry)
        return list(found.values())


def fingerprint(session: Session) -> tuple[tuple[str, str | None], ...]:
    """What changes whenever an import changed a city."""
    rows = session.execute(select(City.id, City.fingerprint).order_by(City.id))
    return tuple((id_, print_) for id_, print_ in rows)


def build(session: Session) -> Shelf:
    """Read the whole directory once.

    Raises:
        eligibility.rules.BadRule: a stored rule breaks the grammar, which no import lets through.
    """
    programmes = {row.id: row.rule_set() for row in session.scalars(select(Programme))}
    needs = _needs(session)
    sites = _sites(session)
    compiler = _Compiler(programmes, _cited(session))
    entries = {}
    columns = (
        Service.id,
        Service.city_id,
        Service.programme_id,
        Service.access,
        Service.kind,
        Service.crises,
        Service.confidence,
        Service.last_verified,
    )
    query = select(*columns).where(Service.published).order_by(Service.city_id, Service.file, Service.position)
    for id_, city, programme, access, kind, crises, confidence, checked in session.execute(query):
        rules = compiler.rules(id_, programme, access)
        entries[id_] = Entry(
            id_,
            city,
            needs[id_],
            rules,
            sites[id_],
            kind,
            bool(crises) and kind == "hotline",
            confidence,
            programme,
            checked,
        )
    return Shelf(entries, _by_need(entries.values()), programmes, fingerprint(session))


def _needs(session: Session) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    rows = session.execute(select(ServiceNeed.service_id, ServiceNeed.need).order_by(ServiceNeed.position))
    for service, need in rows:
        found[service].append(need)
    return defaultdict(tuple, {service: tuple(its) for service, its in found.items()})


def _sites(session: Session) -> dict[str, tuple[Site, ...]]:
    found: dict[str, list[Site]] = defaultdict(list)
    at_places = (
        select(ServiceAtLocation.service_id, Location.latitude, Location.longitude, Schedule.opening_hours)
        .join(Location, ServiceAtLocation.location_id == Location.id)
        .outerjoin(Schedule, ServiceAtLocation.schedule_id == Schedule.id)
        .order_by(ServiceAtLocation.position)
    )
    for service, latitude, longitude, hours in session.execute(at_places):
        found[service].append(Site(latitude, longitude, hours))
    own = select(Service.id, Schedule.opening_hours).join(Schedule, Service.schedule_id == Schedule.id)
    for service, hours in session.execute(own):
        placed = found[service]
        found[service] = [Site(s.latitude, s.longitude, s.hours or hours) for s in placed] or [Site(None, None, hours)]
    return defaultdict(tuple, {service: tuple(its) for service, its in found.items()})


def _cited(session: Session) -> dict[str, dict[str, Any]]:
    """Each service's sources in the shape that rules cite."""
    sources = {(row.city_id, row.id): row for row in session.scalars(select(Source))}
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in session.execute(select(ServiceSource.service_id, ServiceSource.city_id, ServiceSource.source_id)):
        source = sources[row.city_id, row.source_id]
        said = {"citation": source.citation, "basis": source.basis, "url": source.url, "seen": source.seen}
        found[row.service_id][source.id] = said
    return found


def _by_need(entries: Iterable[Entry]) -> dict[tuple[str, str], tuple[Entry, ...]]:
    found: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        for need in entry.needs:
            found[entry.city, need].append(entry)
    return {key: tuple(its) for key, its in found.items()}


class _Compiler:
    """Compiles each different rule once."""

    def __init__(self, programmes: Mapping[str, RuleSet], cited: Mapping[str, dict[str, Any]]) -> None:
        self._programmes = programmes
        self._cited = cited
        self._known: dict[str, RuleSet] = {}

    def rules(self, service: str, programme: str | None, access: dict[str, Any]) -> RuleSet:
        key = json.dumps([programme, access, self._names(service, access)], sort_keys=True)
        if key not in self._known:
            self._known[key] = self._compile(service, programme, access)
        return self._known[key]

    def _names(self, service: str, access: dict[str, Any]) -> list[str]:
        """Two equal grids share their rule only if they rest on the same sources or cite none."""
        return sorted(self._cited.get(service, ())) if "sources" in json.dumps(access) else []

    def _compile(self, service: str, programme: str | None, access: dict[str, Any]) -> RuleSet:
        reader = Reader(self._cited.get(service, {}))
        if programme is None:
            return reader.rule_set([access], f"{service}.access")
        law = self._programmes[programme]
        return RuleSet(tuple(_narrowed(rule, reader, access, service) for rule in law.rules)) if access else law


def _narrowed(rule: DatedRule, reader: Reader, access: Mapping[str, Any], service: str) -> DatedRule:
    """The law, with what this service asks for on top."""
    condition = rule.condition
    if "and" in access:
        condition = All([condition, reader.expression(access["and"], f"{service}.access.and")])
    qualifiers = tuple(access.get("qualifiers", ()))
    if qualifiers or access.get("note"):
        condition = Noted(condition, access.get("note"), qualifiers, ())
    return DatedRule(condition, rule.start, rule.end, rule.sources, rule.becomes)
