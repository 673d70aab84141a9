"""That somebody checked a service."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from services_directory.errors import NotKnown
from services_directory.exchange.apply import mark_changed
from services_directory.models import City, Service


def note_check(session: Session, service_id: str, how: Literal["office", "sources"]) -> date:
    """Note in an open transaction that a service was checked today. A later import does not take this back.

    Args:
        how: with the `office`, or against `sources`.

    Returns:
        Today, in the city's zone.

    Raises:
        NotKnown: there is no such service.
    """
    service = session.get(Service, service_id)
    if service is None:
        raise NotKnown(f"no service {service_id!r}")
    city = session.get_one(City, service.city_id)
    now = datetime.now(UTC)
    service.last_verified = now.astimezone(ZoneInfo(city.timezone)).date()
    service.verified_how = how
    service.last_modified = now.replace(tzinfo=None)
    mark_changed(session)
    return service.last_verified
