"""Least asking: a fact is asked for only when some answer to it changes some verdict."""

from __future__ import annotations

from datetime import date

import rule_strategies as strategies
from hypothesis import given, settings
from hypothesis import strategies as st

from services_directory.eligibility.engine import outcome_of
from services_directory.eligibility.facts import FIELD_NAMES, Facts
from services_directory.eligibility.questions import DELICACY, next_fact, possible_answers
from services_directory.eligibility.rules import STATUSES, Reader

DAY = date(2026, 11, 22)
READER = Reader({})


def condition(rule):
    dated = READER.rule_set([rule]).on(DAY)
    assert dated is not None
    return dated.condition


def grid(and_=None, **cells):
    said = {"status": {status: cells.get(status, "no") for status in STATUSES}}
    return condition({**said, "and": and_} if and_ else said)


@settings(max_examples=300, deadline=None)
@given(rules=st.lists(strategies.rules, min_size=1, max_size=4), said=strategies.facts)
def test_what_is_asked_can_change_a_verdict(rules, said):
    conditions, facts = [condition(rule) for rule in rules], Facts.from_mapping(said)
    fact = next_fact(conditions, facts)
    if fact is None:
        return
    assert fact not in facts.known()
    now = [outcome_of(one.find(facts)) for one in conditions]
    answers = [facts.with_(**{fact: answer}) for answer in possible_answers(fact, conditions)]
    assert any([outcome_of(one.find(known)) for one in conditions] != now for known in answers)


def test_nothing_is_asked_when_everything_is_open_to_all():
    assert next_fact([grid(**dict.fromkeys(STATUSES, "yes"))], Facts()) is None


def test_a_fact_that_decides_nothing_is_not_asked():
    hopeless = grid({"all": [{"age": {"min": 18}}, {"other": "already_enrolled"}]}, citizen="yes")
    assert next_fact([hopeless], Facts(status="citizen", age=30)) is None


def test_what_was_skipped_is_not_asked_again():
    wanted = grid({"registered": True}, citizen="yes")
    assert next_fact([wanted], Facts(status="citizen")) == "registered"
    assert next_fact([wanted], Facts(status="citizen"), skipped=["registered"]) is None


def test_the_fact_that_settles_most_is_asked_first():
    by_age = [grid({"age": {"max": 18}}, **dict.fromkeys(STATUSES, "yes")) for _ in range(3)]
    by_register = grid({"registered": True}, **dict.fromkeys(STATUSES, "yes"))
    assert next_fact([*by_age, by_register], Facts()) == "age"


def test_every_fact_has_a_place_in_the_order_of_delicacy():
    assert set(DELICACY) == set(FIELD_NAMES) - {"minor"}
    assert DELICACY[-1] == "status"
