"""Random facts and random rules over the whole grammar, for property tests."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from services_directory.eligibility.facts import Facts
from services_directory.eligibility.rules import STATUSES
from services_directory.vocabulary import ids

_MONTHS = st.integers(0, 80)
_FLAG = st.booleans()
FACT_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "status": st.sampled_from(STATUSES),
    "months_in_status": _MONTHS,
    "months_since_application": _MONTHS,
    "age": st.integers(0, 100),
    "months_in_country": _MONTHS,
    "lives_in_city": _FLAG,
    "registered": _FLAG,
    "pregnant": _FLAG,
    "children": st.lists(st.integers(0, 25), max_size=3),
    "household_size": st.integers(1, 8),
    "income_monthly": st.integers(0, 4000),
    "documents": st.lists(st.sampled_from(["passport", "city_id", "birth_certificate"]), max_size=3),
    "gender": st.sampled_from(ids("genders")),
    "nationality": st.sampled_from(["UA", "CU", "MA", "SN"]),
    "victim_of": st.lists(st.sampled_from(ids("victims")), max_size=2),
    "has_referral": _FLAG,
    "work_authorised": _FLAG,
    "disability": _FLAG,
    "veteran_family": _FLAG,
    "social_security_months": _MONTHS,
}


def consistent(said: dict[str, Any]) -> bool:
    """Can one person be all of this? A status settles some facts: a minor is under 18, some may work and some may not."""
    status, age, works = said.get("status"), said.get("age"), said.get("work_authorised")
    if status == "unaccompanied_minor" and age is not None and age >= GROWN_UP_AT:
        return False
    return works is None or Facts(status=status).may_work in (None, works)


GROWN_UP_AT = 18
facts = st.fixed_dictionaries({}, optional=FACT_VALUES).filter(consistent)


def _bounds(most: int) -> st.SearchStrategy[dict[str, int]]:
    number = st.integers(0, most)
    return st.one_of(
        st.fixed_dictionaries({"min": number}),
        st.fixed_dictionaries({"max": number}),
        st.tuples(number, number).map(lambda pair: {"min": min(pair), "max": max(pair)}),
    )


_LEAF_OPERANDS: dict[str, st.SearchStrategy[Any]] = {
    "age": _bounds(70),
    "months_in_status": _bounds(60),
    "months_since_application": _bounds(12),
    "months_in_country": _bounds(60),
    "social_security_months": _bounds(60),
    "household_size": _bounds(8),
    "children": _bounds(18),
    "income_monthly": st.integers(0, 4000).map(lambda most: {"max": most}),
    "documents": st.sampled_from([{"any_of": ["passport", "city_id"]}, {"all_of": ["passport", "birth_certificate"]}]),
    "gender": st.just(["female"]),
    "nationality": st.sampled_from([["UA"], ["CU", "HT"]]),
    "victim_of": st.sampled_from([["trafficking"], ["crime", "torture"]]),
    "status": st.sampled_from([["refugee"], ["citizen", "returnee"]]),
} | dict.fromkeys(
    ("lives_in_city", "registered", "pregnant", "has_referral", "work_authorised", "disability", "veteran_family"), _FLAG
)
_leaf = st.one_of([operand.map(lambda value, name=name: {name: value}) for name, operand in _LEAF_OPERANDS.items()])
_other = st.sampled_from(ids("conditions")).map(lambda id_: {"other": id_})
expressions = st.recursive(
    st.one_of(_leaf, _other, st.just({"not_stated": True})),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=6,
)
_cell = st.one_of(
    st.sampled_from(["yes", "no", "not_stated", "not_here"]),
    expressions.map(lambda when: {"when": when}),
)
rules = st.fixed_dictionaries({"status": st.fixed_dictionaries(dict.fromkeys(STATUSES, _cell))}, optional={"and": expressions})
