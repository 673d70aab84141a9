"""A directory by way of HSDS into an empty database: nothing is lost, nothing is added, and all of it is HSDS."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hsds_schemas import faults
from small_directory import SmallDirectory
from sqlalchemy import Engine

from services_directory import storage
from services_directory.exchange import from_models
from services_directory.exchange.apply import import_records
from services_directory.exchange.city_records import CityRecords
from services_directory.exchange.directory_yaml import read_directory
from services_directory.exchange.foreign import Setting
from services_directory.exchange.hsds import document
from services_directory.exchange.incoming import read_json, read_tabular
from services_directory.exchange.merging import import_incoming
from services_directory.exchange.notes import Notes
from services_directory.exchange.problems import Problems
from services_directory.settings import ROOT, Settings

DAY = date(2026, 11, 28)
NO_CITY = Setting("", "", "en", "", DAY)


def said(records: CityRecords) -> dict[str, object]:
    return {
        "city": records.city.said(),
        "organizations": {key: value.said() for key, value in sorted(records.organizations.items())},
        "sources": {key: value.said() for key, value in sorted(records.sources.items())},
        "services": {key: value.said() for key, value in records.services.items()},
        "translations": {key: value.said() for key, value in sorted(records.translations.items())},
    }


def empty(folder: Path) -> Engine:
    engine = storage.open_engine(Settings(ROOT, folder, f"sqlite:///{folder / 'directory.db'}"))
    storage.upgrade(engine)
    return engine


@pytest.mark.parametrize("form", ["json", "tabular"])
@pytest.mark.parametrize("city", ["pueblo", "malaga", "chicago", "lisbon"])
def test_nothing_is_lost(city: str, form: str, tmp_path: Path) -> None:
    root = SmallDirectory(tmp_path).root if city == "pueblo" else ROOT / "services_directory"
    problems = Problems()
    records = read_directory(root, problems, [city])
    assert not problems.found
    first, file = empty(tmp_path / "one"), tmp_path / ("all.json" if form == "json" else "all.zip")
    import_records(first, records)
    write, read = (document.write_json, read_json) if form == "json" else (document.write_tabular, read_tabular)
    with storage.session(first) as session:
        assert write(session, [city], file, DAY, "en") == len(records.cities[city].services)
    second, notes = empty(tmp_path / "two"), Notes()
    incoming = read(file, NO_CITY, notes)
    assert (notes.faults, notes.warnings) == ((), ())
    import_incoming(second, incoming, NO_CITY, complete=False)
    with storage.session(second) as session:
        again = from_models.city(session, city)
        assert from_models.programmes(session) == records.programmes
    assert again is not None
    assert said(again) == said(records.cities[city])
    assert import_incoming(second, incoming, NO_CITY, complete=False).changes == []


def test_every_service_of_every_city_is_hsds(tmp_path: Path) -> None:
    """The schema of a whole service takes its time, so each city's first forty stand for it; all are looked at elsewhere."""
    engine, problems = empty(tmp_path), Problems()
    records = read_directory(ROOT / "services_directory", problems)
    import_records(engine, records)
    with storage.session(engine) as session:
        for city in records.cities:
            for number, service in enumerate(document.objects(session, [city], DAY, "es")):
                assert service["x_faro"]["record"]["id"]
                json.dumps(service)
                if number < 40:
                    assert faults("service", service) == [], service["name"]


def test_a_secret_place_is_in_no_export(tmp_path: Path) -> None:
    engine = empty(tmp_path)
    problems = Problems()
    import_records(engine, read_directory(ROOT / "services_directory", problems))
    with storage.session(engine) as session:
        for service in document.objects(session, ["malaga", "chicago"], DAY, "en"):
            places = service["x_faro"]["record"].get("places", [])
            addressed = [at for at in service.get("service_at_locations", ()) if at["location"].get("addresses")]
            assert len(addressed) == sum("address" in place for place in places)
