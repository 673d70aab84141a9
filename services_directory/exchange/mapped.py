"""Rows of a sheet to services, by a mapping. Every value is checked; what cannot be held is left out and named."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from services_directory.eligibility.rules import STATUSES
from services_directory.exchange import fields, origin
from services_directory.exchange.foreign import Setting, coordinates, phone_of, plain_text, slug, taken, texts, unknown
from services_directory.exchange.hsds import taxonomies
from services_directory.exchange.hsds.reading import Read
from services_directory.exchange.incoming import Incoming
from services_directory.exchange.mapping import CODED, LISTED, Mapping_
from services_directory.exchange.notes import Notes
from services_directory.exchange.records import Access, OpeningHours, Organization, Origin, Place, Service
from services_directory.exchange.sheets import Sheet, read
from services_directory.exchange.spoken_hours import osm_of, osm_of_days
from services_directory.models.identity import hsds_id
from services_directory.vocabulary import id_set

_PHONES = {"phone": "voice", "text_phone": "text", "whatsapp": "whatsapp"}
_EXTENSION = re.compile(r"\s*(?:x|ext\.?|extension)\s*(\d{1,6})$", re.IGNORECASE)
_JOINTS = {"address": ", ", "name": ", ", "organization": ", ", "hours": "; "}
"""What stands between the cells of a field that is made of several; a space where nothing is said."""


def read_mapped(path: Path, mapping: Mapping_, setting: Setting, notes: Notes) -> Incoming:
    """Read a sheet.

    Args:
        notes: gathers faults and what was left out, by file, row and column.
    """
    sheet = read(path, notes, mapping.sheet)
    found = Incoming()
    for heading in _all_headings(mapping):
        if sheet.headings and heading not in sheet.headings:
            notes.fault(sheet.file, 1, heading, f"no such column; there are {', '.join(filter(None, sheet.headings))}")
    if notes.faults:
        return found
    for number, cells in sheet.rows:
        if _says(cells, mapping.leave_out):
            continue
        row = _Row(sheet, number, cells, mapping, setting, notes)
        made = row.read()
        if made is None:
            continue
        if made.service.id in found.services:
            notes.fault(sheet.file, number, _first(mapping, "id", "name"), "another row has the same; give a column for `id`")
        found.services.setdefault(made.service.id, made)
    return found


def _all_headings(mapping: Mapping_) -> Iterable[str]:
    yield from dict.fromkeys(heading for field in mapping.columns for heading in mapping.headings(field))
    yield from mapping.leave_out
    yield from mapping.secret_place


def _says(cells: dict[str, str], listed: dict[str, list[str]]) -> bool:
    """Does one of the columns hold one of the values that are listed for it? In any case of letters."""
    return any(cells.get(heading, "").casefold() in {one.casefold() for one in out} for heading, out in listed.items())


def _first(mapping: Mapping_, *names: str) -> str:
    return next((heading for name in names for heading in mapping.headings(name)), names[0])


class _Row:
    """One row, on its way to a service."""

    def __init__(
        self, sheet: Sheet, number: int, cells: dict[str, str], mapping: Mapping_, setting: Setting, notes: Notes
    ) -> None:
        self._file, self._number, self._cells = sheet.file, number, cells
        self._mapping, self._setting, self._notes = mapping, setting, notes

    def read(self) -> Read | None:
        """The service and its organization, None with a fault noted."""
        name, by = self._text("name"), self._text("organization")
        for field, text in (("name", name), ("organization", by)):
            if not text:
                self._notes.fault(self._file, self._number, _first(self._mapping, field), "is empty")
        if not name or not by:
            return None
        organization = self._organization(by)
        key = self._text("id") or f"{by} {name}"
        said = {**unknown(self._setting), **self._fields(name), "organization": organization.id}
        said["id"] = f"{self._setting.name}-{slug(key) or hsds_id('row', key)}"
        said["published"] = self._setting.publish and bool(said["needs"])
        try:
            service = Service.model_validate(said, context={"country": self._setting.country})
        except ValidationError as error:
            for one in error.errors(include_url=False):
                field = str(one["loc"][0]) if one["loc"] else ""
                self._notes.fault(
                    self._file, self._number, _first(self._mapping, field), one["msg"].removeprefix("Value error, ")
                )
            return None
        return Read(origin.with_origin(service, self._setting.name, key, {}), organization)

    def _organization(self, name: str) -> Organization:
        id_ = f"{self._setting.name}-{slug(name) or hsds_id('row', name)}"
        made = Organization(id=id_, name=name[:300])
        return made.model_copy(update={"origin": Origin(source=self._setting.name, id=name, mapped=origin.digests(made))})

    def _fields(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = {
            "name": name[:300],
            "kind": self._mapping.kind,
            "description": texts(self._text("description"), self._setting) or {self._setting.lang: name},
            "needs": self._several("needs"),
            "languages": self._several("languages"),
            "documents": self._several("documents"),
            "documents_note": texts(self._text("documents_note"), self._setting),
            "email": self._taken(fields.Mail, "email"),
            "url": self._taken(fields.Url, "url", self._web()),
            "phones": list(self._phones()),
            "places": self._places(),
            "hours": self._hours(),
            "age": {
                key: value
                for key, field in (("min", "minimum_age"), ("max", "maximum_age"))
                if (value := self._age(field)) is not None
            },
            "fee": {"code": self._code("fee") or "not_stated", "text": texts(self._text("fee_note"), self._setting)},
            "residency": {"level": "not_stated", "text": texts(self._text("eligibility"), self._setting)},
            "walk_in": self._yes_no("walk_in"),
            "appointment": self._yes_no("appointment"),
        }
        papers = {field: self._code(field) or "not_stated" for field in ("id_required", "asks_status", "shares_data")}
        found["ways"] = {"in_person": papers}
        if self._code("access") == "open":
            found["access"] = Access(basis="source_says_open", status=dict.fromkeys(STATUSES, "yes"))
        return found

    def _text(self, field: str) -> str:
        headings = self._mapping.headings(field)
        if not headings:
            fixed = self._mapping.fixed.get(field)
            return fixed if isinstance(fixed, str) else ""
        parts = [plain_text(cell) for heading in headings if (cell := self._cells.get(heading))]
        said = _JOINTS.get(field, " ").join(dict.fromkeys(parts))
        other = self._mapping.otherwise.get(field)
        return said or (self._text(other) if other else "")

    def _warn(self, field: str, why: str) -> None:
        self._notes.warn(self._file, self._number, _first(self._mapping, field), why)

    def _warn_at(self, field: str, _where: str, why: str) -> None:
        self._warn(field, why)

    def _taken(self, kind: Any, field: str, value: str | None = None) -> Any:
        text = self._text(field) if value is None else value
        return taken(kind, text, self._setting, field, partial(self._warn_at, field))

    def _web(self) -> str:
        text = self._text("url")
        return f"https://{text}" if text and "://" not in text else text

    def _phones(self) -> Iterable[dict[str, Any]]:
        seen: set[str] = set()
        for field, kind in _PHONES.items():
            warn = partial(self._warn_at, field)
            for written in self._split(field):
                extension = _EXTENSION.search(written)
                number = phone_of(_EXTENSION.sub("", written), self._setting, field, warn)
                if number and number not in seen:
                    seen.add(number)
                    note = {self._setting.lang: f"ext. {extension[1]}"} if extension else None
                    yield {"number": number, "type": kind, "note": note}

    def _split(self, field: str) -> list[str]:
        cells = (self._cells.get(heading, "") for heading in self._mapping.headings(field))
        return [part.strip() for cell in cells for part in cell.split(self._mapping.separator) if part.strip()]

    def _several(self, field: str) -> list[str]:
        """Ids of all values of a field. Words that the mapping does not name are tried as ids, and as terms that we know."""
        if field not in self._mapping.columns:
            fixed = self._mapping.fixed.get(field, [])
            return list(fixed) if isinstance(fixed, list) else [fixed]
        table = {word.casefold(): said for word, said in self._mapping.values.get(field, {}).items()}
        found: dict[str, None] = {}
        for word in self._split(field):
            said = table.get(word.casefold(), self._known(field, word))
            if said is None:
                said = table.get("*")
            if said is None:
                self._warn(field, f"{word[:60]!r} is not known: say in the mapping what it means (values.{field})")
            found |= dict.fromkeys(said if isinstance(said, list) else [said] if said else [])
        return list(found)

    def _known(self, field: str, word: str) -> list[str] | None:
        kind = LISTED[field]
        if kind is not None:
            id_ = word.casefold().replace(" ", "_")
            if id_ in id_set(kind):
                return [id_]
            return list(taxonomies.needs_of(word)) or None if field == "needs" else None
        return _language(word)

    def _code(self, field: str) -> str | None:
        """One id: by the mapping, or the id itself."""
        text = self._text(field)
        if field not in self._mapping.columns:
            return text or None
        table = {word.casefold(): said for word, said in self._mapping.values.get(field, {}).items()}
        said = table.get(text.casefold(), table.get("*")) if text else None
        if said is None and text.casefold() in (id_set(CODED[field]) if field in CODED else ("open",)):
            said = text.casefold()
        if text and said is None:
            self._warn(field, f"{text[:60]!r} is not known: say in the mapping what it means (values.{field})")
        return said if isinstance(said, str) else None

    def _yes_no(self, field: str) -> bool | None:
        text = self._text(field).casefold()
        table = {word.casefold(): said for word, said in self._mapping.values.get(field, {}).items()}
        return {"yes": True, "no": False}.get(str(table.get(text, text)))

    def _age(self, field: str) -> int | None:
        text = self._text(field)
        if text and not (text.isdigit() and int(text) <= 130):
            self._warn(field, "not taken over: no age in whole years")
            return None
        return int(text) if text else None

    def _places(self) -> list[Place]:
        """Where it is; nothing at all where the sheet says that this must stay secret."""
        if _says(self._cells, self._mapping.secret_place):
            return []
        line = self._text("address")
        point = coordinates(self._text("latitude"), self._text("longitude"), "", partial(self._warn_at, "latitude"))
        if not line and point is None:
            return []
        lat, lon = point or (None, None)
        return [Place(address=line or None, lat=lat, lon=lon, position_from=self._setting.name if point else None)]

    def _hours(self) -> OpeningHours | None:
        columns = self._mapping.columns.get("hours")
        if isinstance(columns, dict):
            by_day = {day: self._cells.get(heading, "") for day, heading in columns.items()}
            text = "; ".join(f"{day} {said}" for day, said in by_day.items() if said)
            osm = osm_of_days(by_day)
        else:
            text = self._text("hours")
            osm = osm_of(text) if text else None
        if not text:
            return None
        if osm is None:
            self._warn("hours", "kept as words: not plain enough for hours that can be computed with")
        return OpeningHours(osm=osm, text=None if osm == text else dict(texts(text, self._setting) or {}))


def _language(word: str) -> list[str] | None:
    """The tag of a language, named in English or in itself, or given as a tag."""
    from babel import Locale

    named = Locale.parse("en").languages
    plain = word.strip().casefold()
    if plain in named:
        return [plain]
    return next(([tag] for tag, name in named.items() if name.casefold() == plain and "_" not in tag), None)
