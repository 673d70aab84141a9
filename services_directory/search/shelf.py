"""All published services of a directory, as little of each as choosing needs, in memory.

Only public data stand here. A shelf is built from a few whole-table reads and replaced as a whole when the data change, so a
question costs no database at all until the few services that are shown are read. Equal rules are compiled once and shared.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, overload

import numpy as np
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
from services_directory.search.columns import Columns, Fitting, Numbers, columns_of, fittings

_NO_PLACE = 1000


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


class Candidates(Sequence[Entry]):
    """Services that answer a question, in the order of the directory for each need.

    Attributes:
        columns, rows: their numbers and which rows of these are meant.
        place_of_need: the best place of any of the needs among what each is for; 0 where it was asked for by name.
        many: how many of the needs each answers.
    """

    def __init__(
        self, entries: Sequence[Entry], columns: Columns, rows: Numbers, place_of_need: Numbers, many: Numbers
    ) -> None:
        self._entries, self.columns, self.rows = entries, columns, rows
        self.place_of_need, self.many = place_of_need, many

    @classmethod
    def of(cls, entries: Sequence[Entry], needs: Sequence[str]) -> Candidates:
        """Any entries, counted one by one: for a few."""
        places = [[entry.needs.index(need) for need in needs if need in entry.needs] for entry in entries]
        best = np.array([min(its, default=0) for its in places], np.int64)
        many = np.array([len(its) for its in places], np.int64)
        return cls(entries, columns_of(entries), np.arange(len(entries)), best, many)

    def without(self, entry: Entry) -> Candidates:
        """All but one."""
        kept = np.array([self._entries[row] is not entry for row in self.rows], bool)
        return Candidates(self._entries, self.columns, self.rows[kept], self.place_of_need[kept], self.many[kept])

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> list[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | list[Entry]:
        if isinstance(index, slice):
            return [self._entries[row] for row in self.rows[index]]
        return self._entries[int(self.rows[index])]


@dataclass(frozen=True)
class Shelf:
    """Entries by id, what answers which need, and the rules of the programmes."""

    entries: Mapping[str, Entry]
    by_need: Mapping[tuple[str, str], Fitting]
    programmes: Mapping[str, RuleSet]
    fingerprint: tuple[tuple[str, str | None], ...]
    listed: Sequence[Entry]
    columns: Columns
    row_of: Mapping[str, int]

    def law_alone(self, programme: str, city: str) -> Entry:
        """A programme as an entry of its own, for a city in which no service applies it."""
        return Entry(programme, city, (), self.programmes[programme], (), "programme", False, "medium", programme, date.max)

    def applying(self, programme: str, city: str) -> list[Entry]:
        """The services of a city that apply a programme."""
        return [entry for entry in self.entries.values() if entry.programme == programme and entry.city == city]

    def candidates(self, city: str, needs: Sequence[str], services: Iterable[str]) -> Candidates:
        """The named services of the city, then those for any of the needs; each once, in the order of the directory."""
        named = [self.row_of[id_] for id_ in services if id_ in self.entries and self.entries[id_].city == city]
        fitting = [self.by_need[city, need] for need in needs if (city, need) in self.by_need]
        if len(fitting) == 1 and not named:  # the usual question
            only = fitting[0]
            return Candidates(self.listed, self.columns, only.rows, only.place, np.ones(len(only.rows), np.int64))
        best, many = np.full(len(self.listed), _NO_PLACE, np.int64), np.zeros(len(self.listed), np.int64)
        for one in fitting:
            best[one.rows] = np.minimum(best[one.rows], one.place)
            many[one.rows] += 1
        rows, first = np.unique(np.concatenate([np.array(named, np.int64), *(one.rows for one in fitting)]), return_index=True)
        rows = rows[np.argsort(first)]
        return Candidates(self.listed, self.columns, rows, np.where(best[rows] == _NO_PLACE, 0, best[rows]), many[rows])


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
    compiler = Compiler(programmes, cited(session))
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
    listed = tuple(entries.values())
    row_of = {entry.id: row for row, entry in enumerate(listed)}
    return Shelf(entries, fittings(listed), programmes, fingerprint(session), listed, columns_of(listed), row_of)


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


def cited(session: Session) -> dict[str, dict[str, Any]]:
    """Each service's sources in the shape that rules cite."""
    sources = {(row.city_id, row.id): row for row in session.scalars(select(Source))}
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in session.execute(select(ServiceSource.service_id, ServiceSource.city_id, ServiceSource.source_id)):
        source = sources[row.city_id, row.source_id]
        said = {"citation": source.citation, "basis": source.basis, "url": source.url, "seen": source.seen}
        found[row.service_id][source.id] = said
    return found


class Compiler:
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
