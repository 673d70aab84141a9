"""Services from the database, with all that it takes to say them in HSDS, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from services_directory import models
from services_directory.eligibility.rules import RuleSet
from services_directory.exchange import from_models, records
from services_directory.exchange.city_records import City
from services_directory.exchange.hsds.service_view import Whole
from services_directory.search.shelf import Compiler

_AT_ONCE = 200


class Gatherer:
    """Reads services whole. Programmes, cities and compiled rules are kept while it lives: for one request or one export."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._laws: dict[str, RuleSet] | None = None
        self._cities: dict[str, City] = {}

    def services(self, ids: Sequence[str]) -> list[Whole]:
        """These services, in the order in which they are named; an id that is not there is left out."""
        query = from_models.whole_services().where(models.Service.id.in_(ids))
        rows = {row.id: row for row in self._session.scalars(query)}
        found = [rows[id_] for id_ in ids if id_ in rows]
        sources = self._sources(found)
        organizations = self._organizations({row.organization_id for row in found})
        cited = {row.id: {one.source_id: sources[row.city_id, one.source_id].said() for one in row.sources} for row in found}
        compiler = Compiler(self._programmes(), cited)
        return [self._whole(row, sources, organizations, compiler) for row in found]

    def all(self, ids: Sequence[str]) -> Iterator[Whole]:
        """The same for any number, some at a time."""
        for start in range(0, len(ids), _AT_ONCE):
            yield from self.services(ids[start : start + _AT_ONCE])
            self._session.expunge_all()

    def city(self, id_: str) -> City:
        """The page of a city."""
        if id_ not in self._cities:
            self._cities[id_] = from_models.city_page(self._session.get_one(models.City, id_))
        return self._cities[id_]

    def _whole(
        self,
        row: models.Service,
        sources: dict[tuple[str, str], records.Source],
        organizations: dict[str, records.Organization],
        compiler: Compiler,
    ) -> Whole:
        own = {one.source_id: sources[row.city_id, one.source_id] for one in row.sources}
        return Whole(
            from_models.service_record(row),
            organizations[row.organization_id],
            self.city(row.city_id),
            own,
            from_models.translations(row),
            compiler.rules(row.id, row.programme_id, row.access),
            row.last_modified,
        )

    def _programmes(self) -> dict[str, RuleSet]:
        if self._laws is None:
            self._laws = {row.id: row.rule_set() for row in self._session.scalars(select(models.Programme))}
        return self._laws

    def _organizations(self, ids: Iterable[str]) -> dict[str, records.Organization]:
        query = from_models.whole_organizations().where(models.Organization.id.in_(list(ids)))
        return {row.id: from_models.organization(row) for row in self._session.scalars(query)}

    def _sources(self, rows: Iterable[Any]) -> dict[tuple[str, str], records.Source]:
        wanted = {(row.city_id, one.source_id) for row in rows for one in row.sources}
        query = select(models.Source).where(tuple_(models.Source.city_id, models.Source.id).in_(list(wanted)))
        return {(row.city_id, row.id): from_models.source(row) for row in self._session.scalars(query)}
