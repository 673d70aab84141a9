"""Amounts that the law refers to and that change by date: the poverty line by household size, the IPREM.

A table is a file `countries/<cc>/tables/<id>.yml`: `table`, `name`, `currency`, `sources` as in a programme, and `amounts`, a
list in order of date, each with `from`, `sources`, `year` (amounts a year for one, two, … persons) and `each_further` (what
every further person adds). Income limits name a table and a percentage of it; what a table does not cover is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from services_directory.settings import ROOT
from services_directory.yaml_files import load

COUNTRIES = ROOT / "services_directory" / "countries"
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Amounts:
    """The amounts of a table from one day on: `year` for one, two, … persons, `each_further` for every other one."""

    start: date
    year: tuple[float, ...]
    each_further: float
    sources: tuple[str, ...]

    def month(self, household: int) -> float:
        """The amount a month for a household of this many, unrounded."""
        further = max(0, household - len(self.year))
        return (self.year[min(household, len(self.year)) - 1] + further * self.each_further) / _MONTHS


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its amounts by date, the earliest first, and the sources that they cite."""

    id: str
    amounts: tuple[Amounts, ...]
    sources: Mapping[str, Mapping[str, Any]]

    def on(self, day: date) -> Amounts | None:
        """The amounts of a day; None before the first."""
        return next((amounts for amounts in reversed(self.amounts) if amounts.start <= day), None)


@cache
def tables() -> Mapping[str, Table]:
    """All tables of all countries by id.

    Raises:
        ValueError: a file breaks the form; its name and what is wrong are said.
    """
    return {table.id: table for table in (_read(path) for path in sorted(COUNTRIES.glob("*/tables/*.yml")))}


def _read(path: Any) -> Table:
    data = load(path).data
    try:
        amounts = tuple(_amounts(entry, data["sources"]) for entry in data["amounts"])
        table = Table(data["table"], amounts, data["sources"])
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError(f"{path.name}: a table needs table, sources and amounts with from, year, sources: {error}") from None
    if list(amounts) != sorted(amounts, key=lambda one: one.start) or not amounts:
        raise ValueError(f"{path.name}: amounts must stand in order of date, one at least")
    return table


def _amounts(entry: Mapping[str, Any], sources: Mapping[str, Any]) -> Amounts:
    cited = tuple(entry["sources"])
    absent = [id_ for id_ in cited if id_ not in sources]
    if absent or not cited:
        raise KeyError(f"sources of amounts: {', '.join(absent) or 'none named'}")
    return Amounts(entry["from"], tuple(map(float, entry["year"])), float(entry.get("each_further", 0)), cited)
