"""How the objects of HSDS hang together, in one table: nested in JSON, by foreign keys in tables."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parent / "datapackage.json"
_ANYTHING = {"attributes": "attribute", "metadata": "metadata"}
MANY: dict[str, dict[str, str]] = {
    "organization": {
        "additional_websites": "url", "funding": "funding", "contacts": "contact", "phones": "phone", "locations": "location",
        "programs": "program", "organization_identifiers": "organization_identifier", "services": "service", **_ANYTHING,
    },
    "service": {
        "additional_urls": "url", "phones": "phone", "schedules": "schedule", "service_areas": "service_area",
        "service_at_locations": "service_at_location", "languages": "language", "funding": "funding",
        "cost_options": "cost_option", "required_documents": "required_document", "contacts": "contact",
        "capacities": "service_capacity", **_ANYTHING,
    },
    "service_at_location": {
        "service_areas": "service_area", "contacts": "contact", "phones": "phone", "schedules": "schedule", **_ANYTHING,
    },
    "location": {
        "languages": "language", "addresses": "address", "contacts": "contact", "accessibility": "accessibility",
        "phones": "phone", "schedules": "schedule", **_ANYTHING,
    },
    "contact": {"phones": "phone", **_ANYTHING},
    "phone": {"languages": "language", **_ANYTHING},
    "schedule": _ANYTHING, "language": _ANYTHING, "required_document": _ANYTHING, "address": _ANYTHING, "funding": _ANYTHING,
    "cost_option": _ANYTHING, "service_area": _ANYTHING, "program": _ANYTHING, "accessibility": _ANYTHING, "url": _ANYTHING,
    "organization_identifier": _ANYTHING, "service_capacity": _ANYTHING, "unit": _ANYTHING,
    "attribute": {"metadata": "metadata"}, "taxonomy_term": {"metadata": "metadata"}, "taxonomy": {"metadata": "metadata"},
}  # fmt: skip
"""Kind -> key -> kind of the many objects under it."""

ONE: dict[str, dict[str, tuple[str, str]]] = {
    "service": {"organization": ("organization", "organization_id"), "program": ("program", "program_id")},
    "service_at_location": {"location": ("location", "location_id")},
    "service_capacity": {"unit": ("unit", "unit_id")},
    "attribute": {"taxonomy_term": ("taxonomy_term", "taxonomy_term_id")},
    "taxonomy_term": {"taxonomy_detail": ("taxonomy", "taxonomy_id")},
}
"""Kind -> key -> kind of the one object under it, and the column that names it."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: `kind` is the type of the data package, `form` its format."""

    name: str
    kind: str
    form: str | None
    required: bool
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its file, its columns, and which column names a row of which other table."""

    kind: str
    file: str
    columns: tuple[Column, ...]
    keys: dict[str, str]


@cache
def tables() -> dict[str, Table]:
    """All tables by the kind of object that they hold."""
    return {one["name"]: _table(one) for one in package()["resources"]}


def package() -> dict[str, Any]:
    """The data package of HSDS, as it was published."""
    found: dict[str, Any] = json.loads(PACKAGE.read_text(encoding="utf-8"))
    return found


def _table(said: dict[str, Any]) -> Table:
    columns = tuple(
        Column(
            one["name"], one["type"], one.get("format"), bool(one.get("constraints", {}).get("required")),
            tuple(one.get("constraints", {}).get("enum") or ()),
        )
        for one in said["schema"]["fields"]
    )  # fmt: skip
    keys = {key["fields"]: key["reference"]["resource"] for key in said["schema"].get("foreignKeys") or ()}
    return Table(said["name"], said["path"], columns, keys)


def key_columns(kind: str, parent: str) -> tuple[str, str | None]:
    """The column of a kind that names its parent, and the column that says of which kind that is, if there is one."""
    if kind == "attribute":
        return "link_id", "link_entity"
    if kind == "metadata":
        return "resource_id", "resource_type"
    return f"{parent}_id", None
