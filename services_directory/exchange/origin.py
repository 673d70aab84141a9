"""What an imported record keeps of where it came from, and what of it has been changed here since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services_directory.exchange.records import Organization, Origin, Service
from services_directory.models import identity
from services_directory.models.rules_json import to_json


def hsds_id_of(kind: str, id_: str, origin: Origin | None) -> str:
    """The UUID of a thing in HSDS: the one that it came with, else one made from its own id."""
    given = origin.hsds.get("id") if origin else None
    return given if isinstance(given, str) and is_uuid(given) else identity.hsds_id(kind, id_)


def is_uuid(text: str) -> bool:
    """Is it a UUID as HSDS writes one: with hyphens, in any case?"""
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def digests(record: Service | Organization) -> dict[str, str]:
    """A short digest of each field that the record holds."""
    said = {key: value for key, value in record.said().items() if key != "origin"}
    return {key: digest(value) for key, value in said.items()}


def digest(value: Any) -> str:
    """A digest of plain values: equal for equal values."""
    text = json.dumps(to_json(value), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def with_origin(record: Service, source: str, id_: str, hsds: Mapping[str, Any]) -> Service:
    """A record as it was made from foreign data, with what it was made from."""
    origin = Origin(source=source, id=id_, hsds=dict(hsds), mapped=digests(record))
    return record.model_copy(update={"origin": origin})


def changed_since(record: Service, *fields: str) -> bool:
    """Does the record say something else in one of the fields than when it was imported? True for one of our own."""
    if record.origin is None:
        return True
    now = digests(record)
    return any(now.get(field) != record.origin.mapped.get(field) for field in fields)
