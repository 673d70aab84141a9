"""A form of an entry, read into its content. What the form does not show (crises, other languages, special rules) is kept.

The form is written in one language; a text in another one stays as it is. Names of fields are those of the content.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from services_directory.editing import grid, hours
from services_directory.editing.entry import Content, slug
from services_directory.eligibility.rules import STATUSES
from services_directory.vocabulary import ids

MOST_ROWS = 20
_POSITION = re.compile(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*")
_TRUTH = {"yes": True, "no": False}
_PHONE = re.compile(r"[^\d+]")


class Form(Protocol):
    """The fields of a form; a name may stand several times."""

    def get(self, key: str, default: str = "") -> str:
        """The first value."""

    def getall(self, key: str, default: list[str]) -> list[str]:
        """All values."""


def read(form: Form, old: Content, lang: str, country: str, organizations: Mapping[str, str]) -> Content:
    """The content that a form means.

    Args:
        old: the content that the form was made of.
        lang: language in which the form was written.
        country: ISO 3166-1 code, in which phone numbers without a country are meant.
        organizations: those of the city, id to name.
    """
    made = copy.deepcopy(old)
    made["organization"] = _organization(form, organizations)
    made["sources"] = _sources(form, old["sources"])
    reader = _Reader(form, made["service"], lang, country, list(made["sources"]))
    reader.plain()
    reader.rule()
    reader.ways()
    reader.contact()
    made["service"] = {key: value for key, value in reader.said.items() if value not in (None, {}, "")}
    made["service"].setdefault("file", made["organization"].get("id") or "unknown")
    made["service"]["sources"] = list(made["sources"])
    return made


def position(said: str) -> tuple[float, float] | None:
    """Latitude and longitude of what was pasted: `36.7213, -4.4214`."""
    matched = _POSITION.fullmatch(said)
    return (float(matched[1]), float(matched[2])) if matched else None


def _organization(form: Form, known: Mapping[str, str]) -> dict[str, str]:
    chosen, name = form.get("organization.id", ""), form.get("organization.name", "").strip()
    if chosen in known:
        return {"id": chosen, "name": name or known[chosen]}
    return {"id": slug(name, list(known)), "name": name} if name else {}


def _sources(form: Form, old: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for row in range(MOST_ROWS):
        said = {key: form.get(f"source.{row}.{key}", "").strip() for key in ("citation", "url", "seen", "basis")}
        if not said["citation"]:
            continue
        id_ = form.get(f"source.{row}.id", "")
        id_ = id_ if id_ in old else slug(said["citation"][:60], [*old, *found])
        found[id_] = {key: value for key, value in said.items() if value and (key, value) != ("basis", "read")}
    return found


class _Reader:
    """Reads the parts of a form into the service."""

    def __init__(self, form: Form, said: dict[str, Any], lang: str, country: str, sources: Sequence[str]) -> None:
        self.form = form
        self.said = said
        self.lang = lang
        self.country = country
        self.sources = sources
        self._needs = list(said.get("needs") or [])

    def plain(self) -> None:
        """Everything that is one value or one list of ids."""
        for name in ("name", "kind", "email", "url", "confidence"):
            self.said[name] = self._one(name)
        for name in ("needs", "documents"):
            ticked = [id_ for id_ in ids(name) if id_ in self.form.getall(f"service.{name}", [])]
            self.said[name] = _in_order(ticked, self.said.get(name)) or None
        self.said["needs"] = self._main_need_first(self.said["needs"] or [])
        more = re.split(r"[\s,;]+", self._one("languages_more"))
        spoken = [*self.form.getall("service.languages", []), *filter(None, more)]
        self.said["languages"] = _in_order(spoken, self.said.get("languages"))
        for name in ("description", "documents_note", "languages_note", "verify"):
            self.said[name] = self._texts(name, self.said.get(name))
        for name in ("walk_in", "appointment"):
            self.said[name] = _TRUTH.get(self._one(name))
        for name, code in (("residency", "level"), ("income", "limit"), ("fee", "code")):
            before = self.said.get(name) or {}
            said = {code: self._one(f"{name}.{code}"), "text": self._texts(f"{name}.text", before.get("text"))}
            self.said[name] = {key: value for key, value in said.items() if value is not None}
        self.said["published"] = None if self._one("published") != "no" else False

    def rule(self) -> None:
        """Who may use it: the law that it applies, or a grid of its own; and what holds for everybody."""
        access = dict(self.said.get("access") or {})
        access["basis"] = self._one("access.basis")
        self.said["programme"] = self._one("programme")
        plain, bounds, other = grid.for_all(access)
        age = {bound: int(said) for bound in ("min", "max") if (said := self._one(f"age.{bound}")).isdecimal()}
        self.said["age"] = age
        decides = age if bounds or not self.said["programme"] else {}  # beside a law, an age may only be told
        chosen = self.form.getall("service.access.and", [])
        if set(chosen) != set(plain) or decides != dict(bounds):
            access["and"] = grid.together(chosen, decides, other)
        access["status"] = None if self.said["programme"] else self._grid(access.get("status") or {})
        if self.said["programme"]:
            access.pop("sources", None)
        self.said["access"] = {key: value for key, value in access.items() if value is not None}

    def _grid(self, old: Mapping[str, Any]) -> dict[str, Any]:
        found = {}
        for status in STATUSES:
            parts = ("answer", "reason", "when", "number", "note", "source")
            said = {part: self.form.get(f"{part}.{status}", "").strip() for part in parts}
            if said["source"] not in self.sources:
                said["source"] = ""
            cell = grid.cell(grid.Line(status, **said), old.get(status), self.lang)
            if cell is not None:
                found[status] = cell
        return found

    def ways(self) -> None:
        """Papers, status and data for each way of applying that is there."""
        old = self.said.get("ways") or {}
        self.said["ways"] = {way: self._way(way, old.get(way, {})) for way in ids("ways") if self._one(f"ways.{way}.on")}

    def _way(self, way: str, old: Mapping[str, Any]) -> dict[str, Any]:
        where = f"ways.{way}"
        said: dict[str, Any] = {name: self._one(f"{where}.{name}") for name in ("id_required", "asks_status", "shares_data")}
        named = self.form.getall(f"service.{where}.named", [])
        ticked = [id_ for id_ in ids("documents") if id_ in named]
        said["named"] = _in_order(ticked, old.get("named")) if said["id_required"] == "named" else None
        said |= {name: self._texts(f"{where}.{name}", old.get(name)) for name in ("id_note", "because")}
        said["paused"] = True if self._one(f"{where}.paused") else None
        cited = [id_ for id_ in self.form.getall(f"service.{where}.sources", []) if id_ in self.sources]
        said["sources"] = _in_order(cited, old.get("sources"))
        return {key: value for key, value in said.items() if value not in (None, "", [], {})}

    def contact(self) -> None:
        """Phones, places and hours."""
        self.said["phones"] = [phone for row in range(MOST_ROWS) if (phone := self._phone(row))] or None
        self.said["places"] = [place for row in range(MOST_ROWS) if (place := self._place(row))] or None
        before = self.said.get("hours") or {}
        self.said["hours"] = _filled(
            {"osm": self._osm(before.get("osm")), "text": self._texts("hours.text", before.get("text"))}
        )

    def _phone(self, row: int) -> dict[str, Any] | None:
        number = self.form.get(f"phone.{row}.number", "").strip()
        if not number:
            return None
        old = _at(self.said.get("phones"), row)
        kind = self.form.get(f"phone.{row}.type", "")
        note = self._text(f"phone.{row}.note", old.get("note"))
        return _filled({"number": self._e164(number), "type": None if kind in ("", "voice") else kind, "note": note})

    def _e164(self, said: str) -> str:
        """As it is stored, of what people write (`952 12 61 26`); what cannot be read is left for the check to name."""
        import phonenumbers

        digits = _PHONE.sub("", said)
        if digits.isdecimal() and len(digits) <= 6:
            return digits
        try:
            number = phonenumbers.parse(said, self.country)
        except phonenumbers.NumberParseException:
            return said
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def _place(self, row: int) -> dict[str, Any] | None:
        address = self.form.get(f"place.{row}.address", "").strip()
        pasted = self.form.get(f"place.{row}.position", "").strip()
        old, found = _at(self.said.get("places"), row), position(pasted)
        if not address and not pasted:
            return None
        lat, lon = found or ((None, None) if not pasted else (pasted, pasted))  # the check names what is no position
        own = {**(old.get("hours") or {}), "osm": self.form.get(f"place.{row}.hours", "").strip()}
        source = old.get("position_from") if (lat, lon) == (old.get("lat"), old.get("lon")) else "editor"
        return _filled(
            {"address": address, "lat": lat, "lon": lon, "position_from": source if pasted else None, "hours": _filled(own)}
        )

    def _osm(self, before: str | None) -> str | None:
        """Hours of the table, else as they were written in OSM's own way."""
        if self._one("hours.always"):
            return hours.ALWAYS
        days: dict[str, tuple[str, ...]] = {}
        for day in hours.DAYS:
            said = self._one(f"hours.{day}")
            if said:
                days[day] = hours.times(said) or (said,)  # the check names what cannot be read
        week = hours.Week(days, bool(self._one("hours.holidays")))
        if days and hours.table(before) == week:
            return before
        return hours.string(week) or self._one("hours.osm") or None

    def _main_need_first(self, needs: list[str]) -> list[str]:
        main = self._one("main_need")
        order = {id_: place for place, id_ in enumerate(dict.fromkeys([main, *self._needs]))}
        return sorted(needs, key=lambda id_: order.get(id_, len(order)))

    def _one(self, name: str) -> str:
        return self.form.get(f"service.{name}", "").strip()

    def _texts(self, name: str, old: Mapping[str, str] | None) -> dict[str, str] | None:
        return self._text(f"service.{name}", old)

    def _text(self, name: str, old: Mapping[str, str] | None) -> dict[str, str] | None:
        """The text in the language of the form beside those in other languages."""
        said = self.form.get(name, "").strip()
        texts = {**(old or {}), self.lang: said}
        return {tag: text for tag, text in texts.items() if text} or None


def _in_order(chosen: Sequence[str], before: Sequence[str] | None) -> list[str]:
    """What was chosen, each once: what was there before in its order, what is new after it."""
    kept = [one for one in before or () if one in chosen]
    return list(dict.fromkeys([*kept, *chosen]))


def _at(rows: Sequence[Mapping[str, Any]] | None, row: int) -> Mapping[str, Any]:
    return rows[row] if rows is not None and row < len(rows) else {}


def _filled(said: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in said.items() if value not in (None, "", {})}
