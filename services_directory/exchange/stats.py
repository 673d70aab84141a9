"""Counts of what the directory holds: by need, by verdict for each status, by how sure it is."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_directory.eligibility.engine import decide
from services_directory.eligibility.facts import Facts
from services_directory.eligibility.rules import STATUSES
from services_directory.models import City, Service
from services_directory.search import shelf as shelves
from services_directory.search.shelf import Entry


def count(session: Session, day: date) -> dict[str, dict[str, Any]]:
    """Count every city.

    Args:
        day: verdicts are those of the law of this day, for somebody of whom only the status is known.

    Returns:
        City to `{services, published, needs, verdicts, confidence, not_confirmed_with_office, never_verified}`; `needs` and
        `verdicts` count published services only.
    """
    shelf = shelves.build(session)
    counted = {}
    for city in session.scalars(select(City.id).order_by(City.id)):
        entries = [entry for entry in shelf.entries.values() if entry.city == city]
        counted[city] = {**_records(session, city), "needs": _needs(entries), "verdicts": _verdicts(entries, day)}
    return counted


def _records(session: Session, city: str) -> dict[str, Any]:
    columns = (Service.published, Service.confidence, Service.verified_how, Service.last_verified)
    rows = session.execute(select(*columns).where(Service.city_id == city)).all()
    return {
        "services": len(rows),
        "published": sum(published for published, *_ in rows),
        "confidence": dict(Counter(confidence for _, confidence, *_ in rows).most_common()),
        "not_confirmed_with_office": sum(how != "office" for _, _, how, _ in rows),
        "never_verified": sum(last is None for *_, last in rows),
    }


def _needs(entries: list[Entry]) -> dict[str, int]:
    return dict(Counter(need for entry in entries for need in entry.needs).most_common())


def _verdicts(entries: list[Entry], day: date) -> dict[str, dict[str, int]]:
    """For each status, how many services say yes, no, depends, unknown."""
    people = {status: Facts(status=status) for status in STATUSES}
    return {
        status: dict(Counter(decide(entry.rules, facts, day).outcome for entry in entries).most_common())
        for status, facts in people.items()
    }
