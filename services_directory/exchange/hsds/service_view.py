"""A service and an organization as HSDS says them: a view of our record, with all of it in `x_faro` beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services_directory.eligibility.engine import ASSUMABLE, settle
from services_directory.eligibility.facts import Facts
from services_directory.eligibility.rules import STATUSES, RuleSet
from services_directory.exchange import origin, records
from services_directory.exchange.city_records import City
from services_directory.exchange.hsds import parts, taxonomies
from services_directory.exchange.hsds.parts import attribute, text, without_nothing
from services_directory.exchange.hsds.taxonomies import (
    CHECKED,
    DOCUMENTS,
    FEES,
    NEEDS,
    NOTES,
    PAPERS,
    TRANSLATED,
    term,
)
from services_directory.exchange.hsds.taxonomies import (
    STATUSES as OF_STATUSES,
)
from services_directory.models.identity import hsds_id
from services_directory.models.rules_json import to_json
from services_directory.wording.phrases import Phrasebook

Hsds = dict[str, Any]
_IN_HSDS = ("name", "email", "url", "organization", "origin")
_DECIDED_BY = ("access", "programme", "residency", "income", "age")
# A key of HSDS is ours as soon as one of these fields is no longer what it was when the service was imported.
_FIELDS = {
    "name": ("name",),
    "description": ("description",),
    "url": ("url",),
    "email": ("email",),
    "status": ("published",),
    "minimum_age": ("age",),
    "maximum_age": ("age",),
    "assured_date": ("last_verified",),
    "eligibility_description": _DECIDED_BY,
    "fees_description": ("fee",),
    "phones": ("phones",),
    "schedules": ("hours",),
    "languages": ("languages",),
    "required_documents": ("documents",),
    "service_at_locations": ("places",),
    "attributes": ("needs", "documents", "fee", "ways", *_DECIDED_BY, "last_verified"),
}


@dataclass(frozen=True, slots=True)
class Whole:
    """A service with what it takes to say all of it; `modified`: UTC moment of its last change."""

    record: records.Service
    organization: records.Organization
    city: City
    sources: Mapping[str, records.Source]
    translations: Sequence[records.Translation]
    rules: RuleSet
    modified: datetime


def service(whole: Whole, day: date, lang: str, book: Phrasebook) -> Hsds:
    """The full, nested service.

    Args:
        day: the day whose law the mirrored verdicts are of.
        lang: BCP 47 tag in which texts are wanted.
    """
    said = _of_record(whole, day, lang, book)
    kept = whole.record.origin
    if kept is not None and kept.hsds:
        ours = {key for key, fields in _FIELDS.items() if origin.changed_since(whole.record, *fields)}
        own = {key: value for key, value in said.items() if key in ours}
        gone = {key for key in ours if key not in said}
        came = {key: value for key, value in kept.hsds.items() if key not in gone}
        if "attributes" in own:  # terms of other makers stay beside ours
            own["attributes"] = [*came.get("attributes", ()), *own["attributes"]]
        said = {**came, **own, "id": said["id"]}
        if ours:
            said["last_modified"] = _moment(whole.modified)
    said["organization"] = organization(whole.organization, whole.city, lang)
    return {**said, "x_faro": _extra(whole)}


def organization(record: records.Organization, city: City, lang: str) -> Hsds:
    """An organization. HSDS wants a description: where nobody wrote one it is the name again, which invents nothing."""
    id_ = origin.hsds_id_of("organization", record.id, record.origin)
    said: Hsds = {"id": id_, "name": record.name, "description": text(record.description, lang) or record.name}
    if record.url:
        said["website"] = record.url
    extra: Hsds = {"id": record.id, "city": city.city}
    if record.description:
        extra["description"] = record.description
    if record.origin is None:
        return {**said, "x_faro": extra}
    extra["origin"] = {key: value for key, value in record.origin.said().items() if key != "hsds"}
    changed = {
        key: value
        for key, value in said.items()
        if record.origin.mapped.get(_OF_ORGANIZATION.get(key, key)) != _now(record, key)
    }
    return {**said, **record.origin.hsds, **changed, "id": id_, "x_faro": extra}


_OF_ORGANIZATION = {"website": "url"}


def _now(record: records.Organization, key: str) -> str | None:
    return origin.digests(record).get(_OF_ORGANIZATION.get(key, key))


def _of_record(whole: Whole, day: date, lang: str, book: Phrasebook) -> Hsds:
    record, id_ = whole.record, origin.hsds_id_of("service", whole.record.id, whole.record.origin)
    documents = [_document(code, id_, book, lang) for code in record.documents]
    return without_nothing(
        {
            "id": id_,
            "name": _translated(whole, "name", lang) or record.name,
            "description": _translated(whole, "description", lang) or text(record.description, lang),
            "url": record.url,
            "email": record.email,
            "status": "active" if record.published else "inactive",
            "eligibility_description": eligibility(whole, day, lang, book),
            "minimum_age": record.age.min,
            "maximum_age": record.age.max,
            "fees_description": _fee(record, lang, book),
            "assured_date": record.last_verified.isoformat() if record.last_verified else None,
            "last_modified": _moment(whole.modified),
            "phones": [parts.phone(number, id_, lang) for number in record.phones],
            "schedules": parts.schedule_rows(record.hours, id_, whole.city, lang),
            "service_at_locations": [_at(whole, index, lang) for index in range(len(record.places))],
            "languages": [parts.language(tag, id_) for tag in record.languages],
            "required_documents": documents,
            "attributes": _attributes(whole, id_, day, lang),
        }
    )


def place_id(record: records.Service, index: int) -> str:
    """The UUID of a service at one of its places."""
    return record.places[index].hsds_id or hsds_id("service_at_location", record.id, str(index))


def _at(whole: Whole, index: int, lang: str) -> Hsds:
    place, id_ = whole.record.places[index], place_id(whole.record, index)
    hours = parts.schedule_rows(place.hours, id_, whole.city, lang)
    location = parts.location(place, hsds_id("location", whole.record.id, str(index)), whole.city, lang)
    return without_nothing({"id": id_, "location": location, "schedules": hours})


def _document(code: str, link: str, book: Phrasebook, lang: str) -> Hsds:
    id_ = hsds_id("required_document", link, code)
    named = attribute(id_, "required_document", "document", term(DOCUMENTS, code))
    return {"id": id_, "document": book.say(lang, f"document_{code}"), "attributes": [named]}


def _fee(record: records.Service, lang: str, book: Phrasebook) -> str | None:
    words = None if record.fee.code == "not_stated" else book.say(lang, f"fee_{record.fee.code}")
    return " ".join(part for part in (words, text(record.fee.text, lang)) if part) or None


def outcomes(rules: RuleSet, day: date) -> dict[str, str]:
    """Status to yes, no or depends, on the terms of every answer of Faro; a status of which nothing is known is left out."""
    rule = rules.on(day)
    if rule is None:
        return {}
    found = {status: settle(rule.condition, Facts(status=status), ASSUMABLE)[0].outcome for status in STATUSES}
    return {status: outcome for status, outcome in found.items() if outcome != "unknown"}


def eligibility(whole: Whole, day: date, lang: str, book: Phrasebook) -> str | None:
    """Who can use it, written from the codes: one line for each outcome."""
    found = outcomes(whole.rules, day)
    if set(found.values()) == {"yes"} and len(found) == len(STATUSES):
        return book.say(lang, "reason_open_to_all")
    lines = []
    for outcome in ("yes", "depends", "no"):
        listed = [book.say(lang, f"status_{status}") for status, said in found.items() if said == outcome]
        if listed:
            lines.append(f"{book.say(lang, f'verdict_{outcome}')}: {', '.join(listed)}.")
    return "\n".join(lines) or None


def _attributes(whole: Whole, id_: str, day: date, lang: str) -> list[Hsds]:
    record = whole.record
    found = [attribute(id_, "service", "need", term(NEEDS, need)) for need in record.needs]
    shared = {one.id: one for need in record.needs if (one := taxonomies.published_for(need))}
    found += [attribute(id_, "service", "service_type", one) for one in shared.values()]
    found += [
        attribute(id_, "service", "eligibility", term(OF_STATUSES, status), said)
        for status, said in outcomes(whole.rules, day).items()
    ]
    if record.fee.code != "not_stated":
        found.append(attribute(id_, "service", "fee", term(FEES, record.fee.code)))
    for way, papers in record.ways.items():
        found += _papers(id_, way, papers)
    if record.verified_how:
        found.append(attribute(id_, "service", "assurance", term(NOTES, CHECKED), record.verified_how))
    translated = (word for word in whole.translations if word.language == lang and lang not in record.description)
    found += [
        attribute(id_, "service", "provenance", term(NOTES, TRANSLATED), word.source, f"{word.field}.{lang}")
        for word in translated
    ]
    return found


def _papers(id_: str, way: str, papers: records.WayOfApplying) -> list[Hsds]:
    """What is not stated has no attribute: an absent one is not known, and never `none`."""
    said = {
        "id_required": papers.id_required,
        "asks_immigration_status": papers.asks_status,
        "shares_with_immigration": papers.shares_data,
    }
    return [
        attribute(id_, "service", "access_policy", term(PAPERS, code), value, way)
        for code, value in said.items()
        if value != "not_stated"
    ]


def _translated(whole: Whole, field: str, lang: str) -> str | None:
    if field == "description" and lang in whole.record.description:
        return None
    return next((word.text for word in whole.translations if word.field == field and word.language == lang), None)


def _extra(whole: Whole) -> Hsds:
    """Everything of the record that HSDS has no field for, as our own files say it; nothing is lost by way of HSDS."""
    said = to_json({key: value for key, value in whole.record.said().items() if key not in _IN_HSDS})
    extra: Hsds = {"city": whole.city.city, "organization": whole.record.organization, "record": said}
    extra["sources"] = {id_: whole.sources[id_].said() for id_ in whole.record.sources}
    if whole.record.origin is not None:
        extra["origin"] = {key: value for key, value in whole.record.origin.said().items() if key != "hsds"}
    words: dict[str, Hsds] = {}
    for word in whole.translations:
        reviewed = {"reviewed": word.reviewed.isoformat()} if word.reviewed else {}
        words.setdefault(word.language, {})[word.field] = {"text": word.text, "source": word.source, **reviewed}
    return {**extra, "translations": words} if words else extra


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds") + "Z"
