"""Cards: what is public of a service, then the verdict for one person laid over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from services_directory.access.question import Card
from services_directory.eligibility.verdict import Change, Source, Verdict
from services_directory.models.care import Notice
from services_directory.models.city import City
from services_directory.models.programme import Programme
from services_directory.models.service import Service
from services_directory.models.way import Way
from services_directory.search.distance import metres
from services_directory.search.freshness import expired
from services_directory.search.hours import opening

_WAY_ORDER = ("in_person", "phone", "online")


def load(session: Session, ids: Sequence[str]) -> dict[str, Service]:
    """The services with everything that a card shows, in a fixed number of queries."""
    parts = (
        Service.phones, Service.languages, Service.documents, Service.costs, Service.ways, Service.places,
        Service.translations, Service.needs,
    )  # fmt: skip
    query = select(Service).where(Service.id.in_(ids)).options(*(selectinload(part) for part in parts))
    query = query.options(selectinload(Service.programme))
    return {service.id: service for service in session.scalars(query).unique()}


def notices(session: Session, ids: Sequence[str]) -> dict[str, list[Notice]]:
    """What is special about services for some days, by service, the earliest first."""
    found: dict[str, list[Notice]] = {}
    for notice in session.scalars(select(Notice).where(Notice.service_id.in_(ids)).order_by(Notice.start)):
        found.setdefault(notice.service_id, []).append(notice)
    return found


def public_card(service: Service, city: City, lang: str, notices: Sequence[Notice] = ()) -> Card:
    """Everything of a service that is the same for everybody who reads this language."""
    description, spoken, machine = _description(service, city, lang)
    name, name_lang = _name(service, city, lang)
    ways = [_way(way, lang) for way in service.ways]
    best = min(ways, key=lambda way: _WAY_ORDER.index(way["way"]))
    cost = service.costs[0] if service.costs else None
    phone = next((phone.number for phone in service.phones if phone.type == "voice"), None)
    return {
        "id": service.id,
        "name": name,
        "name_lang": name_lang,
        "organization": service.organization.name,
        "address_lang": city.languages[0],
        "kind": service.kind,
        "city": service.city_id,
        "country": city.country,
        "needs": [need.need for need in service.needs],
        "description": description,
        "description_lang": spoken,
        "description_machine": machine,
        "programme": service.programme_id,
        "programme_name": _text(service.programme.names, lang) if service.programme else None,
        "documents": [document.document for document in service.documents],
        **_note("documents_note", service.documents_note, lang),
        "ways": ways,
        "id_required": best["id_required"],
        "asks_status": best["asks_status"],
        "shares_data": best["shares_data"],
        "fee": cost.option if cost else "not_stated",
        **_note("fee_note", cost.note if cost else None, lang),
        **_note("income_note", service.income_note, lang),
        **_note("residency_note", service.residency_note, lang),
        "age": {"min": service.minimum_age, "max": service.maximum_age},
        "phone": phone or (service.phones[0].number if service.phones else None),
        "phones": [{"number": phone.number, "type": phone.type} for phone in service.phones],
        "email": service.email,
        "url": service.url,
        "languages": [language.code for language in service.languages],
        "walk_in": service.walk_in,
        "appointment": service.appointment,
        "last_verified": service.last_verified.isoformat() if service.last_verified else None,
        "verified_how": service.verified_how,
        "confidence": service.confidence,
        "basis": service.access_basis,
        "_sites": [_site(place) for place in service.places] or [_nowhere()],
        "_own_schedule": _schedule(service.schedule, lang),
        "_lang": lang,
        "_checked": service.last_verified,
        "_notices": tuple(notices),
    }


def for_person(public: Card, who: str, verdict: Verdict, own_sources: tuple[Source, ...]) -> Card:
    """The card with the verdict for one person."""
    sources = verdict.sources or own_sources
    return {
        **{key: value for key, value in public.items() if not key.startswith("_")},
        "for": who,
        "verdict": verdict.outcome,
        "reasons": list(verdict.reasons),
        "sources": [source.as_mapping() for source in sources],
        "missing": list(verdict.missing),
        "conditions": list(verdict.conditions),
        "qualifiers": list(verdict.qualifiers),
        "assumes": list(verdict.assumes),
        "notes": list(verdict.notes),
    }


def here_and_now(
    public: Card, zone: str, holidays: Mapping[date, str], now: datetime, place: tuple[float, float] | None
) -> Card:
    """Nearest place, distance, and whether it is open at the moment."""
    site = min(public["_sites"], key=lambda site: _away(site, place))
    hours = site["hours"] or public["_own_schedule"]["hours"]
    found = opening(hours, zone, public["country"], holidays, now)
    away = _away(site, place)
    written = _note("hours_text", site["hours_text"], public["_lang"])
    day = now.astimezone(ZoneInfo(zone)).date()
    notice = notice_on(public["_notices"], day, public["_lang"])
    shut = notice is not None and notice["kind"] == "closed"
    return {
        "address": site["address"],
        "lat": site["lat"],
        "lon": site["lon"],
        "distance_m": None if away == _FAR else away,
        "hours": hours,
        **(written if written["hours_text"] else public["_own_schedule"]["text"]),
        "open_now": False if shut else found.open_now,
        "opens_next": found.opens_next.isoformat() if found.opens_next and not shut else None,
        "notice": notice,
        "expired": expired(public["_checked"], day),
    }


def notice_on(notices: Sequence[Notice], day: date, lang: str) -> dict[str, Any] | None:
    """What is special about a service on a day: `{"kind", "until", "note", "note_lang"}`; over is over."""
    for one in notices:
        if one.start <= day and (one.until is None or day <= one.until):
            spoken = next((tag for tag in (lang, "en", *one.note) if tag in one.note), None)
            until = one.until.isoformat() if one.until else None
            return {"kind": one.kind, "until": until, "note": one.note[spoken] if spoken else None, "note_lang": spoken}
    return None


_FAR = 10**9


def changes_in_codes(changes: Sequence[Change], day: date) -> list[dict[str, Any]]:
    """What would make it a yes, with the day from which time alone does it."""
    said = []
    for change in changes:
        start = day + relativedelta(months=change.months) if change.months else None
        said.append(
            {
                "facts": dict(change.facts),
                "conditions": list(change.conditions),
                "months": change.months,
                "from": start.isoformat() if start else None,
            }
        )
    return said


def _away(site: Mapping[str, Any], place: tuple[float, float] | None) -> int:
    if place is None or site["lat"] is None:
        return _FAR
    return metres(place[0], place[1], site["lat"], site["lon"])


def _site(placed: Any) -> dict[str, Any]:
    location, schedule = placed.location, placed.schedule
    return {
        "address": location.address,
        "lat": location.latitude,
        "lon": location.longitude,
        "hours": schedule.opening_hours if schedule else None,
        "hours_text": dict(schedule.description) if schedule else {},
    }


def _nowhere() -> dict[str, Any]:
    return {"address": None, "lat": None, "lon": None, "hours": None, "hours_text": {}}


def _schedule(schedule: Any, lang: str) -> dict[str, Any]:
    if schedule is None:
        return {"hours": None, "text": _note("hours_text", None, lang)}
    return {"hours": schedule.opening_hours, "text": _note("hours_text", schedule.description, lang)}


def _way(way: Way, lang: str) -> dict[str, Any]:
    return {
        "way": way.way,
        "id_required": way.id_required,
        "named": list(way.named),
        "asks_status": way.asks_status,
        "shares_data": way.shares_data,
        "because": _text(way.because, lang),
        "because_lang": lang if lang in way.because else next(iter(way.because), None),
        "paused": way.paused,
    }


def programme_card(programme: Programme, city: City, lang: str) -> Card:
    """A law that no service of the city applies: it has a name and a verdict, but no door to go to."""
    return {
        **dict.fromkeys(_OF_A_PLACE),
        "id": programme.id,
        **_note("name", programme.names, lang),
        "kind": "programme",
        "city": city.id,
        "country": city.country,
        "needs": list(programme.needs),
        "description_machine": False,
        "programme": programme.id,
        "programme_name": _text(programme.names, lang),
        "documents": [],
        "ways": [{**_NO_WAY, "way": "in_person"}],
        **{key: _NO_WAY[key] for key in ("id_required", "asks_status", "shares_data")},
        "fee": "not_stated",
        "age": {"min": None, "max": None},
        "phones": [],
        "languages": [],
        "basis": "from_sources",
        "confidence": "medium",
        "_sites": [_nowhere()],
        "_own_schedule": _schedule(None, lang),
        "_lang": lang,
        "_checked": date.max,  # a law is no entry that somebody confirms
        "_notices": (),
    }


_OF_A_PLACE = (
    "organization", "address_lang", "description", "description_lang", "documents_note", "documents_note_lang", "fee_note",
    "fee_note_lang", "income_note", "income_note_lang", "residency_note", "residency_note_lang", "phone", "email", "url",
    "walk_in", "appointment", "last_verified", "verified_how",
)  # fmt: skip
_NO_WAY: dict[str, Any] = {
    "id_required": "not_stated",
    "named": [],
    "asks_status": "not_stated",
    "shares_data": "not_stated",
    "because": None,
    "because_lang": None,
    "paused": False,
}


def _name(service: Service, city: City, lang: str) -> tuple[str, str]:
    """The name, and the language that it is in: asked for, English as it was filed, or as it stands on the door."""
    translated = {text.language: text.text for text in service.translations if text.field == "name"}
    local = city.languages[0]
    if lang in translated:
        return translated[lang], lang
    if lang != "en" and local in translated:
        return translated[local], local
    return service.name, "en" if local in translated else local


def _description(service: Service, city: City, lang: str) -> tuple[str | None, str | None, bool]:
    """The description in the best language there is: text, its language, whether a machine translated it."""
    if lang in service.descriptions:
        return service.descriptions[lang], lang, False
    for translation in service.translations:
        if translation.field == "description" and translation.language == lang:
            return translation.text, lang, translation.source == "machine"
    for spoken in ("en", *city.languages):
        if spoken in service.descriptions:
            return service.descriptions[spoken], spoken, False
    return None, None, False


def _note(key: str, texts: Mapping[str, str] | None, lang: str) -> dict[str, str | None]:
    """A free text in the best language there is, and which that is: `key` and `key_lang`."""
    spoken = next((tag for tag in (lang, "en", *(texts or {})) if tag in (texts or {})), None)
    return {key: texts[spoken] if texts and spoken else None, f"{key}_lang": spoken}


def _text(texts: Mapping[str, str] | None, lang: str) -> str | None:
    return texts.get(lang) or _any(texts) if texts else None


def _any(texts: Mapping[str, str]) -> str | None:
    return texts.get("en") or next(iter(texts.values()), None)
