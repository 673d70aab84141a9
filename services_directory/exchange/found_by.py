"""What a service is found by, as rows: the words of its texts, and the terms with which it came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from services_directory.exchange.origin import is_uuid
from services_directory.exchange.records import Service, Translation
from services_directory.search import text_index


def found_by(service: Service, organization: str, translations: Iterable[Translation]) -> Iterator[dict[str, Any]]:
    """Rows of `service_word`. A place that is kept secret has no address here either, since its record has none."""
    words = list(translations)
    names = [service.name, *(word.text for word in words if word.field == "name")]
    texts = [organization, *service.description.values(), *(word.text for word in words if word.field != "name")]
    return text_index.rows(service.id, names, [*texts, *(place.address or "" for place in service.places)])


def foreign_terms(service: Service) -> list[dict[str, Any]]:
    """Rows of `service_term`, each term once."""
    said = service.origin.hsds.get("attributes") if service.origin else None
    found: dict[str, str | None] = {}
    for attribute in said if isinstance(said, list) else ():
        term = attribute.get("taxonomy_term") or {} if isinstance(attribute, dict) else {}
        id_ = str(term.get("id") or attribute.get("taxonomy_term_id") or "")
        detail = term.get("taxonomy_detail") or {}
        if is_uuid(id_):
            taxonomy = str(term.get("taxonomy_id") or detail.get("id") or "")
            found[id_] = taxonomy if is_uuid(taxonomy) else None
    return [{"term_id": term, "service_id": service.id, "taxonomy_id": taxonomy} for term, taxonomy in found.items()]
