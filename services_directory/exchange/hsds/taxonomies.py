"""Taxonomies as HSDS lists them: our vocabulary, and Open Eligibility beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from services_directory.models.identity import hsds_id
from services_directory.vocabulary import ids
from services_directory.wording.phrases import Phrasebook
from services_directory.yaml_files import load

NEEDS, STATUSES, DOCUMENTS, FEES = "faro-needs", "faro-statuses", "faro-documents", "faro-fees"
PAPERS, NOTES, OPEN_ELIGIBILITY = "faro-papers", "faro-notes", "open-eligibility"
HOURS, ZONE, TRANSLATED, CHECKED = "osm:opening_hours", "timezone", "provenance", "verified_how"
_MAP = Path(__file__).parent / "open_eligibility.yml"
_READ_AS_NEED = ("exact", "close", "narrow")
_SAID = {
    NEEDS: "What a service helps with.",
    STATUSES: "Immigration statuses. With the value yes, no or depends: whether somebody with it can use the service, taking "
    "for granted only what is plain from the asking. No attribute means that it is not known.",
    DOCUMENTS: "Documents that an office may ask for.",
    FEES: "What a service costs.",
    PAPERS: "Which ID is asked for, whether the status is asked about, whether data can reach immigration authorities.",
    NOTES: "What HSDS has no field for.",
}
_PAPERS = {
    "id_required": "ID that is asked for: none, any, photo or named",
    "asks_immigration_status": "Is the immigration status asked about: yes or no",
    "shares_with_immigration": "Can data reach immigration authorities: never, with_rule, court_order or yes",
}
_NOTES = {
    HOURS: "Opening hours in the OSM syntax opening_hours; public holidays of the city are closed days",
    ZONE: "IANA time zone of the hours",
    TRANSLATED: "Who translated a text: human or machine",
    CHECKED: "How the assured date came about: checked with the office, or against sources",
}
Hsds = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Term:
    """One term; `code` is our permanent id, or that of the foreign taxonomy."""

    taxonomy: str
    code: str
    name: str
    description: str

    @property
    def id(self) -> str:
        """Its UUID."""
        return hsds_id("taxonomy_term", self.taxonomy, self.code)

    def said(self) -> Hsds:
        """As HSDS says it."""
        return {
            "id": self.id,
            "code": self.code,
            "name": self.name,
            "description": self.description,
            "taxonomy": self.taxonomy,
            "taxonomy_detail": taxonomies()[self.taxonomy],
            "language": "en",
        }


@cache
def taxonomies() -> dict[str, Hsds]:
    """All taxonomies of ours and Open Eligibility, by name."""
    own = {name: {"id": hsds_id("taxonomy", name), "name": name, "description": said} for name, said in _SAID.items()}
    about = _open_eligibility()["taxonomy"]
    by = f"{about['name']} {about['version']} by Aunt Bertha, Inc., kept by Open Referral"
    said = f"{by}; licence {about['licence']}. Only terms in use."
    shared = {"id": hsds_id("taxonomy", OPEN_ELIGIBILITY), "name": OPEN_ELIGIBILITY, "description": said}
    return {**own, OPEN_ELIGIBILITY: {**shared, "uri": about["uri"], "version": about["version"]}}


@cache
def terms() -> dict[str, dict[str, Term]]:
    """All terms, by taxonomy and code."""
    book = Phrasebook.load()
    found: dict[str, dict[str, Term]] = {name: {} for name in taxonomies()}
    for taxonomy, kind, prefix in (
        (NEEDS, "needs", "need"),
        (STATUSES, "statuses", "status"),
        (DOCUMENTS, "documents", "document"),
        (FEES, "fees", "fee"),
    ):
        for code in ids(kind):
            phrase = f"{prefix}_{code}"
            name = book.say("en", phrase) if book.known(phrase) else code.replace("_", " ")
            found[taxonomy][code] = Term(taxonomy, code, code.replace("_", " "), name)
    for taxonomy, listed in ((PAPERS, _PAPERS), (NOTES, _NOTES)):
        for code, said in listed.items():
            found[taxonomy][code] = Term(taxonomy, code, code.replace("_", " "), said)
    for shared in _shared():
        found[OPEN_ELIGIBILITY].setdefault(shared["id"], _term_of(shared))
    return found


def term(taxonomy: str, code: str) -> Term:
    """One term.

    Raises:
        KeyError: there is none with this code.
    """
    return terms()[taxonomy][code]


@cache
def by_id() -> dict[str, Term]:
    """All terms by their UUID."""
    return {one.id: one for of_taxonomy in terms().values() for one in of_taxonomy.values()}


def published_for(need: str) -> Term | None:
    """The term of Open Eligibility that stands for a need, if it has one."""
    listed = _open_eligibility()["needs"].get(need)
    return _term_of(listed[0]) if listed else None


@cache
def needs_of(name_or_id: str) -> tuple[str, ...]:
    """The needs that a term of Open Eligibility means, by its id or title; terms of one title count as one."""
    wanted = name_or_id.strip().casefold()
    title = next((one["name"].casefold() for one in _shared() if one["id"] == wanted), wanted)
    found = (
        need
        for need, listed in _open_eligibility()["needs"].items()
        if any(one["name"].casefold() == title and one["match"] in _READ_AS_NEED for one in listed)
    )
    return tuple(found)


def _term_of(said: dict[str, str]) -> Term:
    path = f"{said['under']} > {said['name']}" if said["under"] else said["name"]
    return Term(OPEN_ELIGIBILITY, said["id"], said["name"], path)


def _shared() -> Iterator[dict[str, str]]:
    for listed in _open_eligibility()["needs"].values():
        yield from listed


@cache
def _open_eligibility() -> dict[str, Any]:
    found: dict[str, Any] = load(_MAP).data
    return found
