"""What the HSDS API shows of each thing: full, or flat for lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_directory import models
from services_directory.errors import NotKnown
from services_directory.exchange import from_models
from services_directory.exchange.hsds import service_view
from services_directory.exchange.hsds import taxonomies as known
from services_directory.exchange.hsds.gather import Gatherer
from services_directory.exchange.hsds.service_view import Whole
from services_directory.search.text import words
from services_directory.wording.phrases import Phrasebook

Hsds = dict[str, Any]


@cache
def _book() -> Phrasebook:
    return Phrasebook.load()


def services(session: Session, ids: Sequence[str], lang: str, how: str) -> list[Hsds]:
    """Services: `full`, `flat`, or `minimal` (id and day of the last change, under the name that HSDS gives it)."""
    if how == "minimal":
        query = select(models.Service.id, models.Service.hsds_id, models.Service.last_modified)
        rows = {row[0]: row for row in session.execute(query.where(models.Service.id.in_(ids)))}
        return [{"id": rows[id_][1], "modified_date": f"{rows[id_][2].isoformat(timespec='milliseconds')}Z"} for id_ in ids]
    said = [_service(whole, lang) for whole in Gatherer(session).services(ids)]
    return said if how == "full" else [flat(one, ("organization", "program")) for one in said]


def service(session: Session, hsds_id: str, lang: str) -> Hsds:
    """One published service, full.

    Raises:
        NotKnown: there is none with this id.
    """
    kind = models.Service
    id_ = session.scalar(select(kind.id).where(kind.hsds_id == hsds_id, kind.published))
    if id_ is None:
        raise NotKnown("id: there is no such service")
    return services(session, [id_], lang, "full")[0]


def places(session: Session, keys: Sequence[tuple[str, int]], lang: str, full: bool) -> list[Hsds]:
    """Services at their places; in a list each with its service and its place, both flat."""
    wholes = {whole.record.id: whole for whole in Gatherer(session).services(list(dict.fromkeys(id_ for id_, _ in keys)))}
    said = {id_: _service(whole, lang) for id_, whole in wholes.items()}
    found = []
    for id_, position in keys:
        at = said[id_]["service_at_locations"][position]
        alone = {key: value for key, value in said[id_].items() if key != "service_at_locations"}
        whole = {**at, "service": alone}
        found.append(whole if full else {**flat(whole, ("location",)), "service": flat(alone, ())})
    return found


def place(session: Session, hsds_id: str, lang: str) -> Hsds:
    """One published service at one place, full.

    Raises:
        NotKnown: there is none with this id.
    """
    at = models.ServiceAtLocation
    query = select(at.service_id, at.position).join(models.Service).where(at.hsds_id == hsds_id, models.Service.published)
    key = session.execute(query).first()
    if key is None:
        raise NotKnown("id: there is no such service at a location")
    return places(session, [(key[0], key[1])], lang, True)[0]


def organizations(session: Session, ids: Sequence[str], lang: str, full: bool, with_services: bool) -> list[Hsds]:
    """Organizations: flat, full, or with all that is published of them."""
    gatherer = Gatherer(session)
    cities = dict(session.execute(select(models.Organization.id, models.Organization.city_id)).all())
    query = from_models.whole_organizations().where(models.Organization.id.in_(ids))
    rows = {row.id: from_models.organization(row) for row in session.scalars(query)}
    found = []
    for id_ in ids:
        said = service_view.organization(rows[id_], gatherer.city(cities[id_]), lang)
        if with_services:
            said["services"] = [_without(one, "organization") for one in services(session, _of(session, id_), lang, "full")]
        found.append(said if full else flat(said, ()))
    return found


def organization(session: Session, hsds_id: str, lang: str, with_services: bool) -> Hsds:
    """One organization that has published services.

    Raises:
        NotKnown: there is none with this id.
    """
    id_ = session.scalar(select(models.Organization.id).where(models.Organization.hsds_id == hsds_id))
    if id_ is None or not _of(session, id_):
        raise NotKnown("id: there is no such organization")
    return organizations(session, [id_], lang, True, with_services)[0]


def _of(session: Session, organization_id: str) -> list[str]:
    kind = models.Service
    query = select(kind.id).where(kind.organization_id == organization_id, kind.published)
    return list(session.scalars(query.order_by(kind.file, kind.position, kind.id)))


def _service(whole: Whole, lang: str) -> Hsds:
    day = datetime.now(UTC).astimezone(ZoneInfo(whole.city.timezone)).date()
    return service_view.service(whole, day, lang, _book())


def flat(said: Mapping[str, Any], keep: Iterable[str]) -> Hsds:
    """Without anything of which there can be many; of things inside it only those named, themselves flat."""
    kept = set(keep)
    plain = {key: value for key, value in said.items() if not isinstance(value, list | dict)}
    return {**plain, **{key: flat(said[key], ()) for key in kept if isinstance(said.get(key), dict)}}


def _without(said: Hsds, name: str) -> Hsds:
    return {key: value for key, value in said.items() if key != name}


def taxonomies(session: Session) -> list[Hsds]:
    """All taxonomies: ours first."""
    return [*known.taxonomies().values(), *_came_with(session, "taxonomy")]


def terms(session: Session) -> list[Hsds]:
    """All terms: ours first."""
    own = [term.said() for of_taxonomy in known.terms().values() for term in of_taxonomy.values()]
    details = {one["id"]: one for one in _came_with(session, "taxonomy")}
    came = [
        {**term, "taxonomy_detail": details[term["taxonomy_id"]]} if term.get("taxonomy_id") in details else term
        for term in _came_with(session, "taxonomy_term")
    ]
    return [*own, *came]


def _came_with(session: Session, kind: str) -> list[Hsds]:
    rows = (row for rest in session.scalars(select(models.ImportedSet.rest)) for row in rest.get(kind, ()))
    own = {one["id"] for one in known.taxonomies().values()} | set(known.by_id())
    return list({row["id"]: row for row in rows if row["id"] not in own}.values())


def searched(listed: list[Hsds], asked: str | None) -> list[Hsds]:
    """Those in whose name or description every word stands."""
    wanted = list(words(asked or ""))
    if not wanted:
        return listed
    return [one for one in listed if _holds(f"{one['name']} {one.get('description', '')}", wanted)]


def _holds(text: str, wanted: list[str]) -> bool:
    there = list(words(text))
    return all(any(word.startswith(begin) for word in there) for begin in wanted)


def terms_of(listed: list[Hsds], taxonomy: str | None, parent: str | None, top: bool) -> list[Hsds]:
    """Terms of a taxonomy, under a parent, or at the top."""
    return [
        term
        for term in listed
        if (taxonomy is None or taxonomy in (term.get("taxonomy_id"), (term.get("taxonomy_detail") or {}).get("id")))
        and (parent is None or term.get("parent_id") == parent)
        and (not top or not term.get("parent_id"))
    ]


def by_id(listed: list[Hsds], id_: str, what: str) -> Hsds:
    """The one with this id.

    Raises:
        NotKnown: there is none.
    """
    for one in listed:
        if one["id"] == id_:
            return one
    raise NotKnown(f"id: there is no such {what}")
