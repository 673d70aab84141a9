"""Facts of single services of Málaga, as the sources state them."""

from __future__ import annotations

import pytest

from services_directory.exchange.city_records import CityRecords
from services_directory.exchange.directory_yaml import read_directory
from services_directory.exchange.problems import Problems
from services_directory.settings import ROOT


@pytest.fixture(scope="module")
def malaga() -> CityRecords:
    return read_directory(ROOT / "services_directory", Problems(), ["malaga"]).cities["malaga"]


def test_the_police_may_look_at_the_padron_and_it_is_said(malaga: CityRecords) -> None:
    for service in ("malaga-padron", "malaga-padron-sin-domicilio"):
        record = malaga.services[service]
        way = record.ways["in_person"]
        assert record.programme == "PAD"
        assert way.shares_data == "yes"
        assert "Ley 7/1985, additional provision 7" in (way.because or {})["en"]
        assert "Policía Nacional" in (way.because or {})["es"]


def test_offices_of_immigration_and_police_say_what_they_are(malaga: CityRecords) -> None:
    for service in ("oficina-extranjeria-malaga", "asilo-comisaria-malaga", "arraigo-rd1155"):
        assert malaga.services[service].ways["in_person"].shares_data == "yes"


def test_a_status_that_spain_does_not_have(malaga: CityRecords) -> None:
    grids = [service.access.status for service in malaga.services.values() if service.access.status]
    assert sum(grid["deferred_action"] == "not_here" for grid in grids) == 26
    assert all(grid["deferred_action"] != "not_stated" for grid in grids)


def test_work_after_six_months_of_waiting_for_asylum(malaga: CityRecords) -> None:
    for service in ("malaga-imfe", "tgss-nuss", "arrabal-aid"):
        grid = malaga.services[service].access.status or {}
        assert grid["asylum_seeker"]["when"] == {"months_since_application": {"min": 6}}


def test_a_health_centre_without_residence(malaga: CityRecords) -> None:
    centre = malaga.services["sas-centro-salud"]
    cell = (centre.access.status or {})["undocumented"]
    assert {"pregnant": True} in cell["when"]["any"]
    assert {"age": {"max": 17}} in cell["when"]["any"]
    assert malaga.services["sas-sin-residencia"].programme == "HC3"
    assert malaga.services["medicos-del-mundo"].access.status["undocumented"] == "yes"  # type: ignore[index]


def test_adults_only_and_by_referral_only(malaga: CityRecords) -> None:
    shelter = malaga.services["malaga-cam"]
    assert (shelter.access.status or {})["unaccompanied_minor"]["reason"] == "age_below_minimum"
    assert shelter.access.and_ == {"all": [{"age": {"min": 18}}, {"has_referral": True}]}
    assert shelter.ways["in_person"].named == ["referral_letter"]


def test_the_weak_entries_are_held_back(malaga: CityRecords) -> None:
    held = {service.id for service in malaga.services.values() if not service.published}
    assert {"adoratrices-malaga", "uma", "malaga-hogar-malaka", "malaga-extranjeria-municipal"} <= held
    assert len(held) == 15


def test_homes_that_must_stay_secret_have_no_address(malaga: CityRecords) -> None:
    assert malaga.services["adoratrices-malaga"].places == []
    assert malaga.services["malaga-hogar-malaka"].places == []


def test_several_places_are_several_places(malaga: CityRecords) -> None:
    addresses = [place.address for place in malaga.services["cruz-roja-malaga"].places]
    assert addresses == ["Paseo de la Farola, s/n, 29016 Málaga", "Calle Camino de la Birreina, 7, 29011 Málaga"]


def test_numbers_are_ready_to_dial(malaga: CityRecords) -> None:
    numbers = {id_: [p.number for p in malaga.services[id_].phones] for id_ in malaga.services}
    assert numbers["061-urgencias-sanitarias"] == ["061"]
    assert numbers["016-violencia"] == ["016", "+34600000016"]
    assert numbers["anar-menores"] == ["116111", "+34900202010"]
    assert numbers["malaga-violencia-genero"] == ["+34951926006", "+34951926010", "+34679661800"]


def test_papers_are_codes_and_words(malaga: CityRecords) -> None:
    padron = malaga.services["malaga-padron"]
    assert {"passport", "rental_contract", "utility_bill", "application_form"} <= set(padron.documents)
    assert "hoja padronal" in (padron.documents_note or {})["en"]
    assert malaga.services["angeles-malaguenos"].ways["in_person"].id_required == "none"


def test_names_and_descriptions_in_spanish(malaga: CityRecords) -> None:
    words = malaga.translations["malaga-padron", "es", "name"]
    assert words.text == "Padrón: empadronarse en Málaga"
    assert "con o sin permiso" in malaga.services["malaga-padron"].description["es"]


def test_days_that_matter(malaga: CityRecords) -> None:
    facts = {fact.date: fact.fact["en"] for fact in malaga.city.dated_facts}
    assert "extraordinary regularisation" in facts["2026-06-30"]
    assert {holiday.rule for holiday in malaga.city.holidays} >= {"Feb 28", "easter -2 days", "Dec 06"}
    assert "Nov Th[4]" not in {holiday.rule for holiday in malaga.city.holidays}
