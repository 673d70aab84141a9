"""Directories in the form in which other makers give theirs go in by a mapping alone, and what they do not say stays unknown.

The rows are made up; the columns, their order, their encodings and their bad habits are those of the makers.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from openpyxl import Workbook
from shell import faro
from small_directory import CITY, SmallDirectory
from sqlalchemy import create_engine

from services_directory import storage
from services_directory.eligibility.rules import STATUSES
from services_directory.exchange import from_models
from services_directory.exchange.mapping import of_said
from services_directory.exchange.mapping_guess import guess
from services_directory.exchange.notes import Notes
from services_directory.exchange.records import Service
from services_directory.yaml_files import load

MAKERS = Path(__file__).parent / "makers"
SPRINGFIELD = CITY.replace("pueblo", "springfield").replace("Pueblo", "Springfield").replace("country: ES", "country: US")
SPRINGFIELD = SPRINGFIELD.replace("ES-AN", "US-IL").replace("Europe/Madrid", "America/Chicago").replace("EUR", "USD")
MUSTERSTADT = CITY.replace("pueblo", "musterstadt").replace("Pueblo", "Musterstadt").replace("country: ES", "country: DE")
MUSTERSTADT = MUSTERSTADT.replace("ES-AN", "DE-BY").replace("Europe/Madrid", "Europe/Berlin")
FILES = {
    "inreach.csv": "springfield",
    "211.csv": "springfield",
    "integreat.xlsx": "musterstadt",
    "access-nyc.csv": "springfield",
    "osm.tsv": "pueblo",
    "madrid.csv": "pueblo",
}


@pytest.fixture
def small(tmp_path: Path) -> SmallDirectory:
    """Three towns in three countries, and Integreat's table as a workbook."""
    made = SmallDirectory(tmp_path)
    assert faro(made.settings, "import") == 0
    for name, text in (("springfield", SPRINGFIELD), ("musterstadt", MUSTERSTADT)):
        page = tmp_path / f"{name}.yml"
        page.write_text(text, encoding="utf-8")
        assert faro(made.settings, "add-city", str(page)) == 0
    return made


def file_of(name: str, folder: Path) -> Path:
    """The maker's file; a workbook is made of the CSV beside it, with numbers as numbers."""
    if not name.endswith(".xlsx"):
        return MAKERS / name
    book = Workbook()
    with (MAKERS / name.replace(".xlsx", ".csv")).open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines):
            book.active.append([float(cell) if cell.replace(".", "", 1).isdigit() and "." in cell else cell for cell in row])
    book.save(folder / name)
    return folder / name


def came_in(small: SmallDirectory, name: str) -> dict[str, Service]:
    """Import a maker's file by its mapping; gives what is in the directory then, by the end of its id."""
    path = file_of(name, small.root.parent)
    mapping = MAKERS / f"{path.stem}.yml"
    assert faro(small.settings, "import", str(path), "--map", str(mapping), "--city", FILES[name]) == 0
    engine = create_engine(small.settings.database_url)
    with storage.session(engine) as session:
        records = from_models.city(session, FILES[name])
    engine.dispose()
    assert records is not None
    set_ = of_said(load(mapping).data["mapping"], "mapping").name
    return {
        id_.removeprefix(f"{set_}-"): service
        for id_, service in records.services.items()
        if service.origin is not None and service.origin.source == set_
    }


@pytest.mark.parametrize("name", FILES)
def test_what_a_maker_does_not_say_stays_unknown_and_nothing_is_shown(small: SmallDirectory, name: str) -> None:
    found = came_in(small, name)
    assert len(found) >= 2
    for service in found.values():
        assert service.access.status == dict.fromkeys(STATUSES, "not_stated")
        assert service.access.basis == service.residency.level == service.income.limit == "not_stated"
        assert {way.id_required for way in service.ways.values()} == {"not_stated"}
        assert {way.shares_data for way in service.ways.values()} == {"not_stated"}
        assert service.published is False
        assert service.last_verified is None


@pytest.mark.parametrize("name", FILES)
def test_the_same_file_again_changes_nothing(small: SmallDirectory, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    came_in(small, name)
    capsys.readouterr()
    came_in(small, name)
    assert ", 0 changed, 0 removed" in capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize("name", FILES)
def test_most_of_a_mapping_is_guessed(small: SmallDirectory, name: str) -> None:
    """What a clerk has to write is little: three fifths of the fields of the finished mapping are there."""
    path = file_of(name, small.root.parent)
    said = small.write("guessed.yml", guess(path, "en", Notes()))
    guessed = load(said).data["mapping"]
    wanted = of_said(load(MAKERS / f"{path.stem}.yml").data["mapping"], "mapping")
    right = [field for field in wanted.columns if _first(guessed["columns"].get(field)) == _first(wanted.columns[field])]
    assert len(right) >= len(wanted.columns) * 3 / 5, (sorted(set(wanted.columns) - set(right)), guessed["columns"])


def _first(said: object) -> object:
    return next(iter(said.values() if isinstance(said, dict) else said)) if isinstance(said, list | dict) else said


def test_inreach(small: SmallDirectory, capsys: pytest.CaptureFixture[str]) -> None:
    found = came_in(small, "inreach.csv")
    assert set(found) == {"osvc-01h29e1", "osvc-01h29e2", "osvc-01h2ab8"}
    clinic = found["osvc-01h29e1"]
    assert (clinic.needs, clinic.languages, clinic.fee.code) == (["immigration_legal"], ["en", "es", "ar"], "free")
    assert clinic.phones[0].number == "+13125550142"
    assert clinic.residency.text == {"en": "LGBTQ+ asylum seekers; undocumented"}
    assert found["osvc-01h29e2"].url == "https://pride.example.org"
    testing = found["osvc-01h2ab8"]
    assert (testing.email, testing.languages, testing.fee.code) == (None, ["en", "tl"], "sliding_scale")
    assert testing.places[0].lat is None
    told = capsys.readouterr().err
    assert "left out: inreach.csv:4: Email: not taken over: 'info@harbor' is not a mail address" in told
    assert "left out: inreach.csv:4: Latitude: not taken over: no place on this globe" in told


def test_211_keeps_a_secret_place_secret(small: SmallDirectory) -> None:
    found = came_in(small, "211.csv")
    assert set(found) == {"68110254", "68110255", "68110300"}
    assert found["68110300"].places == []
    assert found["68110300"].hours is not None
    assert found["68110300"].hours.osm == "24/7"
    engine = create_engine(small.settings.database_url)
    stored = Path(str(engine.url.database)).read_bytes()
    assert b"Hidden Lane" not in stored
    pantry, dental = found["68110254"], found["68110255"]
    assert pantry.description == {"en": "Groceries once a week.\nBring bags."}
    assert pantry.hours is not None
    assert pantry.hours.osm == "Mo-Fr 09:00-17:00; Sa 10:00-13:00"
    assert pantry.places[0].address == "200 Example Avenue, Springfield, IL, 60602"
    assert (dental.phones[0].number, dental.phones[0].note) == ("+13125550111", {"en": "ext. 204"})
    assert dental.fee.code == "sliding_scale"


def test_integreat(small: SmallDirectory) -> None:
    found = came_in(small, "integreat.xlsx")
    assert set(found) == {"4711", "4712"}
    advice, course = found["4711"], found["4712"]
    assert advice.hours is not None
    assert advice.hours.osm == "Mo 09:00-12:00; Tu 09:00-12:00; Th 13:00-17:00"
    assert (advice.phones[0].number, course.phones[0].number) == ("+498999998111", "+498999998112")
    assert (advice.places[0].lat, advice.places[0].address) == (48.1374, "Beispielgasse 1, 80331, Musterstadt")
    assert course.description == {"de": "Deutsch lernen ohne Anmeldung."}
    assert course.needs == ["language_classes"]


def test_access_nyc(small: SmallDirectory, capsys: pytest.CaptureFixture[str]) -> None:
    found = came_in(small, "access-nyc.csv")
    assert set(found) == {"s2r900", "s2r901", "s2r902"}
    assert found["s2r900"].description == {"en": "Money for food each month. A card with money for food."}
    assert found["s2r900"].name == "Help buying groceries, EGB"
    assert found["s2r901"].documents_note == {"en": "Proof of age"}
    assert (found["s2r902"].url, found["s2r902"].places) == (None, [])
    assert "access-nyc.csv:5: url_of_online_application" in capsys.readouterr().err


def test_openstreetmap(small: SmallDirectory, capsys: pytest.CaptureFixture[str]) -> None:
    found = came_in(small, "osm.tsv")
    assert set(found) == {"node-900001", "node-900002", "way-900003"}
    soup, clinic, shelter = found["node-900001"], found["node-900002"], found["way-900003"]
    assert (soup.needs, clinic.needs, shelter.needs) == (["food"], ["health_care"], ["emergency_shelter"])
    assert soup.hours is not None
    assert soup.hours.osm == "Mo-Fr 12:30-14:30; PH off"
    assert clinic.hours is not None
    assert clinic.hours.osm == 'Mo-Fr 08:00-20:00; Sa "con cita"'
    assert [phone.number for phone in clinic.phones] == ["+34952126126", "+34952126127"]
    assert shelter.organization == "osm-albergue-de-ejemplo"  # nobody is named who runs it
    assert (soup.fee.code, shelter.fee.code) == ("free", "not_stated")
    assert "osm.tsv:4: phone: not taken over" in capsys.readouterr().err


def test_an_open_data_portal(small: SmallDirectory, capsys: pytest.CaptureFixture[str]) -> None:
    found = came_in(small, "madrid.csv")
    office, classes = found["5500001"], found["5500002"]
    assert office.name == "Oficina de Información y Orientación de Ejemplo"
    assert office.hours is not None
    assert office.hours.osm == "Mo-Fr 09:00-14:00"
    assert (office.places[0].lat, office.places[0].lon) == (36.7196, -4.42)
    assert [phone.number for phone in office.phones] == ["+34952126126", "+34952126127"]
    assert office.needs == ["identity_documents", "immigration_legal"]
    assert classes.hours is not None
    assert classes.hours.osm is None
    assert classes.hours.text == {"es": "Lunes y miércoles: 17:00-19:00. Agosto cerrado."}
    told = capsys.readouterr().err
    assert "is not UTF-8; it was read as Windows-1252" in told
    assert "madrid.csv:3: HORARIO: kept as words" in told
