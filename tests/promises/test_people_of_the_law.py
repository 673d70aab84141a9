"""Twelve people about whom the law is easily got wrong, asked of the whole directory: right, with the reason, source and way out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from seeded import seeded_directory

from services_directory.access import Facts, Person, Question

DAY = date(2026, 11, 28)
Cards = dict[tuple[str, str], dict[str, Any]]


def ask(city: str, *people: tuple[str, dict[str, Any]], needs: tuple[str, ...] = (), services: tuple[str, ...] = ()) -> Cards:
    """Cards by service and person."""
    asking = tuple(Person(who, Facts.from_mapping(said)) for who, said in people)
    answer = seeded_directory().answer(Question(city, needs, services, asking, DAY, limit=1000, explain=True))
    return {(card["id"], card["for"]): card for card in answer.cards}


def cited(card: dict[str, Any], text: str) -> bool:
    return any(text in source["citation"] for source in card["sources"])


def test_a_green_card_of_three_years_and_food_stamps_waits_for_the_fifth_year():
    card = ask(
        "chicago", ("me", {"status": "permanent_resident", "months_in_status": 36, "age": 30}), services=("snap-illinois",)
    )
    snap = card["snap-illinois", "me"]
    assert snap["verdict"] == "depends", "it would be a no, but for exceptions that only the person knows"
    waits = [change for change in snap["would_change"] if change["months"]]
    assert [(change["facts"]["months_in_status"]["min"], change["from"]) for change in waits] == [(60, "2028-11-28")]
    assert {"work_quarters", "former_refugee"} <= set(snap["conditions"])
    assert "veteran_family" in snap["missing"]


def test_the_same_persons_child_of_five_gets_food_stamps_at_once():
    green = {"status": "permanent_resident", "months_in_status": 36}
    found = ask("chicago", ("me", {**green, "children": [5]}), ("child", {**green, "age": 5}), services=("snap-illinois",))
    assert found["snap-illinois", "child"]["verdict"] == "yes"
    assert found["snap-illinois", "me"]["verdict"] == "depends"


def test_a_pregnant_woman_without_papers_in_chicago_has_moms_and_babies_and_not_medicaid():
    me = ("me", {"status": "undocumented", "pregnant": True, "age": 27})
    found = ask("chicago", me, needs=("maternal_health", "health_care"))
    assert found["moms-and-babies", "me"]["verdict"] == "yes"
    medicaid = found["medicaid-illinois", "me"]
    assert (medicaid["verdict"], medicaid["reasons"]) == ("no", ["status_not_covered"])
    assert medicaid["alternatives"]


def test_a_pregnant_woman_without_papers_in_malaga_has_the_health_centre():
    found = ask("malaga", ("me", {"status": "undocumented", "pregnant": True}), needs=("maternal_health", "health_care"))
    for service in ("sas-centro-salud", "sas-sin-residencia", "hospital-materno", "medicos-del-mundo"):
        assert found[service, "me"]["verdict"] == "yes", service
        assert found[service, "me"]["sources"]


@pytest.mark.parametrize(("months", "verdict"), [(5, "no"), (6, "yes"), (7, "yes")])
def test_an_asylum_seeker_may_register_for_work_in_malaga_from_the_sixth_month(months: int, verdict: str):
    sae = ask("malaga", ("me", {"status": "asylum_seeker", "months_since_application": months}), services=("sae",))["sae", "me"]
    assert sae["verdict"] == verdict
    if verdict == "no":
        assert "waiting_period" in sae["reasons"]
        assert [change["from"] for change in sae["would_change"]] == ["2026-12-28"]


def test_a_minor_of_seventeen_alone_in_malaga_is_protected():
    found = ask("malaga", ("me", {"status": "unaccompanied_minor", "age": 17}), services=("UAM", "proteccion-menores"))
    assert {card["verdict"] for card in found.values()} == {"yes"}


def test_the_same_minor_at_eighteen_is_not_a_protected_minor_any_more():
    assert ask("malaga", ("me", {"status": "undocumented", "age": 18}), services=("UAM",))["UAM", "me"]["verdict"] != "yes"


def test_a_ukrainian_under_temporary_protection_works_and_sees_a_doctor_in_malaga():
    found = ask("malaga", ("me", {"status": "temporary_protection", "nationality": "UA"}), services=("sae", "sas-centro-salud"))
    assert {card["verdict"] for card in found.values()} == {"yes"}


def test_a_ukrainian_with_parole_in_chicago_lost_food_stamps_and_keeps_health_centres():
    me = ("me", {"status": "temporary_protection", "nationality": "UA", "age": 30})
    found = ask("chicago", me, services=("snap-illinois", "erie-family-health"))
    snap = found["snap-illinois", "me"]
    assert (snap["verdict"], cited(snap, "119-21")) == ("no", True)
    assert found["erie-family-health", "me"]["verdict"] == "yes"


def test_a_returnee_who_worked_in_argentina_has_the_pension_office_and_the_returnees_aid():
    found = ask("malaga", ("me", {"status": "returnee"}), needs=("return_support", "pension_social_security"))
    for service in ("inss-pensiones-convenios", "junta-retornados"):
        assert found[service, "me"]["verdict"] == "yes", service


def test_a_daca_holder_is_out_of_the_marketplace_and_told_what_is_left():
    card = ask("chicago", ("me", {"status": "deferred_action"}), services=("get-covered-illinois",))[
        "get-covered-illinois", "me"
    ]
    assert (card["verdict"], card["reasons"]) == ("no", ["status_not_covered"])
    assert card["alternatives"]
    assert card["would_change"] == [], "nobody is told to change what they cannot"


@pytest.mark.parametrize(("city", "emergency"), [("malaga", "061-urgencias-sanitarias"), ("chicago", "stroger-hospital")])
def test_a_tourist_with_a_broken_leg_gets_emergency_care(city: str, emergency: str):
    card = ask(city, ("me", {"status": "visitor"}), needs=("health_care",))[emergency, "me"]
    assert card["verdict"] == "yes"
    assert "emergency_only" in card["qualifiers"]


@pytest.mark.parametrize(("city", "doctor"), [("malaga", "sas-centro-salud"), ("chicago", "erie-family-health")])
def test_a_stateless_person_sees_a_doctor(city: str, doctor: str):
    assert ask(city, ("me", {"status": "stateless"}), services=(doctor,))[doctor, "me"]["verdict"] == "yes"


def test_each_of_a_mixed_family_of_four_gets_a_verdict_of_their_own():
    found = ask(
        "chicago",
        ("me", {"status": "undocumented", "age": 35}),
        ("partner", {"status": "permanent_resident", "months_in_status": 84, "age": 37}),
        ("child", {"status": "citizen", "age": 3}),
        ("child of 10", {"status": "undocumented", "age": 10}),
        services=("snap-illinois", "all-kids", "medicaid-illinois"),
    )
    verdicts = {key: card["verdict"] for key, card in found.items()}
    assert verdicts == {
        ("snap-illinois", "me"): "no",
        ("snap-illinois", "partner"): "yes",
        ("snap-illinois", "child"): "yes",
        ("snap-illinois", "child of 10"): "no",
        ("all-kids", "me"): "no",
        ("all-kids", "partner"): "no",
        ("all-kids", "child"): "yes",
        ("all-kids", "child of 10"): "yes",
        ("medicaid-illinois", "me"): "no",
        ("medicaid-illinois", "partner"): "yes",
        ("medicaid-illinois", "child"): "no",
        ("medicaid-illinois", "child of 10"): "no",
    }


def test_every_card_of_these_people_says_why_and_where_it_stands():
    for card in ask("malaga", ("me", {"status": "undocumented", "pregnant": True}), needs=("maternal_health",)).values():
        assert card["reasons"], card["id"]
        assert card["sources"], card["id"]
        assert card["explain"]["rule"]["value"] in ("true", "false", "unknown")
