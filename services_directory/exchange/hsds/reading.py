"""A full, nested HSDS service to our records: whole where it is our own, else what it says and `unknown` for the rest."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from services_directory.exchange import fields, origin
from services_directory.exchange.foreign import Setting, Warn, coordinates, joined, phone_of, slug, taken, texts, unknown
from services_directory.exchange.hsds import taxonomies
from services_directory.exchange.hsds.schedules import osm_of
from services_directory.exchange.records import OpeningHours, Organization, Origin, Place, Service, Source, Translation

Hsds = dict[str, Any]
_OF_PERSONS = ("contacts", "contact", "attention")  # `contact`: the table of that name
_WITHHELD = "withheld"
_STATUSES = ("active", "inactive", "defunct", "temporarily closed")


@dataclass(slots=True)
class Read:
    """What one HSDS service becomes."""

    service: Service
    organization: Organization
    sources: dict[str, Source] = field(default_factory=dict)
    translations: list[Translation] = field(default_factory=list)
    city: str | None = None


class CannotRead(Exception):
    """An object breaks HSDS so that there is nothing to hold on to: the place and why."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where, self.why = where, why


def read_service(said: Mapping[str, Any], setting: Setting, warn: Warn) -> Read:
    """Read one service.

    Raises:
        CannotRead: something that HSDS requires is missing or is not what it must be.
    """
    _required(said, ("id", "name", "status"), "")
    if not origin.is_uuid(str(said["id"])):
        raise CannotRead("id", "is not a UUID")
    if said["status"] not in _STATUSES:
        raise CannotRead("status", f"must be one of {', '.join(_STATUSES)}")
    of = said.get("organization")
    if not isinstance(of, Mapping):
        raise CannotRead("organization", "is missing: a service belongs to an organization")
    extra = said.get("x_faro")
    if isinstance(extra, Mapping) and isinstance(extra.get("record"), Mapping):
        return _own(said, of, extra)
    organization = read_organization(of, setting)
    return Read(_foreign(said, organization.id, setting, warn), organization)


def read_organization(said: Mapping[str, Any], setting: Setting) -> Organization:
    """Read an organization.

    Raises:
        CannotRead: as for a service.
    """
    _required(said, ("id", "name"), "organization")
    if not origin.is_uuid(str(said["id"])):
        raise CannotRead("organization.id", "is not a UUID")
    extra = said.get("x_faro")
    if isinstance(extra, Mapping) and extra.get("id"):
        known: Hsds = {"id": extra["id"], "name": said["name"]}
        known |= {
            key: value for key, value in (("description", extra.get("description")), ("url", said.get("website"))) if value
        }
        if isinstance(extra.get("origin"), Mapping):
            known["origin"] = {**extra["origin"], "hsds": kept(said, setting, ("x_faro",))}
        own: Organization = _made(Organization, known, "organization")
        return own
    named = {"id": f"{setting.name}-{slug(str(said['id']))}", "name": str(said["name"]).strip()[:300]}
    url = taken(fields.Url, said.get("website"), setting, "organization.website", lambda *_: None)
    record: Organization = _made(
        Organization, {**named, "description": texts(said.get("description"), setting), "url": url}, "organization"
    )
    source = Origin(source=setting.name, id=str(said["id"]), hsds=kept(said, setting, ()), mapped=origin.digests(record))
    return record.model_copy(update={"origin": source})


def kept(said: Mapping[str, Any], setting: Setting, without: Iterable[str]) -> Hsds:
    """What goes out again as it came. Names of staff do not, unless somebody has said that they may."""
    left = {key: value for key, value in said.items() if key not in without}
    cleaned: Hsds = left if setting.contacts else _without_contacts(left)
    return cleaned


def _without_contacts(said: Any) -> Any:
    if isinstance(said, Mapping):
        names = {key: value for key, value in said.items() if key not in _OF_PERSONS}
        return {key: _WITHHELD if key == "updated_by" else _without_contacts(value) for key, value in names.items()}
    return [_without_contacts(item) for item in said] if isinstance(said, list) else said


def _own(said: Mapping[str, Any], of: Mapping[str, Any], extra: Mapping[str, Any]) -> Read:
    """One of our own, come back: our record stands beside, and only what HSDS itself can say whole is taken from it."""
    setting = Setting(str(extra["city"]), "", "en", "", date.min, contacts=True)
    organization = read_organization(of, setting)
    record: Hsds = {**extra["record"], "name": said["name"], "organization": organization.id}
    record |= {key: said[key] for key in ("email", "url") if key in said}
    if isinstance(extra.get("origin"), Mapping):
        record["origin"] = {**extra["origin"], "hsds": kept(said, setting, ("x_faro", "organization"))}
    service = _made(Service, record, "x_faro.record")
    sources = {id_: _made(Source, source, f"x_faro.sources.{id_}") for id_, source in extra.get("sources", {}).items()}
    words = []
    for language, by_field in extra.get("translations", {}).items():
        for name, word in by_field.items():
            one = {"service": service.id, "language": language, "field": name, **word}
            words.append(_made(Translation, one, f"x_faro.translations.{language}.{name}"))
    return Read(service, organization, sources, words, setting.city)


def _made(kind: Any, said: Mapping[str, Any], where: str) -> Any:
    """By way of JSON, in which days are text."""
    try:
        return kind.model_validate_json(json.dumps(said))
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        raise CannotRead(".".join([where, *map(str, fault["loc"])]), fault["msg"]) from None


def _foreign(said: Mapping[str, Any], organization: str, setting: Setting, warn: Warn) -> Service:
    needs = _needs(said)
    active = said["status"] == "active"
    record: Hsds = {
        **unknown(setting),
        "id": f"{setting.name}-{said['id']}".lower(),
        "name": str(said["name"]).strip()[:300],
        "organization": organization,
        "needs": needs,
        "description": texts(said.get("description"), setting) or {setting.lang: str(said["name"])},
        "email": taken(fields.Mail, said.get("email"), setting, "email", warn),
        "url": taken(fields.Url, said.get("url"), setting, "url", warn),
        "age": _age(said, warn),
        "phones": _phones(said, setting, warn),
        "places": _places(said, setting, warn),
        "hours": _hours(said.get("schedules"), setting, "schedules", warn),
        "languages": _languages(said.get("languages"), setting, warn),
        "published": setting.publish and active and bool(needs),
    }
    fee = texts(said.get("fees_description") or said.get("fees"), setting)
    if fee:
        record["fee"] = {"code": "not_stated", "text": fee}
    papers = "; ".join(str(one.get("document")) for one in said.get("required_documents") or () if one.get("document"))
    if papers:
        record["documents_note"] = texts(papers, setting)
    try:
        made = Service.model_validate(record, context={"country": setting.country})
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        raise CannotRead(".".join(map(str, fault["loc"])) or "service", fault["msg"]) from None
    return origin.with_origin(made, setting.name, str(said["id"]), kept(said, setting, ("organization", "x_faro")))


def _needs(said: Mapping[str, Any]) -> list[str]:
    """Needs of which the terms are known to us: our own, and those of Open Eligibility."""
    found: dict[str, None] = {}
    for attribute in said.get("attributes") or ():
        term = attribute.get("taxonomy_term") or {}
        known = taxonomies.by_id().get(str(term.get("id") or attribute.get("taxonomy_term_id")))
        if known is not None and known.taxonomy == taxonomies.NEEDS:
            found[known.code] = None
        taxonomy = str(term.get("taxonomy") or (term.get("taxonomy_detail") or {}).get("name") or "")
        if "eligibility" in taxonomy.casefold().replace("_", " ") and "open" in taxonomy.casefold():
            named = taxonomies.needs_of(str(term.get("code") or "")) or taxonomies.needs_of(str(term.get("name") or ""))
            found |= dict.fromkeys(named)
    return list(found)


def _age(said: Mapping[str, Any], warn: Warn) -> dict[str, int]:
    found = {}
    for key, name in (("min", "minimum_age"), ("max", "maximum_age")):
        value = said.get(name)
        if value in (None, ""):
            continue
        if isinstance(value, int | float) and 0 <= value <= 130 and value == int(value):
            found[key] = int(value)
        else:
            warn(name, "not taken over: no age in whole years")
    return found


def _phones(said: Mapping[str, Any], setting: Setting, warn: Warn) -> list[Hsds]:
    listed = [*(said.get("phones") or ())]
    for at in said.get("service_at_locations") or ():
        listed += [*(at.get("phones") or ()), *((at.get("location") or {}).get("phones") or ())]
    found: dict[str, Hsds] = {}
    for index, phone in enumerate(listed):
        if phone.get("type") in ("fax", "pager", "modem"):
            continue
        number = phone_of(phone.get("number"), setting, f"phones[{index}].number", warn)
        if number and number not in found:
            kind = "text" if phone.get("type") in ("text", "sms") else "voice"
            extension = f"ext. {phone['extension']}" if phone.get("extension") not in (None, "") else None
            note = texts("; ".join(part for part in (extension, phone.get("description")) if part), setting)
            found[number] = {"number": number, "type": kind, "note": note}
    return list(found.values())


def _places(said: Mapping[str, Any], setting: Setting, warn: Warn) -> list[Place]:
    found = []
    for index, at in enumerate(said.get("service_at_locations") or ()):
        where, location = f"service_at_locations[{index}]", at.get("location") or {}
        line = _address(location.get("addresses") or ())
        point = coordinates(location.get("latitude"), location.get("longitude"), f"{where}.location.latitude", warn)
        hours = _hours(at.get("schedules") or location.get("schedules"), setting, f"{where}.schedules", warn)
        if not line and point is None and location.get("location_type") == "virtual":
            continue
        lat, lon = point or (None, None)
        place = Place(address=line or None, lat=lat, lon=lon, position_from=setting.name if point else None, hours=hours)
        found.append(place.model_copy(update={"hsds_id": str(at["id"])}) if origin.is_uuid(str(at.get("id"))) else place)
    return found


def _address(addresses: Iterable[Mapping[str, Any]]) -> str:
    listed = list(addresses)
    best = next((one for one in listed if one.get("address_type") == "physical"), listed[0] if listed else {})
    parts = ("address_1", "address_2", "city", "state_province", "postal_code")
    return joined(*(best.get(part) for part in parts))


def _hours(schedules: Any, setting: Setting, where: str, warn: Warn) -> OpeningHours | None:
    if not schedules:
        return None
    osm, why = osm_of(schedules)
    if why:
        warn(where, f"the hours stay unknown: {why}")
    words = "; ".join(dict.fromkeys(str(row["description"]) for row in schedules if row.get("description")))
    return OpeningHours(osm=osm, text=dict(texts(words, setting) or {}) or None) if osm or words else None


def _languages(listed: Any, setting: Setting, warn: Warn) -> list[str]:
    from babel import Locale

    found: dict[str, None] = {}
    by_name = {name.casefold(): code for code, name in Locale.parse("en").languages.items()}
    for index, language in enumerate(listed or ()):
        code = str(language.get("code") or "").strip() or by_name.get(str(language.get("name") or "").strip().casefold(), "")
        tag = taken(fields.Tag, code, setting, f"languages[{index}].code", warn)
        if tag and tag.partition("-")[0] in Locale.parse("en").languages:
            found[tag] = None
        elif tag or not code:
            warn(f"languages[{index}].code", "not taken over: no language of ISO 639")
    return list(found)


def _required(said: Mapping[str, Any], names: Iterable[str], where: str) -> None:
    for name in names:
        if said.get(name) in (None, ""):
            raise CannotRead(f"{where}.{name}".strip("."), "is missing, and HSDS requires it")
