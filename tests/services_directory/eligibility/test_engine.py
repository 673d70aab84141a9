"""The engine: what is not known never turns a verdict round, nobody gets a default, assumptions only ever open."""

from __future__ import annotations

from datetime import date

import rule_strategies as strategies
from hypothesis import given, settings
from hypothesis import strategies as st

from services_directory.eligibility.engine import decide, decide_assuming
from services_directory.eligibility.facts import Facts
from services_directory.eligibility.rules import STATUSES, Reader

DAY = date(2026, 11, 22)
READER = Reader({"law": {"citation": "A law"}})


def verdict(rule: dict[str, object], **said: object) -> str:
    return decide(READER.rule_set([rule]), Facts.from_mapping(said), DAY).outcome


def grid(**cells: object) -> dict[str, object]:
    return {"status": {status: cells.get(status, "no") for status in STATUSES}, "sources": ["law"]}


@settings(max_examples=400, deadline=None)
@given(rule=strategies.rules, said=strategies.facts, data=st.data())
def test_a_fact_taken_away_makes_a_verdict_less_sure_and_never_turns_it_round(rule, said, data):
    rules = READER.rule_set([rule])
    full = decide(rules, Facts.from_mapping(said), DAY).outcome
    if not said:
        return
    gone = data.draw(st.sampled_from(sorted(said)))
    less = decide(rules, Facts.from_mapping({name: value for name, value in said.items() if name != gone}), DAY).outcome
    if {full, less} <= {"yes", "no"}:
        assert full == less
    if less in ("yes", "no"):
        assert full in (less, "unknown") or said.get("status") in _statuses_not_here(rule)


def _statuses_not_here(rule) -> set[str]:
    return {status for status, cell in rule["status"].items() if cell == "not_here"}


@settings(max_examples=300, deadline=None)
@given(rule=strategies.rules, said=strategies.facts)
def test_an_assumption_only_ever_turns_depends_into_yes_and_names_itself(rule, said):
    rules, facts = READER.rule_set([rule]), Facts.from_mapping(said)
    plain, assumed = decide(rules, facts, DAY), decide_assuming(rules, facts, DAY)
    if assumed.outcome != plain.outcome:
        assert plain.outcome == "depends"
        assert assumed.outcome == "yes"
        assert assumed.assumes
        for name in assumed.assumes:
            said = {
                "lives_in_city": facts.lives_in_city,
                "not_visiting": facts.known_status,
                "income_within_limit": facts.income_monthly,
            }
            assert said.get(name, facts.age) is None


@settings(max_examples=300, deadline=None)
@given(rule=strategies.rules, said=strategies.facts)
def test_undisclosed_is_the_same_as_not_said(rule, said):
    rules = READER.rule_set([rule])
    unsaid = {name: value for name, value in said.items() if name != "status"}
    assert decide(rules, Facts.from_mapping(unsaid), DAY) == decide(
        rules, Facts.from_mapping({**unsaid, "status": "undisclosed"}), DAY
    )


@settings(max_examples=300, deadline=None)
@given(rule=strategies.rules, said=strategies.facts)
def test_depends_always_names_what_would_decide_it(rule, said):
    found = decide(READER.rule_set([rule]), Facts.from_mapping(said), DAY)
    if found.outcome == "depends":
        assert found.missing or found.conditions
        assert not set(found.missing) & set(Facts.from_mapping(said).known())
    else:
        assert not found.missing


def test_a_status_that_nobody_named_gets_no_default():
    assert verdict(grid(citizen="yes")) == "depends"
    assert verdict(grid(citizen="yes"), status="undocumented") == "no"


def test_open_to_all_is_yes_without_any_fact():
    rule = grid(**dict.fromkeys(STATUSES, "yes"))
    found = decide(READER.rule_set([rule]), Facts(), DAY)
    assert (found.outcome, found.reasons) == ("yes", ("open_to_all",))


def test_what_no_source_states_is_unknown_and_no_answer_helps():
    assert verdict(grid(stateless="not_stated"), status="stateless") == "unknown"
    assert verdict({**grid(citizen="yes"), "and": {"not_stated": True}}, status="citizen") == "unknown"


def test_not_stated_does_not_hide_another_way_in():
    rule = grid(asylum_seeker={"when": {"any": [{"not_stated": True}, {"pregnant": True}]}})
    assert verdict(rule, status="asylum_seeker") == "depends"
    assert verdict(rule, status="asylum_seeker", pregnant=True) == "yes"
    assert verdict(rule, status="asylum_seeker", pregnant=False) == "unknown"


def test_a_status_the_country_does_not_have_is_left_out_of_open_to_all():
    rule = grid(**{**dict.fromkeys(STATUSES, "yes"), "deferred_action": "not_here"})
    assert verdict(rule) == "yes"
    assert verdict(rule, status="deferred_action") == "unknown"


def test_periods_and_ages_hold_on_the_day_they_are_complete():
    wait = grid(asylum_seeker={"when": {"months_since_application": {"min": 6}}})
    assert verdict(wait, status="asylum_seeker", months_since_application=5) == "no"
    assert verdict(wait, status="asylum_seeker", months_since_application=6) == "yes"
    ages = {**grid(citizen="yes"), "and": {"age": {"min": 15, "max": 21}}}
    assert [verdict(ages, status="citizen", age=age) for age in (14, 15, 21, 22)] == ["no", "yes", "yes", "no"]


def test_a_minor_alone_is_under_eighteen_without_saying_an_age():
    rule = {**grid(unaccompanied_minor="yes", citizen="yes"), "and": {"age": {"min": 18}}}
    found = decide(READER.rule_set([rule]), Facts(status="unaccompanied_minor"), DAY)
    assert (found.outcome, found.reasons) == ("no", ("age_below_minimum",))


def test_the_law_of_the_day_decides_on_both_sides_of_a_date():
    rules = READER.rule_set(
        [
            {**grid(refugee="yes"), "from": date(2020, 1, 1), "until": date(2026, 9, 30)},
            {**grid(refugee="no"), "from": date(2026, 10, 1)},
        ]
    )
    person = Facts(status="refugee")
    days = (date(2019, 12, 31), date(2020, 1, 1), date(2026, 9, 30), date(2026, 10, 1))
    assert [decide(rules, person, day).outcome for day in days] == ["unknown", "yes", "yes", "no"]


def test_a_visitor_is_not_taken_to_live_here():
    rule = {**grid(visitor="yes", citizen="yes"), "and": {"lives_in_city": True}}
    rules = READER.rule_set([rule])
    assert decide_assuming(rules, Facts(status="visitor"), DAY).outcome == "depends"
    assert decide_assuming(rules, Facts(status="citizen"), DAY).assumes == ("lives_in_city",)


def test_a_child_is_not_taken_for_grown_up():
    rule = {**grid(citizen="yes"), "and": {"age": {"min": 18}}}
    rules = READER.rule_set([rule])
    assert decide_assuming(rules, Facts(status="citizen", minor=True), DAY).outcome == "no"


def test_a_limit_for_children_stays_open_for_somebody_of_unknown_age():
    rule = {**grid(undocumented="yes"), "and": {"all": [{"age": {"max": 18}}, {"lives_in_city": True}]}}
    found = decide_assuming(READER.rule_set([rule]), Facts(status="undocumented"), DAY)
    assert (found.outcome, found.missing) == ("depends", ("age",))


def test_permission_to_work_follows_from_the_status_where_it_settles_it():
    rule = grid(**{status: {"when": {"work_authorised": True}} for status in STATUSES})
    assert verdict(rule, status="refugee") == "yes"
    assert verdict(rule, status="undocumented") == "no"
    assert verdict(rule, status="asylum_seeker") == "depends"
