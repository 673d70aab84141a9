"""Over every rule of every city: no fact flips a verdict, nothing useless is asked, skipping loses nothing, each no shows a way."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import rule_strategies as strategies
from hypothesis import given, settings
from hypothesis import strategies as st
from seeded import seeded_directory, seeded_settings

from services_directory.access import Directory, Person, Question
from services_directory.eligibility.counterfactuals import changes
from services_directory.eligibility.engine import decide_condition
from services_directory.eligibility.facts import Facts
from services_directory.eligibility.questions import next_fact, possible_answers
from services_directory.eligibility.rules import STATUSES, DatedRule
from services_directory.search.shelf import build
from services_directory.storage import open_engine, session
from services_directory.vocabulary import ids

DAY = date(2026, 11, 28)
MOST_QUESTIONS_BEFORE_AN_ANSWER = 2


def _rules() -> dict[str, DatedRule]:
    with session(open_engine(seeded_settings())) as opened:
        shelf = build(opened)
    named = dict(shelf.programmes) | {id_: e.rules for id_, e in shelf.entries.items()}
    return {id_: rule for id_, rules in named.items() if (rule := rules.on(DAY))}


RULES = _rules()
any_rule = st.sampled_from(sorted(RULES))
any_need = st.sampled_from(ids("needs"))


def outcome(rule: DatedRule, said: dict[str, Any]) -> str:
    return decide_condition(rule.condition, Facts.from_mapping(said)).outcome


@pytest.mark.parametrize("name", sorted(RULES))
@settings(max_examples=12, deadline=None)
@given(said=strategies.facts)
def test_each_fact_taken_away_makes_the_verdict_less_sure_and_never_flips_it(name, said):
    rule = RULES[name]
    full = outcome(rule, said)
    for gone in said:
        less = outcome(rule, {fact: value for fact, value in said.items() if fact != gone})
        assert {full, less} != {"yes", "no"}, gone
        # A status that the country does not have is left out of the question when none is said.
        assert less not in ("yes", "no") or full in (less, "unknown"), gone


@pytest.mark.parametrize("name", sorted(RULES))
def test_nobody_is_taken_for_a_citizen(name):
    """Who does not say a status gets no more than every status would get for sure, and no less than any could get."""
    rule = RULES[name]
    by_status = {status: outcome(rule, {"status": status}) for status in STATUSES}
    unsaid = outcome(rule, {})
    if unsaid == "yes":
        assert set(by_status.values()) <= {"yes", "unknown"}
    if unsaid == "no":
        assert set(by_status.values()) <= {"no", "unknown"}


@settings(max_examples=150, deadline=None)
@given(names=st.lists(any_rule, min_size=1, max_size=8, unique=True), said=strategies.facts)
def test_no_asked_fact_leaves_every_verdict_as_it_was(names, said):
    conditions, facts = [RULES[name].condition for name in names], Facts.from_mapping(said)
    fact = next_fact(conditions, facts)
    if fact is None:
        return
    assert fact not in facts.known()
    now = [decide_condition(one, facts).outcome for one in conditions]
    answers = [facts.with_(**{fact: answer}) for answer in possible_answers(fact, conditions)]
    assert any([decide_condition(one, known).outcome for one in conditions] != now for known in answers), fact


@settings(max_examples=40, deadline=None)
@given(need=any_need, city=st.sampled_from(["chicago", "malaga"]), said=strategies.facts)
def test_skipping_every_question_never_loses_a_service(need, city, said):
    directory = seeded_directory()
    whole = _answer(directory, city, need, said, frozenset())
    skipped: set[str] = set()
    for _ in range(MOST_QUESTIONS_BEFORE_AN_ANSWER):
        asked = _answer(directory, city, need, said, frozenset(skipped)).next_question
        if asked is None:
            break
        skipped.add(asked["fact"])
    after = _answer(directory, city, need, said, frozenset(skipped))
    assert {card["id"]: card["verdict"] for card in after.cards} == {card["id"]: card["verdict"] for card in whole.cards}
    assert after.next_question is None or after.next_question["fact"] not in skipped


def _answer(directory: Directory, city: str, need: str, said: dict[str, Any], skipped: frozenset[str]) -> Any:
    person = Person("me", Facts.from_mapping(said))
    return directory.answer(Question(city, (need,), people=(person,), day=DAY, limit=1000, skipped=skipped))


@pytest.mark.parametrize("need", ids("needs"))
@pytest.mark.parametrize("city", ["chicago", "malaga"])
def test_status_is_never_asked_where_everything_is_open_to_all(city, need):
    answer = _answer(seeded_directory(), city, need, {}, frozenset())
    if all(card["verdict"] == "yes" and "status" not in card["missing"] for card in answer.cards):
        assert answer.next_question is None or answer.next_question["fact"] != "status"


@settings(max_examples=300, deadline=None)
@given(name=any_rule, said=strategies.facts)
def test_a_change_that_is_named_makes_it_a_yes(name, said):
    """Put each named change in place: the verdict is then yes, but for the conditions that no fact can hold."""
    rule, facts = RULES[name], Facts.from_mapping(said)
    for change in changes(rule, facts):
        if change.conditions or any(fact in ("status", "months_in_status") for fact, _ in change.facts):
            continue
        then = facts.with_(**{fact: _value(fact, wanted) for fact, wanted in change.facts})
        if facts.status is None and then.status is None and "status" in decide_condition(rule.condition, then).missing:
            continue
        assert decide_condition(rule.condition, then).outcome == "yes", change


def _value(fact: str, wanted: Any) -> Any:
    if fact == "documents":
        return next(iter(wanted.values()))
    if fact == "children":
        return [wanted.get("min", wanted.get("max"))]
    if fact == "victim_of":
        return wanted
    if fact in ("gender", "nationality"):
        return wanted[0]
    if isinstance(wanted, dict):
        return wanted["min"] if "min" in wanted else 0 if fact == "income_monthly" else wanted["max"]
    return wanted
