"""Whole directories in HSDS: one JSON document, or tables. What services cannot carry (cities, laws) stands beside them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_directory import models
from services_directory.exchange import from_models
from services_directory.exchange.hsds import service_view, tabular, tabular_files
from services_directory.exchange.hsds.gather import Gatherer
from services_directory.exchange.progress import Progress, silent
from services_directory.models.rules_json import to_json
from services_directory.wording.phrases import Phrasebook

Hsds = dict[str, Any]
VERSION = "3.2"


def objects(session: Session, cities: Iterable[str], day: date, lang: str, progress: Progress = silent) -> Iterator[Hsds]:
    """Every service of these cities, published or not, full and nested."""
    gatherer, book = Gatherer(session), Phrasebook.load()
    for city in cities:
        order = (models.Service.file, models.Service.position, models.Service.id)
        ids = session.scalars(select(models.Service.id).where(models.Service.city_id == city).order_by(*order)).all()
        for done, whole in enumerate(gatherer.all(ids), 1):
            yield service_view.service(whole, day, lang, book)
            if done % 100 == 0 or done == len(ids):
                progress(f"{city}: services", done, len(ids))


def beside(session: Session, cities: Iterable[str], lang: str) -> Hsds:
    """What no service carries: the pages of the cities, all programmes, organizations without services, rows of no service."""
    listed = list(cities)
    pages = [from_models.city_page(session.get_one(models.City, id_)) for id_ in listed]
    laws = from_models.programmes(session).values()
    in_use = select(models.Service.organization_id)
    idle = from_models.whole_organizations().where(
        models.Organization.city_id.in_(listed), models.Organization.id.not_in(in_use)
    )
    page_of = {page.city: page for page in pages}
    sets = session.scalars(select(models.ImportedSet).where(models.ImportedSet.city_id.in_(listed)))
    return {
        "cities": [to_json(page.said()) for page in pages],
        "programmes": [to_json(law.said()) for law in laws],
        "organizations": [
            service_view.organization(from_models.organization(row), page_of[row.city_id], lang)
            for row in session.scalars(idle)
        ],
        "sources": _uncited(session, listed),
        "sets": [{"city": one.city_id, "name": one.name, "rest": one.rest} for one in sets],
    }


def _uncited(session: Session, cities: list[str]) -> list[Hsds]:
    """Sources that no service cites; the others go with those that do."""
    link, source = models.ServiceSource, models.Source
    cited = select(link.source_id).where(link.city_id == source.city_id, link.source_id == source.id).exists()
    query = select(source).where(source.city_id.in_(cities), ~cited).order_by(source.city_id, source.id)
    return [{"city": row.city_id, "id": row.id, **from_models.source(row).said()} for row in session.scalars(query)]


def write_json(session: Session, cities: list[str], path: Path, day: date, lang: str, progress: Progress = silent) -> int:
    """Write one JSON document: a page of HSDS that holds everything. Gives the number of services."""
    listed = list(objects(session, cities, day, lang, progress))
    page = {
        "version": VERSION, "total_items": len(listed), "total_pages": 1, "page_number": 1, "size": len(listed),
        "first_page": True, "last_page": True, "empty": not listed, "contents": listed,
        "x_faro": beside(session, cities, lang),
    }  # fmt: skip
    path.write_text(json.dumps(page, ensure_ascii=False, indent=1), encoding="utf-8")
    return len(listed)


def write_tabular(session: Session, cities: list[str], path: Path, day: date, lang: str, progress: Progress = silent) -> int:
    """Write a zip of CSV tables with their data package. Gives the number of services."""
    listed = list(objects(session, cities, day, lang, progress))
    whole = beside(session, cities, lang)
    rows = tabular.flatten(listed, "service")
    tabular.flatten(whole["organizations"], "organization", rows)
    for one in whole["sets"]:
        for kind, left in one["rest"].items():
            for row in left:
                rows[kind].setdefault(str(row["id"]), row)
    tabular_files.write(rows, {**whole, "organizations": []}, path)
    return len(listed)


def listed_in(said: Any) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """Services and organizations in any JSON of HSDS: one object, a list, a page; organizations may hold their services."""
    if isinstance(said, Mapping) and isinstance(said.get("contents"), list):
        return listed_in(said["contents"])
    items = said if isinstance(said, list) else [said]
    services: list[Mapping[str, Any]] = []
    organizations: list[Mapping[str, Any]] = []
    for item in items:
        if not isinstance(item, Mapping):
            continue
        if isinstance(item.get("service"), Mapping):  # service_at_location
            at = {key: value for key, value in item.items() if key != "service"}
            services.append({**item["service"], "service_at_locations": [at]})
        elif "status" in item or "organization" in item:
            services.append(item)
        else:
            organizations.append({key: value for key, value in item.items() if key != "services"})
            alone = {key: value for key, value in item.items() if key != "services"}
            services += [{"organization": alone, **service} for service in item.get("services") or ()]
    return services, organizations
