"""Questions to the real directory of both cities. What is expected was read in the cities' rules and service lists."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services_directory.access import Directory, Facts, Person, Question
from services_directory.eligibility.rules import STATUSES
from services_directory.errors import BadQuestion
from services_directory.vocabulary import id_set, ids

DAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


def person(who: str = "me", **facts: Any) -> Person:
    return Person(who, Facts.from_mapping(facts))


def ask(directory: Directory, city: str, *people: Person, **more: Any) -> dict[str, dict[str, Any]]:
    asked = {"day": DAY, "now": NOON, "limit": 200, **more}
    cards = directory.answer(Question(city, people=people or (person(),), **asked)).cards
    return {card["id"]: card for card in cards}


def test_a_child_without_papers_in_chicago_can_use_all_kids_health_centres_and_emergency_rooms(directory):
    cards = ask(directory, "chicago", person("child", minor=True, status="undocumented"), needs=("health_care",))
    for service in ("all-kids", "erie-family-health", "stroger-hospital"):
        assert cards[service]["verdict"] == "yes"
        assert cards[service]["for"] == "child"


def test_a_refugee_lost_snap_and_is_told_since_when_and_what_instead(directory):
    card = ask(directory, "chicago", person(status="refugee", months_in_status=12), services=("snap-illinois",))[
        "snap-illinois"
    ]
    assert card["verdict"] == "no"
    assert "status_not_covered" in card["reasons"]
    assert any("H.R.1" in source["citation"] for source in card["sources"])
    assert {"status": "permanent_resident"} in [change["facts"] for change in card["would_change"]]
    assert card["alternatives"]


def test_wages_are_owed_whatever_the_status(directory):
    cards = ask(directory, "chicago", needs=("work_rights",))
    assert cards["chicago-office-of-labor-standards"]["verdict"] == "yes"
    assert cards["illinois-department-of-labor"]["verdict"] == "yes"


def test_without_papers_one_may_register_in_malaga_and_is_told_the_truth_about_the_police(directory):
    cards = ask(directory, "malaga", person(status="undocumented"), services=("PAD",))
    padron = cards["malaga-padron"]
    assert padron["verdict"] == "yes"
    assert "passport" in padron["documents"]
    assert padron["shares_data"] == "yes"
    assert any("Policía Nacional" in note.get("es", "") for note in padron["notes"])


@pytest.mark.parametrize(("months", "verdict"), [(3, "no"), (5, "no"), (6, "yes"), (8, "yes")])
def test_six_months_after_asking_for_asylum_one_may_register_for_work_in_malaga(directory, months, verdict):
    asking = person(status="asylum_seeker", months_since_application=months)
    card = next(iter(ask(directory, "malaga", asking, services=("SAE",)).values()))
    assert card["verdict"] == verdict
    if verdict == "no":
        assert "waiting_period" in card["reasons"]
        assert card["would_change"][0]["months"] == 6 - months


def test_time_that_has_to_pass_ends_on_a_day(directory):
    asking = person(status="asylum_seeker", months_since_application=3)
    card = next(iter(ask(directory, "malaga", asking, services=("SAE",)).values()))
    assert card["would_change"][0]["from"] == "2027-02-22"


@pytest.mark.parametrize("city", ["chicago", "malaga"])
@pytest.mark.parametrize("need", ids("needs"))
def test_who_does_not_say_is_offered_at_least_what_any_status_would_get(directory, city, need):
    unsaid = ask(directory, city, person(status="undisclosed"), needs=(need,))
    for status in STATUSES:
        for service, card in ask(directory, city, person(status=status), needs=(need,)).items():
            if card["verdict"] == "yes":
                assert unsaid[service]["verdict"] in ("yes", "depends"), (status, service)
                if unsaid[service]["verdict"] == "depends" and unsaid[service]["missing"] == ["status"]:
                    assert status in unsaid[service]["yes_for"]


@pytest.mark.parametrize("city", ["chicago", "malaga"])
def test_every_card_is_whole_and_speaks_in_codes(directory, city):
    cards = ask(directory, city, services=directory.services(city), limit=500)
    assert len(cards) == {"chicago": 132, "malaga": 96}[city]
    for card in cards.values():
        assert card["id_required"] in id_set("id_required")
        assert card["asks_status"] in id_set("asks_status")
        assert card["shares_data"] in id_set("shares_data")
        assert card["fee"] in id_set("fees")
        assert set(card["documents"]) <= id_set("documents")
        assert set(card["reasons"]) <= id_set("reasons")
        assert card["reasons"]
        assert card["sources"]
        assert card["last_verified"] == "2026-11-22"
        assert card["verified_how"] == "sources"
        assert card["ways"]


def test_nothing_is_asked_where_everything_is_open(directory):
    answer = directory.answer(
        Question("chicago", needs=("violence_support",), people=(person(status="undocumented"),), day=DAY)
    )
    assert answer.next_question is None or answer.next_question["fact"] != "status"


def test_the_fact_asked_for_decides_the_services_that_it_names(directory):
    answer = directory.answer(Question("malaga", needs=("employment",), day=DAY, limit=100))
    assert answer.next_question is not None
    verdicts = {card["id"]: card for card in answer.cards}
    assert all(verdicts[service]["verdict"] in ("depends", "yes") for service in answer.next_question["why"])


def test_a_skipped_fact_is_not_asked_again(directory):
    asked = directory.answer(Question("malaga", needs=("employment",), day=DAY)).next_question
    assert asked is not None
    again = directory.answer(Question("malaga", needs=("employment",), day=DAY, skipped=frozenset((asked["fact"],))))
    assert again.next_question is None or again.next_question["fact"] != asked["fact"]


def test_without_assumptions_nothing_is_taken_for_granted(directory):
    free = ask(directory, "chicago", person(status="undocumented"), services=("citykey",))["citykey"]
    strict = ask(directory, "chicago", person(status="undocumented"), services=("citykey",), assumptions=())["citykey"]
    assert (free["verdict"], free["assumes"]) == ("yes", ["lives_in_city"])
    assert (strict["verdict"], strict["missing"]) == ("depends", ["lives_in_city"])


def test_nearest_comes_first_among_equals_and_distance_is_told(directory):
    pilsen = (41.8565, -87.6553)
    cards = ask(directory, "chicago", person(status="citizen"), needs=("health_care",), place=pilsen)
    away = [card["distance_m"] for card in cards.values() if card["distance_m"] is not None]
    assert away
    assert min(away) < 3000


def test_wishes_leave_out_what_does_not_say_so(directory):
    every = ask(directory, "chicago", needs=("food",))
    free = ask(directory, "chicago", needs=("food",), refine=frozenset(("free", "no_id")))
    assert free
    assert len(free) < len(every)
    assert all(card["fee"] == "free" and card["id_required"] == "none" for card in free.values())


def test_explained_answers_carry_the_rule(directory):
    card = ask(directory, "malaga", person(status="undocumented"), services=("PAD",), explain=True)["malaga-padron"]
    assert card["explain"]["rule"]["value"] in ("true", "unknown")
    assert "sources" in str(card["explain"])


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"city": "atlantis"}, "city"),
        ({"city": "chicago", "needs": ("unicorns",)}, "needs"),
        ({"city": "chicago", "services": ("sas-centro-salud",)}, "services"),
    ],
)
def test_a_bad_question_names_its_field_and_not_its_content(directory, asked, field):
    with pytest.raises(BadQuestion) as caught:
        directory.answer(Question(**asked))
    assert caught.value.field == field
    assert not {"atlantis", "unicorns"} & set(str(caught.value).split())


def test_two_services_of_one_programme_never_disagree(directory):
    shelf = directory._shelf
    for programme in directory.programmes():
        law = [entry for entry in shelf.entries.values() if entry.programme == programme]
        same = [entry for entry in law if entry.rules is shelf.programmes[programme]]
        for status in STATUSES:
            outcomes = {
                entry.rules.on(DAY) and entry.rules.on(DAY).condition.find(Facts(status=status)).truth for entry in same
            }
            assert len(outcomes) <= 1
