"""What the commands of `faro directory` that take in and give out data share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from services_directory.errors import NotKnown
from services_directory.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from services_directory.exchange.plan import Plan

Filled = Callable[[Settings], "Engine"]
"""Gives an engine for a database that holds a directory, or raises."""
FORMS = ("hsds-json", "hsds-tabular", "csv", "xlsx")
"""Forms in which data of other makers come."""


def open_upgraded(settings: Settings) -> Engine:
    """An engine for a database that is made or brought up to date first."""
    from services_directory.storage import open_engine, upgrade

    engine = open_engine(settings)
    upgrade(engine)
    return engine


def country_of(engine: Engine, city: str) -> str:
    """ISO 3166-1 code of a city.

    Raises:
        NotKnown: it is not in the directory.
    """
    from services_directory.models import City
    from services_directory.storage import session

    with session(engine) as opened:
        row = opened.get(City, city)
    if row is None:
        raise NotKnown(f"no city {city!r} in the directory; `faro directory add-city` makes one")
    return row.country


def print_plan(plan: Plan, dry_run: bool) -> None:
    """What an import changed, or each thing that it would change."""
    if dry_run:
        for change in plan.changes:
            print(change)
    said = ", ".join(f"{number} {how}" for how, number in plan.counts().items())
    print(f"would be: {said}; nothing was changed" if dry_run else said)
