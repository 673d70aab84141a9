"""City folders, read: `city.yml`, `sources.yml`, `services/*.yml` (one organization or one topic of it each), `words/*.yml`.

Every fault is noted with its file, line and field; what is sound is read on, so that one run shows all faults.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from services_directory.exchange.checked import checked, join
from services_directory.exchange.city_records import City, CityRecords
from services_directory.exchange.problems import Problems
from services_directory.exchange.records import Organization, Programme, Service, Source, Translation
from services_directory.exchange.rule_check import check_access
from services_directory.yaml_files import Document, shown


def read_city(folder: Path, programmes: Mapping[str, Programme], problems: Problems) -> CityRecords | None:
    """Read one city's folder.

    Args:
        folder: `cities/<city>`.
        programmes: the laws that a service may name, by id.
        problems: gathers what is wrong.

    Returns:
        What could be read, or None where `city.yml` could not; the other files are checked then too.
    """
    document = problems.read(folder / "city.yml")
    country = _country(document.data) if document else None
    city = checked(City, document.data, document, "", problems, country) if document else None
    if city and document and city.city != folder.name:
        problems.add(document, "city", f"does not agree with the folder {folder.name}")
    reader = _Reader(CityRecords(city or _stand_in(folder.name, country)), programmes, problems)
    if (folder / "sources.yml").exists():
        reader.shared_sources(folder / "sources.yml")
    for path in sorted((folder / "services").glob("*.yml")):
        reader.services(path)
    for path in sorted((folder / "words").glob("*.yml")):
        reader.words(path)
    return reader.records if city else None


def _stand_in(name: str, country: str | None) -> City:
    """For a city whose own page is faulty, so that its services are checked all the same."""
    known: dict[str, Any] = {"city": name, "country": country}
    return City.model_construct(**known)


def _country(said: Any) -> str | None:
    country = said.get("country") if isinstance(said, Mapping) else None
    return country if isinstance(country, str) else None


class _Reader:
    """Reads the files of one city into its records."""

    def __init__(self, records: CityRecords, programmes: Mapping[str, Programme], problems: Problems) -> None:
        self.records = records
        self._programmes = programmes
        self._problems = problems
        self._where: dict[str, str] = {}

    def shared_sources(self, path: Path) -> None:
        document = self._mapping(path, {"sources"})
        if document is not None:
            self._sources(document)

    def services(self, path: Path) -> None:
        document = self._mapping(path, {"organization", "sources", "services"})
        if document is None:
            return
        self._sources(document)
        organization = self._organization(document)
        said = document.data.get("services")
        if not isinstance(said, list) or not said:
            self._problems.add(document, "services", "must be a list of at least one service")
            return
        for index, service in enumerate(said):
            self._service(service, organization, document, f"services[{index}]")

    def words(self, path: Path) -> None:
        document = self._mapping(path, {"language", "source", "reviewed", "words"})
        if document is None:
            return
        common = {key: document.data.get(key) for key in ("language", "source", "reviewed")}
        words = document.data.get("words")
        for service, fields in words.items() if isinstance(words, Mapping) else ():
            if service not in self.records.services and service not in self.records.faulty:
                self._problems.add(document, f"words.{service}", "no such service in this city")
            for field, text in fields.items() if isinstance(fields, Mapping) else ():
                said = {**common, "service": service, "field": field, "text": text}
                made = checked(Translation, said, document, f"words.{service}", self._problems)
                if made is not None:
                    self.records.translations[service, made.language, field] = made

    def _mapping(self, path: Path, fields: set[str]) -> Document | None:
        document = self._problems.read(path)
        if document is None:
            return None
        if not isinstance(document.data, Mapping):
            self._problems.add(document, "", f"must be a mapping with {', '.join(sorted(fields))}")
            return None
        for key in document.data:
            if key not in fields:
                self._problems.add(document, str(key), f"no such field here; the fields are {', '.join(sorted(fields))}")
        return document

    def _sources(self, document: Document) -> None:
        said = document.data.get("sources", {})
        if not isinstance(said, Mapping):
            self._problems.add(document, "sources", "must map an id to {citation, url, seen, basis}")
            return
        for id_, source in said.items():
            made = checked(Source, source, document, f"sources.{id_}", self._problems)
            if id_ in self.records.sources:
                self._problems.add(document, f"sources.{id_}", "this id is taken by another source of the city")
            elif made is not None:
                self.records.sources[id_] = made

    def _organization(self, document: Document) -> str | None:
        made = checked(Organization, document.data.get("organization"), document, "organization", self._problems)
        if made is None:
            return None
        if self.records.organizations.setdefault(made.id, made) != made:
            self._problems.add(document, "organization", f"another file gives {made.id!r} another name")
        return made.id

    def _service(self, said: Any, organization: str | None, document: Document, where: str) -> None:
        if not isinstance(said, Mapping):
            self._problems.add(document, where, "must be a mapping")
            return
        given = {**said, "organization": organization or "unknown", "file": document.path.stem}
        for key in ("organization", "file"):
            if key in said:
                self._problems.add(document, join(where, key), "no such field here")
        made = checked(Service, given, document, where, self._problems, self.records.city.country)
        self._identity(said.get("id"), document, where)
        named = self._named_sources(said.get("sources"), document, where)
        self._law(said, named, document, where)
        if made is None:
            self.records.faulty.add(str(said.get("id")))
        else:
            self._ways(made, named, document, where)
            self.records.services.setdefault(made.id, made)

    def _identity(self, id_: Any, document: Document, where: str) -> None:
        place = join(where, "id")
        first = self._where.setdefault(str(id_), f"{shown(document.path)}:{document.line(place)}")
        if first != f"{shown(document.path)}:{document.line(place)}":
            self._problems.add(document, place, f"the id {id_!r} is taken by {first}")

    def _named_sources(self, said: Any, document: Document, where: str) -> dict[str, dict[str, Any]]:
        named: dict[str, dict[str, Any]] = {}
        for index, id_ in enumerate(said if isinstance(said, list) else ()):
            source = self.records.sources.get(id_) if isinstance(id_, str) else None
            if source is None:
                place = join(where, "sources", index)
                self._problems.add(document, place, f"no source {id_!r} in this file nor in the city's sources.yml")
            else:
                named[id_] = source.said()
        return named

    def _law(self, said: Mapping[str, Any], named: dict[str, dict[str, Any]], document: Document, where: str) -> None:
        programme, access = said.get("programme"), said.get("access")
        if programme is not None and programme not in self._programmes:
            self._problems.add(document, join(where, "programme"), f"no programme {programme!r} in any country or city folder")
        if isinstance(access, Mapping) and (programme is not None or "status" in access):
            check_access(access, programme is not None, named, document, where, self._problems)

    def _ways(self, service: Service, named: dict[str, dict[str, Any]], document: Document, where: str) -> None:
        for way, said in service.ways.items():
            for index, id_ in enumerate(said.sources):
                if id_ not in named:
                    place = join(where, "ways", way, "sources", index)
                    self._problems.add(document, place, f"{id_!r} is not among the sources of this service")
