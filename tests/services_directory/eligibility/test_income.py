"""Income limits: inclusive, by size of household, by the amounts of the day; what is not said is asked for or said."""

from __future__ import annotations

from datetime import date

import pytest

from services_directory.eligibility.engine import decide, decide_assuming
from services_directory.eligibility.facts import Facts
from services_directory.eligibility.leaves import BadRule
from services_directory.eligibility.rules import STATUSES, Reader
from services_directory.eligibility.tables import tables

READER = Reader({"law": {"citation": "A law"}})
IN_2026, IN_2025 = date(2026, 11, 22), date(2025, 6, 1)


def limited(operand, **more):
    return {"status": dict.fromkeys(STATUSES, "yes"), "sources": ["law"], "and": {"income_monthly": operand}, **more}


def outcome(rule, day=IN_2026, **said):
    return decide(READER.rule_set([rule]), Facts.from_mapping(said), day).outcome


def test_the_limit_itself_is_within():
    rule = limited({"max": 1000})
    assert [outcome(rule, income_monthly=amount) for amount in (999, 1000, 1000.01)] == ["yes", "yes", "no"]


def test_a_share_of_the_poverty_line_grows_with_the_household():
    # 91 FR 1797: 15 960 dollars a year for one person, 5 680 for each further one; 138 % of a twelfth of 33 000 is 3 795.
    rule = limited({"table": "us-poverty", "percent": 138})
    assert outcome(rule, income_monthly=3795, household_size=4) == "yes"
    assert outcome(rule, income_monthly=3796, household_size=4) == "no"
    assert outcome(rule, income_monthly=3795, household_size=3) == "no"


def test_the_size_is_asked_for_only_where_the_income_does_not_settle_it():
    rules = READER.rule_set([limited({"table": "us-poverty", "percent": 138})])
    assert decide(rules, Facts(income_monthly=1835.4), IN_2026).outcome == "yes"
    found = decide(rules, Facts(income_monthly=2500), IN_2026)
    assert (found.outcome, found.missing) == ("depends", ("household_size",))
    assert decide(rules, Facts(household_size=4), IN_2026).missing == ("income_monthly",)


def test_the_amounts_of_the_day_decide_and_are_cited():
    rules = READER.rule_set([limited({"table": "us-poverty", "percent": 100})])
    person = Facts(income_monthly=1320, household_size=1)
    before, after = decide(rules, person, date(2026, 1, 12)), decide(rules, person, date(2026, 1, 13))
    assert (before.outcome, after.outcome) == ("no", "yes")
    assert any("91 FR 1797" in source.citation for source in after.sources)
    assert not any("91 FR 1797" in source.citation for source in before.sources)


def test_a_day_before_the_first_amounts_is_not_known():
    assert outcome(limited({"table": "us-poverty", "percent": 100}), date(2020, 1, 1), income_monthly=0) == "unknown"


def test_multiples_of_the_iprem_go_by_size_of_household():
    # Ley 1/1996, art. 3: twice, two and a half times, three times; 8 400 euros a year are 700 a month.
    rule = limited({"table": "es-iprem", "percent": {"1": 200, "2": 250, "4": 300}})
    for size, most in ((1, 1400), (2, 1750), (3, 1750), (4, 2100), (7, 2100)):
        assert outcome(rule, income_monthly=most, household_size=size) == "yes", size
        assert outcome(rule, income_monthly=most + 1, household_size=size) == "no", size


def test_an_income_that_was_not_said_is_taken_to_be_within_and_that_is_said():
    rules = READER.rule_set([limited({"table": "us-poverty", "percent": 138})])
    found = decide_assuming(rules, Facts(), IN_2026)
    assert (found.outcome, found.assumes) == ("yes", ("income_within_limit",))
    assert decide_assuming(rules, Facts(income_monthly=9000, household_size=1), IN_2026).outcome == "no"


@pytest.mark.parametrize(
    "operand",
    [
        {"table": "nowhere", "percent": 100},
        {"table": "us-poverty"},
        {"table": "us-poverty", "percent": 0},
        {"table": "us-poverty", "percent": {"2": 100}},
        {"table": "us-poverty", "percent": "half"},
        {"max": "much"},
        {"max": True},
    ],
)
def test_a_limit_that_cannot_be_is_refused_with_its_place(operand):
    with pytest.raises(BadRule, match=r"rules\[0\]\.and"):
        READER.rule_set([limited(operand)])


def test_every_amount_of_every_table_has_a_source_and_its_day():
    assert set(tables()) == {"us-poverty", "es-iprem"}
    for table in tables().values():
        for amounts in table.amounts:
            assert all(table.sources[id_]["citation"] for id_ in amounts.sources)
            assert amounts.year[0] > 0
