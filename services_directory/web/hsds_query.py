"""The parameters of the HSDS API, read and checked. No status ever stands in an address: terms of that taxonomy are refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from multidict import MultiMapping
from sqlalchemy.orm import Session

from services_directory.errors import BadQuestion
from services_directory.exchange.hsds import taxonomies
from services_directory.exchange.origin import is_uuid
from services_directory.search import listing
from services_directory.search.listing import Wanted
from services_directory.vocabulary import ids
from services_directory.web.questions import language

LARGEST_PAGE = 500
USUAL_PAGE = 50
_FARTHEST_M = 20_000_000.0
_LONGEST = 200
_MOST_PAGES = 10_000_000
PAGING = ("page", "per_page", "format", "lang")
FILTERS = ("search", "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after", "city", "lat", "lon", "radius")
_REFUSED = "a status never stands in an address: ask POST /api/v1/access, with facts in its body"


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a list. `whole`: all of it, a line for each thing (ndjson)."""

    page: int
    size: int
    whole: bool
    lang: str

    @property
    def offset(self) -> int:
        """How many come before it."""
        return (self.page - 1) * self.size


def paging(query: MultiMapping[str], further: tuple[str, ...] = ()) -> Paging:
    """Read page, per_page, format and lang; refuse what is not among these and `further`.

    Raises:
        BadQuestion: a parameter is not known, or cannot be that.
    """
    allowed = {*PAGING, *further}
    if any(name not in allowed for name in query):
        raise BadQuestion("query", f"only these parameters: {', '.join(sorted(allowed))}")
    form = query.get("format", "json")
    if form not in ("json", "ndjson"):
        raise BadQuestion("format", "must be json or ndjson")
    size = number(query, "per_page", USUAL_PAGE, LARGEST_PAGE)
    return Paging(number(query, "page", 1, _MOST_PAGES), size, form == "ndjson", language(query.get("lang")))


def number(query: MultiMapping[str], name: str, usual: int, most: int) -> int:
    """A whole number from 1.

    Raises:
        BadQuestion: it is none, or too large.
    """
    text = query.get(name)
    if text is None:
        return usual
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not 1 <= int(text) <= most:
        raise BadQuestion(name, f"must be a whole number from 1 to {most}")
    return int(text)


def flag(query: MultiMapping[str], name: str) -> bool:
    """A flag: true or false, false where it is not given.

    Raises:
        BadQuestion: it is something else.
    """
    text = query.get(name, "false").lower()
    if text not in ("true", "false"):
        raise BadQuestion(name, "must be true or false")
    return text == "true"


def uuid(query: Mapping[str, str], name: str) -> str | None:
    """A UUID, None where it is not given.

    Raises:
        BadQuestion: it is none.
    """
    text = query.get(name)
    if text is not None and not is_uuid(text):
        raise BadQuestion(name, "must be a UUID")
    return text.lower() if text else None


def words(query: Mapping[str, str], name: str) -> str | None:
    """A short text.

    Raises:
        BadQuestion: it is long, or holds what no text holds.
    """
    text = query.get(name)
    if text is not None and (len(text) > _LONGEST or "\x00" in text or not text.isprintable()):
        raise BadQuestion(name, f"must be plain text of at most {_LONGEST} characters")
    return text


def wanted(query: MultiMapping[str], session: Session) -> Wanted:
    """The filters of services and of services at places.

    Raises:
        BadQuestion: one of them cannot be.
    """
    moment = query.get("modified_after")
    found: dict[str, Any] = {
        "city": words(query, "city"),
        "search": words(query, "search"),
        "organization": uuid(query, "organization_id"),
        "modified_after": _moment(moment) if moment is not None else None,
        "postcode": words(query, "postcode"),
        "near": _near(query, session),
    }
    if query.get("postcode") and query.get("proximity"):
        found["postcode"] = None
    for name, kind in (("taxonomy_term_id", _by_term), ("taxonomy_id", _by_taxonomy)):
        id_ = uuid(query, name)
        if id_:
            found = {**kind(id_, name), **{key: value for key, value in found.items() if value is not None}}
    return Wanted(**found)


def _by_term(id_: str, name: str) -> dict[str, Any]:
    known = taxonomies.by_id().get(id_)
    if known is None:
        return {"term": id_}
    if known.taxonomy == taxonomies.STATUSES:
        raise BadQuestion(name, _REFUSED)
    of = {taxonomies.NEEDS: "needs", taxonomies.FEES: "fees", taxonomies.DOCUMENTS: "documents"}
    if known.taxonomy in of:
        return {of[known.taxonomy]: (known.code,)}
    if known.taxonomy == taxonomies.OPEN_ELIGIBILITY:
        shown = tuple(need for need in ids("needs") if (one := taxonomies.published_for(need)) and one.id == id_)
        return {"needs": shown} if shown else {"term": id_}
    raise BadQuestion(name, "this taxonomy holds notes, by which services are not listed")


def _by_taxonomy(id_: str, name: str) -> dict[str, Any]:
    known = next((taxonomy for taxonomy, said in taxonomies.taxonomies().items() if said["id"] == id_), None)
    if known is None:
        return {"taxonomy": id_}
    if known == taxonomies.STATUSES:
        raise BadQuestion(name, _REFUSED)
    every = {
        taxonomies.NEEDS: {"needs": ids("needs")},
        taxonomies.FEES: {"fees": tuple(fee for fee in ids("fees") if fee != "not_stated")},
        taxonomies.DOCUMENTS: {"documents": ids("documents")},
        taxonomies.OPEN_ELIGIBILITY: {"needs": tuple(need for need in ids("needs") if taxonomies.published_for(need))},
    }
    if known not in every:
        raise BadQuestion(name, "this taxonomy holds notes, by which services are not listed")
    return dict(every[known])


def _near(query: MultiMapping[str], session: Session) -> tuple[float, float, float] | None:
    """From lat, lon and radius, or from the middle of a postcode and proximity."""
    if "lat" in query or "lon" in query or "radius" in query:
        radius = _degrees(query, "radius", 0, _FARTHEST_M) if "radius" in query else 5000.0
        return _degrees(query, "lat", -90, 90), _degrees(query, "lon", -180, 180), radius
    if "proximity" not in query:
        return None
    postcode = words(query, "postcode")
    if not postcode:
        raise BadQuestion("proximity", "needs a postcode, or give lat, lon and radius")
    centre = listing.centre_of(session, postcode)
    away = _degrees(query, "proximity", 0, _FARTHEST_M)
    return (*centre, away) if centre else (0.0, 0.0, 0.0)  # a postcode in which we know no place has nothing near it


def _degrees(query: MultiMapping[str], name: str, least: float, most: float) -> float:
    try:
        value = float(query[name])
    except (KeyError, ValueError):
        value = float("nan")
    if not least <= value <= most:
        raise BadQuestion(name, f"must be a number from {least:g} to {most:g}")
    return value


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        raise BadQuestion("modified_after", "must be a moment such as 2026-09-30T10:00:00Z") from None
