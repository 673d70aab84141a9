"""Facts of single services of Chicago, as the sources state them."""

from __future__ import annotations

import pytest

from services_directory.exchange.city_records import CityRecords
from services_directory.exchange.directory_yaml import read_directory
from services_directory.exchange.problems import Problems
from services_directory.settings import ROOT


@pytest.fixture(scope="module")
def chicago() -> CityRecords:
    return read_directory(ROOT / "services_directory", Problems(), ["chicago"]).cities["chicago"]


def test_the_city_card_differs_by_way_of_applying(chicago: CityRecords) -> None:
    ways = chicago.services["citykey"].ways
    assert ways["in_person"].shares_data == "never"
    assert "keeps no copy, address or phone" in (ways["in_person"].because or {})["en"]
    assert ways["online"].shares_data == "yes"
    assert ways["online"].paused
    assert "ICE subpoenaed them on 17 April 2025" in (ways["online"].because or {})["en"]
    assert not ways["in_person"].paused


def test_six_fields_of_medicaid_can_reach_ice(chicago: CityRecords) -> None:
    for service in ("medicaid-illinois", "all-kids", "moms-and-babies", "emergency-medical-noncitizens"):
        way = chicago.services[service].ways["in_person"]
        assert (way.asks_status, way.shares_data) == ("yes", "yes")
        assert "six data fields" in (way.because or {})["en"]


def test_the_licence_goes_out_only_by_court_order(chicago: CityRecords) -> None:
    licence = chicago.services["il-sos-license-state-id"]
    assert licence.ways["in_person"].shares_data == "court_order"
    assert licence.fee.code == "fixed"
    assert licence.age.min == 16


@pytest.mark.parametrize("service", ["centro-romero", "arise-chicago", "snap-illinois", "211-metro-chicago"])
def test_no_known_sharing_is_not_a_promise(chicago: CityRecords, service: str) -> None:
    assert {way.shares_data for way in chicago.services[service].ways.values()} == {"not_stated"}


@pytest.mark.parametrize("service", ["emergency-911", "lifeline-988", "nijc", "erie-family-health", "cps-enrolment"])
def test_a_law_with_exceptions_is_called_so(chicago: CityRecords, service: str) -> None:
    assert {way.shares_data for way in chicago.services[service].ways.values()} == {"with_rule"}


def test_lines_are_used_by_phone_and_offices_in_person(chicago: CityRecords) -> None:
    assert list(chicago.services["lifeline-988"].ways) == ["phone"]
    assert list(chicago.services["carpls-hotline"].ways) == ["phone"]
    assert list(chicago.services["stroger-hospital"].ways) == ["in_person"]
    assert list(chicago.services["illinois-legal-aid-online"].ways) == ["online"]


def test_numbers_are_ready_to_dial(chicago: CityRecords) -> None:
    numbers = {id_: [(p.number, p.type) for p in chicago.services[id_].phones] for id_ in chicago.services}
    assert numbers["emergency-911"] == [("911", "voice")]
    assert numbers["lifeline-988"] == [("988", "voice"), ("988", "text")]
    assert numbers["il-domestic-violence-hotline"] == [("+18778636338", "voice"), ("+18778636338", "text")]
    assert numbers["nijc"] == [("+13126601370", "voice")]
    assert ("85622", "text") in numbers["eviction-help-illinois"]


def test_what_no_source_states_stays_unknown(chicago: CityRecords) -> None:
    grid = chicago.services["idhs-homeless-prevention"].access.status or {}
    assert [status for status, cell in grid.items() if cell == "yes"] == ["citizen", "permanent_resident", "returnee"]
    assert {cell for cell in grid.values() if cell != "yes"} == {"not_stated"}
    romero = chicago.services["centro-romero"]
    assert romero.access.basis == "no_rule_known"
    assert romero.ways["in_person"].id_required == "not_stated"
    assert romero.ways["in_person"].asks_status == "not_stated"


def test_entries_of_the_law_refer_to_it(chicago: CityRecords) -> None:
    for service in ("snap-illinois", "medicaid-illinois", "citykey", "cps-enrolment", "chicago-office-of-labor-standards"):
        assert chicago.services[service].programme == service
        assert chicago.services[service].access.status is None
    assert chicago.services["alivio-medical-center"].programme == "erie-family-health"
    assert chicago.services["american-job-center-northside"].programme == "american-job-center-pilsen"


def test_where_one_must_live(chicago: CityRecords) -> None:
    assert chicago.services["cdph-mental-health"].access.and_ == {"lives_in_city": True}
    assert chicago.services["211-metro-chicago"].access.and_ is None
    assert chicago.services["night-ministry-crib"].access.and_ == {"age": {"min": 14, "max": 24}}
    assert chicago.services["chicago-furniture-bank"].access.and_ == {"has_referral": True}


def test_a_mexican_consulate_is_for_mexicans(chicago: CityRecords) -> None:
    grid = chicago.services["mexico-consulate-chicago"].access.status or {}
    assert grid["student"]["when"] == {"nationality": ["MX"]}
    assert grid["asylum_seeker"]["when"] == {"all": [{"nationality": ["MX"]}, {"other": "legal_advice_first"}]}
    assert grid["stateless"]["can"] == "no"


def test_the_city_page(chicago: CityRecords) -> None:
    city = chicago.city
    assert (city.country, city.region, city.timezone, city.currency) == ("US", "US-IL", "America/Chicago", "USD")
    assert len(city.dated_facts) == 8
    assert len(city.checked_and_left_out) == 11
