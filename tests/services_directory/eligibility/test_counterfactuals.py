"""What would make it a yes: true, smallest, and nothing that a person cannot bring about."""

from __future__ import annotations

from datetime import date

import rule_strategies as strategies
from hypothesis import given, settings

from services_directory.eligibility.counterfactuals import changes
from services_directory.eligibility.facts import Facts
from services_directory.eligibility.rules import STATUSES, DatedRule, Reader

DAY = date(2026, 11, 22)
READER = Reader({"law": {"citation": "A law"}})


def rule(and_: object = None, **cells: object) -> DatedRule:
    said: dict[str, object] = {"status": {status: cells.get(status, "no") for status in STATUSES}}
    if and_ is not None:
        said["and"] = and_
    found = READER.rule_set([said]).on(DAY)
    assert found is not None
    return found


def facts_of(dated: DatedRule, **said: object) -> list[dict[str, object]]:
    return [dict(change.facts) for change in changes(dated, Facts.from_mapping(said))]


def test_the_padron_is_named_where_it_is_all_that_is_missing():
    assert facts_of(rule({"registered": True}, undocumented="yes"), status="undocumented", registered=False) == [
        {"registered": True}
    ]


def test_time_that_has_to_pass_is_given_in_months():
    dated = rule(asylum_seeker={"when": {"months_since_application": {"min": 6}}})
    (change,) = changes(dated, Facts(status="asylum_seeker", months_since_application=2))
    assert (dict(change.facts), change.months) == ({"months_since_application": {"min": 6}}, 4)


def test_what_a_person_cannot_change_is_never_suggested():
    for and_, said in (
        ({"age": {"max": 17}}, {"age": 30}),
        ({"nationality": ["UA"]}, {"nationality": "MA"}),
        ({"gender": ["female"]}, {"gender": "male"}),
        ({"pregnant": True}, {"pregnant": False}),
        ({"victim_of": ["trafficking"]}, {"victim_of": []}),
        ({"months_in_country": {"max": 12}}, {"months_in_country": 40}),
        ({"lives_in_city": True}, {"lives_in_city": False}),
    ):
        assert facts_of(rule(and_, citizen="yes"), status="citizen", **said) == []
    assert facts_of(rule(citizen="yes"), status="undocumented") == []


def test_another_status_is_named_only_where_the_rule_says_that_it_leads_there():
    cell = {"can": "no", "becomes": {"status": "permanent_resident"}}
    dated = rule(refugee=cell, permanent_resident="yes")
    assert facts_of(dated, status="refugee") == [{"status": "permanent_resident"}]


def test_the_smaller_of_two_ways_comes_alone():
    either = {"any": [{"registered": True}, {"all": [{"registered": True}, {"has_referral": True}]}]}
    assert facts_of(rule(either, undocumented="yes"), status="undocumented", registered=False, has_referral=False) == [
        {"registered": True}
    ]


@settings(max_examples=400, deadline=None)
@given(said_rule=strategies.rules, said=strategies.facts)
def test_no_way_holds_another_and_none_is_empty(said_rule, said):
    dated = READER.rule_set([said_rule]).on(DAY)
    assert dated is not None
    found = changes(dated, Facts.from_mapping(said))
    sets = [frozenset([*(name for name, _ in change.facts), *change.conditions]) for change in found]
    assert all(sets)
    assert len(found) <= 6


@settings(max_examples=400, deadline=None)
@given(said_rule=strategies.rules, said=strategies.facts)
def test_a_known_fact_is_changed_only_if_a_person_can_bring_it_about(said_rule, said):
    facts = Facts.from_mapping(said)
    dated = READER.rule_set([said_rule]).on(DAY)
    assert dated is not None
    can_change = {
        "registered", "has_referral", "work_authorised", "documents", "months_in_status", "months_since_application",
        "months_in_country", "social_security_months", "age",
    }  # fmt: skip
    for change in changes(dated, facts):
        for name, value in change.facts:
            if name in facts.known():
                assert name in can_change
                assert name != "age" or value["min"] > facts.age
