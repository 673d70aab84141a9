"""The practices of the six seed cities, each as its sentence stands in the papers, and what the packs must not pretend.

The golden tables are `golden/<city>.tsv` with the columns name, service, date, facts, verdict and reason (empty where the papers
do not settle which reason is given); those of the laws lie in `tests/countries/`.
"""

from __future__ import annotations

import csv
import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from services_directory.eligibility.engine import decide
from services_directory.eligibility.facts import Facts
from services_directory.eligibility.rules import STATUSES, Reader, RuleSet
from services_directory.eligibility.verdict import Verdict
from services_directory.exchange.city_records import CityRecords, DirectoryRecords
from services_directory.exchange.directory_yaml import read_directory
from services_directory.exchange.problems import Problems
from services_directory.exchange.records import Service
from services_directory.settings import ROOT
from services_directory.vocabulary import ids
from services_directory.yaml_files import load

CITIES = ("atlanta", "lisbon", "new-york", "sao-paulo", "souss-massa", "vienna")
COUNTRIES = {"atlanta": "US", "lisbon": "PT", "new-york": "US", "sao-paulo": "BR", "souss-massa": "MA", "vienna": "AT"}
TODAY = date(2026, 11, 22)
HEADER = ["name", "service", "date", "facts", "verdict", "reason"]
LEAST_ROWS_IN_ALL = 60
MOST_SERVICES = 7
SIX_LANGUAGES = {"en", "es", "fr", "ar", "uk", "zh"}
PAPERS = {
    "IOM, J. Helke, EMN seminar, 22 August 2019",
    "GFMD Roundtable 3.1 background paper, January 2020",
}


@cache
def seeds() -> DirectoryRecords:
    problems = Problems()
    read = read_directory(ROOT / "services_directory", problems, CITIES)
    assert [str(problem) for problem in problems] == []
    return read


def city(name: str) -> CityRecords:
    return seeds().cities[name]


def service(id_: str) -> Service:
    return next(city(name).services[id_] for name in CITIES if id_ in city(name).services)


def city_of(id_: str) -> CityRecords:
    return next(city(name) for name in CITIES if id_ in city(name).services)


@cache
def rules_of(id_: str) -> RuleSet:
    one = service(id_)
    if one.programme is not None:
        assert one.access.and_ is None, "the tables of the laws would not be those of the service"
        law = seeds().programmes[one.programme]
        return Reader(law.sources).rule_set(law.rules)
    named = {source: city_of(id_).sources[source].said() for source in one.sources}
    return Reader(named).rule_set([one.access.rule()])


def verdict(id_: str, day: date = TODAY, **facts: Any) -> Verdict:
    return decide(rules_of(id_), Facts.from_mapping(facts), day)


def outcomes(id_: str, **facts: Any) -> dict[str, str]:
    return {status: verdict(id_, status=status, **facts).outcome for status in STATUSES}


def help_of(name: str) -> list[Service]:
    """The services of a city that are no lines for danger."""
    return [one for one in city(name).services.values() if not (one.kind == "hotline" and one.crises)]


def rows() -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for table in sorted((Path(__file__).parent / "golden").glob("*.tsv")):
        with table.open(encoding="utf-8", newline="") as text:
            lines = list(csv.reader(text, delimiter="\t", quoting=csv.QUOTE_NONE))
        assert lines[0] == HEADER, table
        found += [(f"{table.name}:{number}", line) for number, line in enumerate(lines[1:], start=2)]
    return found


ROWS = rows()


@pytest.mark.parametrize(("place", "row"), ROWS, ids=[f"{row[1]}: {row[0]}" for _, row in ROWS])
def test_the_papers_say(place: str, row: list[str]) -> None:
    _, id_, day, facts, outcome, reason = row
    found = verdict(id_, date.fromisoformat(day), **json.loads(facts))
    assert id_ in city(place.partition(".")[0]).services, place
    assert found.outcome == outcome, f"{place}: {found.outcome}, reasons {', '.join(found.reasons)}"
    assert not reason or reason in found.reasons, f"{place}: reasons {', '.join(found.reasons)}"


def test_every_city_has_a_table_and_there_are_many_rows() -> None:
    assert {place.partition(".")[0] for place, _ in ROWS} == set(CITIES)
    assert len(ROWS) >= LEAST_ROWS_IN_ALL
    assert len({(row[0], row[1]) for _, row in ROWS}) == len(ROWS)


# Lisbon


def test_lisbon_has_a_one_stop_shop_with_services_for_immigrants_under_one_roof_open_to_all_whatever_the_status() -> None:
    shop = service("cnaim-lisboa")
    assert len(shop.needs) >= 6
    assert {outcome for status, outcome in outcomes("cnaim-lisboa").items() if status != "deferred_action"} == {"yes"}
    assert verdict("cnaim-lisboa").reasons == ("open_to_all",)
    assert [place.address for place in shop.places] == ["Rua Álvaro Coutinho 14, 1150-025 Lisboa"]
    assert shop.hours is not None
    assert shop.hours.osm == "Mo-Fr 08:00-17:00"


def test_children_without_papers_are_registered_in_lisbon_under_decreto_lei_67_2004() -> None:
    assert service("cnaim-lisboa-registo-criancas").programme == "dl-67-2004"
    found = verdict("cnaim-lisboa-registo-criancas", status="undocumented", age=8)
    assert found.outcome == "yes"
    assert any("67/2004" in source.citation for source in found.sources)


# São Paulo


def test_the_reference_centre_of_sao_paulo_takes_everyone_whatever_nationality_status_or_documents() -> None:
    for id_ in ("crai-oriana-jara", "crai-movel"):
        assert service(id_).programme == "lei-16478-2016"
        assert service(id_).ways["in_person"].id_required == "none"
        assert {outcome for status, outcome in outcomes(id_, documents=[]).items() if status != "deferred_action"} == {"yes"}
    cited = {source.citation for source in verdict("crai-oriana-jara", status="undocumented").sources}
    assert any("16.478/2016" in citation for citation in cited)
    assert any("57.533/2016" in citation for citation in cited)


def test_the_law_of_sao_paulo_is_the_citys_own() -> None:
    law = seeds().programmes["lei-16478-2016"]
    assert (law.scope.country, law.scope.city) == ("BR", "sao-paulo")
    assert {"status", "documents", "nationality"} <= set(law.not_a_criterion)


def test_crai_is_by_appointment_and_its_mobile_unit_is_not() -> None:
    assert (service("crai-oriana-jara").appointment, service("crai-movel").appointment) == (True, False)
    assert service("crai-movel").walk_in


# New York


def test_new_york_has_a_city_card_for_all_residents_from_ten_whatever_the_status() -> None:
    assert set(outcomes("idnyc", age=10, lives_in_city=True).values()) == {"yes"}
    assert set(outcomes("idnyc", age=9, lives_in_city=True).values()) == {"no"}
    assert set(outcomes("idnyc", age=30, lives_in_city=False).values()) == {"no"}
    assert (service("idnyc").age.min, service("idnyc").fee.code) == (10, "free")


def test_the_data_of_the_new_york_card_are_protected_from_immigration_authorities() -> None:
    way = service("idnyc").ways["in_person"]
    assert (way.asks_status, way.shares_data) == ("no", "with_rule")
    assert "2019" in (way.because or {})["en"]
    assert "not read" in (way.because or {})["en"], "nobody is promised more than was read"
    law = seeds().programmes["idnyc"].data_sharing
    assert law is not None
    assert law.shares_data == "with_rule"


def test_executive_order_41_says_that_staff_may_not_ask_the_status_unless_it_is_needed_and_may_not_report_it() -> None:
    way = service("new-york-city-services").ways["phone"]
    assert (way.asks_status, way.shares_data) == ("no", "with_rule")
    for word in ("unless", "not report", "save for illegal activity"):
        assert word in (way.because or {})["en"]
    assert set(outcomes("new-york-city-services").values()) == {"yes"}
    assert any("by law" in note["en"] for note in verdict("new-york-city-services").notes)


# Souss-Massa


def test_offices_in_souss_massa_help_returning_moroccans_with_pensions_earned_abroad() -> None:
    office = service("souss-massa-orientation-offices")
    assert office.needs[0] == "pension_social_security"
    yes = [status for status, outcome in outcomes(office.id).items() if outcome == "yes"]
    assert yes == ["returnee"]


def test_jobs_in_souss_massa_ask_only_for_some_form_of_identification() -> None:
    job = service("souss-massa-jobs")
    assert job.needs == ["employment"]
    assert job.ways["in_person"].id_required == "any"
    for document in ("passport", "national_id", "consular_id", "any_photo_id"):
        assert verdict(job.id, status="undocumented", documents=[document]).outcome == "yes"
    none = verdict(job.id, status="undocumented", documents=[])
    assert (none.outcome, none.reasons) == ("no", ("id_required",))


# Vienna


@pytest.mark.parametrize(("age", "outcome"), [(14, "no"), (15, "yes"), (18, "yes"), (21, "yes"), (22, "no")])
def test_the_youth_college_of_vienna_is_free_for_migrants_from_15_to_21_mostly_asylum_seekers(age: int, outcome: str) -> None:
    college = service("jugendcollege-wien")
    assert verdict(college.id, status="asylum_seeker", age=age).outcome == outcome
    assert (college.age.min, college.age.max, college.fee.code) == (15, 21, "free")


def test_the_editor_is_told_that_the_youth_college_has_changed() -> None:
    assert "18-25" in service("jugendcollege-wien").verify["en"]
    assert service("jugendcollege-wien").confidence == "low"


# Atlanta


def test_atlanta_drives_refugees_free_to_legal_and_medical_appointments_and_nobody_else() -> None:
    rides = service("atlanta-rides-for-refugees")
    assert (rides.needs, rides.fee.code) == (["transport"], "free")
    assert {status for status, outcome in outcomes(rides.id).items() if outcome == "yes"} == {"refugee"}
    assert {outcome for status, outcome in outcomes(rides.id).items() if status != "refugee"} == {"no"}
    assert "legal and medical" in rides.description["en"]


def test_atlanta_brings_food_to_refugees_by_the_same_agreement() -> None:
    food = service("atlanta-food-delivery-for-refugees")
    assert food.needs == ["food"]
    assert outcomes(food.id) == outcomes("atlanta-rides-for-refugees")


# What holds of all six


@pytest.mark.parametrize("name", CITIES)
def test_a_pack_is_small_and_says_so(name: str) -> None:
    assert 1 <= len(help_of(name)) <= MOST_SERVICES
    assert city(name).city.country == COUNTRIES[name]
    assert city(name).city.warning["en"]
    assert all(one.published for one in city(name).services.values())


@pytest.mark.parametrize("name", CITIES)
def test_a_city_has_its_name_in_six_languages(name: str) -> None:
    assert set(city(name).city.name) >= SIX_LANGUAGES


@pytest.mark.parametrize("name", CITIES)
def test_services_are_described_in_english_spanish_and_the_languages_of_the_city(name: str) -> None:
    spoken = {"en", "es", *city(name).city.languages}
    for one in city(name).services.values():
        assert set(one.description) >= spoken, one.id


@pytest.mark.parametrize("name", CITIES)
def test_what_only_the_papers_or_memory_tell_is_of_low_confidence(name: str) -> None:
    for one in help_of(name):
        cited = [city(name).sources[id_] for id_ in one.sources]
        if all(source.citation in PAPERS or source.basis == "recalled" for source in cited):
            assert one.confidence == "low", one.id
        assert one.verify["en"], one.id


def test_the_papers_are_cited_by_their_names() -> None:
    cited = {source.citation for name in CITIES for source in city(name).sources.values()}
    assert cited >= PAPERS


@pytest.mark.parametrize("name", ["lisbon", "sao-paulo", "souss-massa", "vienna"])
def test_a_status_that_a_country_does_not_have_is_not_here(name: str) -> None:
    for one in city(name).services.values():
        if one.access.status is not None:
            assert one.access.status["deferred_action"] == "not_here", one.id
        assert verdict(one.id, status="deferred_action", age=16, documents=["passport"], has_referral=True).outcome == "unknown"


@pytest.mark.parametrize("name", CITIES)
def test_a_yes_and_a_no_name_their_source(name: str) -> None:
    for one in city(name).services.values():
        for status in STATUSES:
            found = verdict(one.id, status=status)
            assert found.reasons, (one.id, status)
            if found.outcome in ("yes", "no"):
                assert found.sources, (one.id, status)


@pytest.mark.parametrize("name", CITIES)
def test_no_number_stands_in_a_pack_but_those_of_the_list_and_of_danger(name: str) -> None:
    listed = {
        "lisbon": {"+351218106100", "+351808257257", "+351218106191"},
        "sao-paulo": {"+551123615069"},
        "new-york": {"+18003540365", "+18005667636", "311"},
    }.get(name, set())
    assert {phone.number for one in help_of(name) for phone in one.phones} == listed


@pytest.mark.parametrize("name", CITIES)
@pytest.mark.parametrize("crisis", ids("crises"))
def test_every_danger_has_a_number_and_what_is_unknown_is_said(name: str, crisis: str) -> None:
    contacts = load(ROOT / "services_directory" / "cities" / name / "crisis.yml").data["crises"][crisis]
    assert any("phone" in contact for contact in contacts)
    assert all({"en", "es", *city(name).city.languages} <= set(contact["say"]) for contact in contacts)
    if crisis == "detention" and name in ("atlanta", "souss-massa", "vienna"):
        assert "We know of no line" in contacts[0]["say"]["en"]


def test_no_number_for_danger_is_an_age() -> None:
    for name in CITIES:
        page = load(ROOT / "services_directory" / "cities" / name / "crisis.yml").data["crises"]
        numbers = {contact["phone"] for contacts in page.values() for contact in contacts if "phone" in contact}
        numbers |= {number.number for number in city(name).city.emergency}
        assert not [number for number in numbers if int(number) < 110], name


@pytest.mark.parametrize("name", CITIES)
def test_a_city_is_known_by_its_names(name: str) -> None:
    page = load(ROOT / "data" / "places" / f"{name}.yml").data
    assert page["city"] == name
    assert page["places"]
    names = {str(one).casefold() for one in page["names"]}
    assert city(name).city.name["en"].casefold() in names
