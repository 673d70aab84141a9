"""What holds of every city's files."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from services_directory import models, storage
from services_directory.exchange.apply import import_records
from services_directory.exchange.city_records import DirectoryRecords
from services_directory.exchange.directory_yaml import read_directory
from services_directory.exchange.problems import Problems
from services_directory.exchange.records import Service
from services_directory.settings import ROOT, Settings
from services_directory.vocabulary import ids
from services_directory.yaml_files import load

CITIES = {"chicago": (132, 132), "malaga": (111, 96)}


@pytest.fixture(scope="module")
def directory() -> DirectoryRecords:
    problems = Problems()
    records = read_directory(ROOT / "services_directory", problems)
    assert [str(problem) for problem in problems] == []
    return records


def services(directory: DirectoryRecords) -> list[Service]:
    return [service for city in directory.cities.values() for service in city.services.values()]


@pytest.mark.parametrize("name", CITIES)
def test_every_service_is_there(directory: DirectoryRecords, name: str) -> None:
    city = directory.cities[name]
    published = [service for service in city.services.values() if service.published]
    assert (len(city.services), len(published)) == CITIES[name]


def test_both_cities_load_into_an_empty_database_quickly(directory: DirectoryRecords, tmp_path: Path) -> None:
    engine = storage.open_engine(Settings(ROOT, tmp_path, f"sqlite:///{tmp_path / 'directory.db'}"))
    start = time.monotonic()
    problems = Problems()
    records = read_directory(ROOT / "services_directory", problems)
    storage.upgrade(engine)
    import_records(engine, records)
    assert time.monotonic() - start < 15
    with storage.session(engine) as session:
        count = select(func.count()).select_from(models.Service).where(models.Service.city_id.in_(CITIES))
        assert session.scalar(count) == 132 + 96 + 15
        assert session.scalar(select(func.count()).select_from(models.Programme)) == 68


def test_every_need_of_the_vocabulary_is_answered_in_both_cities(directory: DirectoryRecords) -> None:
    for name in CITIES:
        published = [service for service in directory.cities[name].services.values() if service.published]
        assert {need for service in published for need in service.needs} == set(ids("needs")), name


def test_every_crisis_has_a_number_to_call_that_answers_at_any_hour(directory: DirectoryRecords) -> None:
    for name in directory.cities:
        page = load(ROOT / "services_directory" / "cities" / name / "crisis.yml").data
        assert set(page["crises"]) == set(ids("crises"))
        for crisis, contacts in page["crises"].items():
            assert any("phone" in contact for contact in contacts), (name, crisis)
            if crisis != "detention":
                assert any(contact.get("hours") == "24/7" and "phone" in contact for contact in contacts), (name, crisis)
            assert all({"en", "es"} <= set(contact["say"]) for contact in contacts)


def test_what_can_be_reached_without_speaking_is_marked(directory: DirectoryRecords) -> None:
    for name in directory.cities:
        page = load(ROOT / "services_directory" / "cities" / name / "crisis.yml").data
        for contact in (contact for contacts in page["crises"].values() for contact in contacts):
            assert bool(contact.get("silent")) == bool({"text", "whatsapp", "chat"} & set(contact)), contact["service"]


def test_nobody_is_promised_an_office_confirmed_what_only_sources_say(directory: DirectoryRecords) -> None:
    assert {(s.last_verified, s.verified_how) for s in services(directory)} == {(date(2026, 11, 22), "sources")}
    assert all(service.verify["en"] for service in services(directory))


def test_what_is_said_of_data_sharing_has_its_sentence(directory: DirectoryRecords) -> None:
    for service in services(directory):
        for way in service.ways.values():
            assert way.because or way.shares_data == "not_stated", service.id


def test_a_service_has_a_law_or_a_grid_for_every_status(directory: DirectoryRecords) -> None:
    for service in services(directory):
        grid = service.access.status
        assert (service.programme is None) == (grid is not None)
        assert grid is None or set(grid) == set(ids("statuses")) - {"undisclosed"}


def test_recalled_sources_are_marked_so(directory: DirectoryRecords) -> None:
    for city in directory.cities.values():
        assert city.sources["memory"].basis == "recalled"
        assert all(source.basis == "read" for id_, source in city.sources.items() if id_ != "memory")


def test_a_service_is_described_in_english_and_spanish(directory: DirectoryRecords) -> None:
    for city in directory.cities.values():
        for service in city.services.values():
            translated = (service.id, "es", "description") in city.translations
            assert "en" in service.description
            assert translated or "es" in service.description, service.id


def test_translations_are_the_work_of_people(directory: DirectoryRecords) -> None:
    words = [word for city in directory.cities.values() for word in city.translations.values()]
    assert {word.source for word in words} == {"human"}


def test_files_stay_short() -> None:
    for path in (ROOT / "services_directory" / "cities").glob("*/services/*.yml"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 180, path
