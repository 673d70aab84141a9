"""Published services by everything that may stand in an address, as conditions of one query; never by a status.

All conditions hold together. Distance is by bounding box in the database and by great circle here, nearest first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from services_directory.models.contact import CostOption, RequiredDocument
from services_directory.models.location import Location, ServiceAtLocation
from services_directory.models.organization import Organization
from services_directory.models.service import Service, ServiceNeed
from services_directory.models.words import ServiceTerm
from services_directory.search.distance import box, metres
from services_directory.search.text_index import matching

_NOTHING = "not_stated"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; None and empty ask for nothing.

    Attributes:
        search: words, all of which must stand in the service.
        needs, fees, documents: ids of the vocabulary, of which one must be the service's.
        term, taxonomy: UUID of a foreign term or taxonomy.
        organization: UUID of it. `modified_after`: UTC, inclusive.
        postcode: stands in the address of a place.
        near: latitude, longitude and metres.
    """

    city: str | None = None
    search: str | None = None
    needs: tuple[str, ...] = ()
    fees: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    term: str | None = None
    taxonomy: str | None = None
    organization: str | None = None
    modified_after: datetime | None = None
    postcode: str | None = None
    near: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One page of keys, and how many there are in all."""

    keys: Sequence[Any]
    total: int


def services(session: Session, wanted: Wanted, offset: int, limit: int | None) -> Found:
    """Ids of services, in the order of the directory, or nearest first. `limit` None: all from the offset on."""
    if wanted.near:
        placed = _near(session, wanted)
        nearest = list(dict.fromkeys(service for service, _ in placed))
        return Found(nearest[offset : None if limit is None else offset + limit], len(nearest))
    query = select(Service.id).where(*_conditions(wanted), *_placed(wanted))
    return _page(session, query, (Service.city_id, Service.file, Service.position, Service.id), offset, limit)


def places(session: Session, wanted: Wanted, offset: int, limit: int | None) -> Found:
    """Keys (service id, position) of services at their places."""
    if wanted.near:
        placed = _near(session, wanted)
        return Found(placed[offset : None if limit is None else offset + limit], len(placed))
    at = ServiceAtLocation
    query = select(at.service_id, at.position).join(Service, Service.id == at.service_id).where(*_conditions(wanted))
    if wanted.postcode:
        query = query.join(Location, Location.id == at.location_id).where(_postcode(wanted.postcode))
    order = (Service.city_id, Service.file, Service.position, Service.id, at.position)
    return _page(session, query, order, offset, limit)


def organizations(session: Session, wanted: Wanted, offset: int, limit: int | None) -> Found:
    """Ids of organizations of which at least one service is published and fits."""
    fitting = select(Service.organization_id).where(*_conditions(wanted))
    query = select(Organization.id).where(Organization.id.in_(fitting))
    return _page(session, query, (Organization.city_id, Organization.name, Organization.id), offset, limit)


def centre_of(session: Session, postcode: str) -> tuple[float, float] | None:
    """The middle of all places that we know in a postcode, None where we know none."""
    query = select(func.avg(Location.latitude), func.avg(Location.longitude)).where(_postcode(postcode))
    lat, lon = session.execute(query).one()
    return None if lat is None or lon is None else (float(lat), float(lon))


def _page(session: Session, query: Select[*tuple[Any, ...]], order: tuple[Any, ...], offset: int, limit: int | None) -> Found:
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    if offset >= total:
        return Found((), total)
    rows = session.execute(query.order_by(*order).offset(offset).limit(limit)).all()
    return Found([row[0] if len(row) == 1 else (row[0], row[1]) for row in rows], total)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Service.published.is_(True)]
    if wanted.city:
        found.append(Service.city_id == wanted.city)
    if wanted.search is not None:
        found += matching(wanted.search)
    for values, column in (
        (wanted.needs, ServiceNeed.need),
        (wanted.fees, CostOption.option),
        (wanted.documents, RequiredDocument.document),
    ):
        if values:
            found.append(Service.id.in_(select(column.class_.service_id).where(column.in_(values))))
    if wanted.term:
        found.append(Service.id.in_(select(ServiceTerm.service_id).where(ServiceTerm.term_id == wanted.term)))
    if wanted.taxonomy:
        found.append(Service.id.in_(select(ServiceTerm.service_id).where(ServiceTerm.taxonomy_id == wanted.taxonomy)))
    if wanted.organization:
        of = select(Organization.id).where(Organization.hsds_id == wanted.organization)
        found.append(Service.organization_id.in_(of))
    if wanted.modified_after:
        found.append(Service.last_modified >= wanted.modified_after)
    return found


def _placed(wanted: Wanted) -> list[ColumnElement[bool]]:
    if not wanted.postcode:
        return []
    at = ServiceAtLocation
    there = select(at.service_id).join(Location, Location.id == at.location_id).where(_postcode(wanted.postcode))
    return [Service.id.in_(there)]


def _postcode(postcode: str) -> ColumnElement[bool]:
    return Location.address.icontains(postcode, autoescape=True)


def _near(session: Session, wanted: Wanted) -> list[tuple[str, int]]:
    """Keys of services at places within the circle, nearest first."""
    assert wanted.near is not None
    lat, lon, radius = wanted.near
    south, north, spans = box(lat, lon, radius)
    at = ServiceAtLocation
    inside = and_(
        Location.latitude.between(south, north), or_(*(Location.longitude.between(west, east) for west, east in spans))
    )
    query = (
        select(at.service_id, at.position, Location.latitude, Location.longitude)
        .join(Location, Location.id == at.location_id)
        .join(Service, Service.id == at.service_id)
        .where(inside, *_conditions(wanted))
    )
    away = []
    for service, position, north_, east_ in session.execute(query):
        if north_ is not None and east_ is not None:
            away.append((metres(lat, lon, north_, east_), service, position))
    return [(service, position) for distance, service, position in sorted(away) if distance <= radius]
