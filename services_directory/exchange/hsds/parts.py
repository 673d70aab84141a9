"""The small objects of HSDS: attributes, phones, languages, places, schedules. Each has an id made from what it belongs to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from services_directory.exchange import records
from services_directory.exchange.city_records import City
from services_directory.exchange.hsds import schedules, taxonomies
from services_directory.exchange.hsds.taxonomies import HOURS, NOTES, ZONE, Term
from services_directory.models.identity import hsds_id
from services_directory.wording.formats import language_name

Hsds = dict[str, Any]
_POSTCODE = {"US": r"\b\d{5}(?:-\d{4})?\b", "PT": r"\b\d{4}-\d{3}\b", "BR": r"\b\d{5}-\d{3}\b", "AT": r"\b[1-9]\d{3}\b"}
_FIVE_DIGITS = r"\b\d{5}\b"
_PHONE_TYPES = {"voice": "voice", "text": "text", "whatsapp": "text"}


def text(texts: Mapping[str, str] | None, lang: str) -> str | None:
    """A text in a language, in English, or in whatever there is."""
    if not texts:
        return None
    return texts.get(lang) or texts.get("en") or next(iter(texts.values()))


def without_nothing(said: Hsds) -> Hsds:
    """Without what is not known: in HSDS the absent is unknown."""
    return {key: value for key, value in said.items() if value not in (None, "", [])}


def attribute(link: str, entity: str, link_type: str, term: Term, value: str | None = None, label: str | None = None) -> Hsds:
    """An attribute of a thing. `label` tells two with one term apart."""
    return without_nothing(
        {
            "id": hsds_id("attribute", link, term.taxonomy, term.code, label or ""),
            "link_id": link,
            "link_type": link_type,
            "link_entity": entity,
            "value": value,
            "label": label,
            "taxonomy_term": term.said(),
        }
    )


def phone(number: records.PhoneNumber, link: str, lang: str) -> Hsds:
    """A phone. WhatsApp, for which HSDS has no type, is `text` with the word in its description."""
    note = text(number.note, lang)
    said = "; ".join(part for part in ("WhatsApp" if number.type == "whatsapp" else None, note) if part)
    id_ = hsds_id("phone", link, number.number, number.type)
    return without_nothing({"id": id_, "number": number.number, "type": _PHONE_TYPES[number.type], "description": said})


def language(tag: str, link: str) -> Hsds:
    """A language, cut down to ISO 639: HSDS knows no scripts nor regions."""
    code = tag.partition("-")[0]
    note = tag if tag != code else None
    return without_nothing({"id": hsds_id("language", link, tag), "code": code, "name": language_name(tag, "en"), "note": note})


def schedule_rows(hours: records.OpeningHours | None, link: str, city: City, lang: str) -> list[Hsds]:
    """Rows for opening hours; one row of words alone where rows of HSDS cannot say them."""
    if hours is None:
        return []
    found = []
    words = text(hours.text, lang)
    for index, row in enumerate(schedules.rows(hours.osm) or [{}]):
        id_ = hsds_id("schedule", link, str(index))
        said = without_nothing({"id": id_, **row, "description": words})
        if hours.osm:
            zone = attribute(id_, "schedule", "opening_hours", taxonomies.term(NOTES, ZONE), city.timezone, ZONE)
            osm = attribute(id_, "schedule", "opening_hours", taxonomies.term(NOTES, HOURS), hours.osm, HOURS)
            said["attributes"] = [osm, zone]
        found.append(said)
    return found


def location(place: records.Place, id_: str, city: City, lang: str) -> Hsds:
    """Where a service is given."""
    said: Hsds = {"id": id_, "location_type": "physical", "latitude": place.lat, "longitude": place.lon}
    if place.address:
        said["addresses"] = [_address(place.address, id_, city, lang)]
    return without_nothing(said)


def _address(line: str, location_id: str, city: City, lang: str) -> Hsds:
    """Our address is one line; what HSDS asks for besides is the city's, or empty where the line does not say it."""
    postcode = re.findall(_POSTCODE.get(city.country, _FIVE_DIGITS), line)
    return {
        "id": hsds_id("address", location_id),
        "address_1": line,
        "city": text(city.name, lang),
        "state_province": (city.region or "").partition("-")[2],
        "postal_code": postcode[-1] if postcode else "",
        "country": city.country,
        "address_type": "physical",
    }
