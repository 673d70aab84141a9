"""Nested HSDS to tables and back. Both ways follow `shape`; a row that several things name stands in each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from services_directory.exchange.hsds.shape import MANY, ONE, key_columns, tables

Hsds = dict[str, Any]
Rows = dict[str, dict[str, Hsds]]
"""Kind -> id -> row."""
EXTRA = "x_faro"


def flatten(objects: Iterable[Mapping[str, Any]], kind: str, into: Rows | None = None) -> Rows:
    """Tables of nested objects of one kind."""
    rows: Rows = defaultdict(dict) if into is None else into
    for said in objects:
        _flatten(said, kind, rows, {})
    return rows


def _flatten(said: Mapping[str, Any], kind: str, rows: Rows, keys: Mapping[str, str]) -> None:
    many, one = MANY.get(kind, {}), ONE.get(kind, {})
    row = {key: value for key, value in said.items() if key not in many and key not in one}
    for key, (child, column) in one.items():
        if isinstance(said.get(key), Mapping):
            row.setdefault(column, said[key].get("id"))
            _flatten(said[key], child, rows, {})
    known = rows[kind].setdefault(str(said["id"]), {})
    for key, value in {**row, **{key: value for key, value in keys.items() if key not in row}}.items():
        known.setdefault(key, value)
    for key, child in many.items():
        column, entity = key_columns(child, kind)
        named = {column: str(said["id"]), **({entity: kind} if entity else {})}
        for item in said.get(key) or ():
            _flatten(item, child, rows, named)


def nest(rows: Rows) -> tuple[list[Hsds], list[Hsds], dict[str, list[Hsds]]]:
    """Full services, full organizations, and the rows by kind to which neither leads."""
    nester = _Nester(rows)
    organizations = {id_: nester.whole("organization", row, ()) for id_, row in rows.get("organization", {}).items()}
    services = [nester.whole("service", row, ()) for row in rows.get("service", {}).values()]
    rest = {kind: [row for id_, row in of_kind.items() if (kind, id_) not in nester.reached] for kind, of_kind in rows.items()}
    return services, list(organizations.values()), {kind: left for kind, left in rest.items() if left}


class _Nester:
    """Puts rows into the rows that they name. `reached`: every row that stands in something."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self.reached: set[tuple[str, str]] = set()
        self._by_key: dict[tuple[str, str, str], list[Hsds]] = defaultdict(list)
        for kind, of_kind in rows.items():
            columns = [*tables()[kind].keys, "link_id", "resource_id", "location_id", "organization_id"]
            for row in of_kind.values():
                for column in dict.fromkeys(columns):
                    if row.get(column):
                        self._by_key[kind, column, str(row[column])].append(row)

    def whole(self, kind: str, row: Hsds, above: tuple[str, ...]) -> Hsds:
        """A row with all that belongs to it; what stands above it is not put in again."""
        self.reached.add((kind, str(row["id"])))
        said, inside = dict(row), (*above, kind)
        for key, (child, column) in ONE.get(kind, {}).items():
            found = self._rows.get(child, {}).get(str(row.get(column)))
            if found is not None and child not in above:
                said[key] = self.whole(child, found, inside)
        for key, child in MANY.get(kind, {}).items():
            if child in inside or (kind, key) == ("organization", "services"):
                continue
            column, entity = key_columns(child, kind)
            listed = self._by_key.get((child, column, str(row["id"])), [])
            if entity:
                listed = [one for one in listed if one.get(entity) in (kind, None)]
            if listed:
                said[key] = [self.whole(child, one, inside) for one in listed]
        return said
