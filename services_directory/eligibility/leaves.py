"""Tests of single facts, read from a rule: the leaves of the grammar that `rules` describes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services_directory.eligibility.conditions import All, Condition, Leaf, Test
from services_directory.eligibility.facts import Facts
from services_directory.eligibility.income import IncomeLimit, Limit, fixed
from services_directory.eligibility.logic import FALSE, TRUE, UNKNOWN, Truth
from services_directory.eligibility.logic import of as truth_of
from services_directory.eligibility.verdict import Source
from services_directory.vocabulary import id_set

_DEFAULT_REASONS = {
    "status": "status_not_covered",
    "months_in_status": "waiting_period",
    "months_since_application": "waiting_period",
    "months_in_country": "waiting_period",
    "social_security_months": "contributions_required",
    "lives_in_city": "residency_in_city_required",
    "registered": "local_registration_required",
    "pregnant": "pregnancy_required",
    "children": "children_required",
    "income_monthly": "income_above_limit",
    "household_size": "household_size_limit",
    "documents": "id_required",
    "gender": "gender_restricted",
    "nationality": "nationality_restricted",
    "victim_of": "victim_only",
    "has_referral": "referral_required",
    "work_authorised": "work_authorisation_required",
    "disability": "disability_required",
    "veteran_family": "military_service_required",
}
_PERIODS = {"months_in_status", "months_since_application", "months_in_country", "social_security_months", "household_size"}
_FLAGS = {"lives_in_city", "registered", "pregnant", "has_referral", "disability", "veteran_family"}


class BadRule(ValueError):
    """A rule breaks the grammar. `where` is the dotted place inside the file, `why` what is wrong with it."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where = where
        self.why = why


def leaf(fact: str, said: Mapping[str, Any], where: str, sources: tuple[Source, ...]) -> Condition:
    operand = said[fact]
    where = f"{where}.{fact}"
    if fact == "age":
        return _age(operand, said, where, sources)
    if fact == "income_monthly":
        return IncomeLimit(*_fixed_limit(operand, where), reason(said, _DEFAULT_REASONS[fact], where), sources)
    test = _test(fact, operand, where)
    return Leaf(fact, operand, test, reason(said, _DEFAULT_REASONS[fact], where), sources)


def _test(fact: str, operand: Any, where: str) -> Test:
    if fact in _PERIODS:
        return _between(fact, *_bounds(operand, where))
    if fact in _FLAGS or fact == "work_authorised":
        return _flag("may_work" if fact == "work_authorised" else fact, operand, where)
    if fact == "children":
        return _children(*_bounds(operand, where))
    if fact == "documents":
        return _documents(operand, where)
    if fact == "victim_of":
        return _overlap(fact, frozenset(known_ids(operand, "victims", where)))
    if fact == "status":
        return _one_of("known_status", frozenset(known_ids(operand, "statuses", where)))
    if fact == "gender":
        return _one_of(fact, frozenset(known_ids(operand, "genders", where)))
    if fact == "nationality":
        return _one_of(fact, frozenset(listed(operand, where)))
    raise BadRule(where, "no such condition")


def _age(operand: Any, said: Mapping[str, Any], where: str, sources: tuple[Source, ...]) -> Condition:
    low, high = _bounds(operand, where)
    parts: list[Condition] = []
    if low is not None:
        why = reason(said, "age_below_minimum", where)
        parts.append(Leaf("age", {"min": low}, _age_from(low), why, sources))
    if high is not None:
        why = reason(said, "age_above_maximum", where)
        parts.append(Leaf("age", {"max": high}, _age_to(high), why, sources))
    return parts[0] if len(parts) == 1 else All(parts)


def _age_from(least: int) -> Test:
    def test(facts: Facts) -> Truth:
        low, high = facts.age_bounds
        return TRUE if low >= least else FALSE if high < least else UNKNOWN

    return test


def _age_to(most: int) -> Test:
    def test(facts: Facts) -> Truth:
        low, high = facts.age_bounds
        return TRUE if high <= most else FALSE if low > most else UNKNOWN

    return test


def _between(fact: str, low: int | None, high: int | None) -> Test:
    def test(facts: Facts) -> Truth:
        value = getattr(facts, fact)
        if value is None:
            return UNKNOWN
        return truth_of((low is None or value >= low) and (high is None or value <= high))

    return test


def _flag(fact: str, wanted: Any, where: str) -> Test:
    if not isinstance(wanted, bool):
        raise BadRule(where, "must be true or false")

    def test(facts: Facts) -> Truth:
        value = getattr(facts, fact)
        return UNKNOWN if value is None else truth_of(value is wanted)

    return test


def _children(low: int | None, high: int | None) -> Test:
    def test(facts: Facts) -> Truth:
        if facts.children is None:
            return UNKNOWN
        return truth_of(any((low is None or age >= low) and (high is None or age <= high) for age in facts.children))

    return test


def _fixed_limit(operand: Any, where: str) -> tuple[Limit, dict[str, Any]]:
    most = operand.get("max") if isinstance(operand, Mapping) and set(operand) == {"max"} else None
    if isinstance(most, bool) or not isinstance(most, int | float):
        raise BadRule(where, "must be {max: amount a month} or {table: id, percent: number}")
    return fixed(most)


def _documents(operand: Any, where: str) -> Test:
    if not isinstance(operand, Mapping) or len(operand) != 1 or next(iter(operand)) not in ("any_of", "all_of"):
        raise BadRule(where, "must be {any_of: [ids]} or {all_of: [ids]}")
    wanted = frozenset(known_ids(next(iter(operand.values())), "documents", where))
    enough = wanted.issubset if "all_of" in operand else (lambda held: bool(wanted & held))

    def test(facts: Facts) -> Truth:
        return UNKNOWN if facts.documents is None else truth_of(enough(facts.documents))

    return test


def _overlap(fact: str, wanted: frozenset[str]) -> Test:
    def test(facts: Facts) -> Truth:
        value = getattr(facts, fact)
        return UNKNOWN if value is None else truth_of(bool(wanted & value))

    return test


def _one_of(fact: str, wanted: frozenset[str]) -> Test:
    def test(facts: Facts) -> Truth:
        value = getattr(facts, fact)
        return UNKNOWN if value is None else truth_of(value in wanted)

    return test


def _bounds(operand: Any, where: str) -> tuple[int | None, int | None]:
    if not isinstance(operand, Mapping) or not operand:
        raise BadRule(where, "must be {min: …, max: …}, one of them at least")
    only(operand, {"min", "max"}, where)
    for value in operand.values():
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise BadRule(where, "min and max must be whole numbers from 0 up")
    return operand.get("min"), operand.get("max")


def reason(said: Mapping[str, Any], default: str, where: str) -> str:
    return known_ids([said.get("reason", default)], "reasons", f"{where}.reason")[0]


def known_ids(said: Any, kind: str, where: str) -> tuple[str, ...]:
    for id_ in listed(said, where):
        if id_ not in id_set(kind):
            raise BadRule(where, f"{id_!r} is not one of the {kind} of the vocabulary")
    return tuple(said)


def listed(said: Any, where: str) -> list[Any]:
    if not isinstance(said, list):
        raise BadRule(where, "must be a list")
    return said


def only(said: Mapping[str, Any], allowed: set[str], where: str) -> None:
    extra = [str(key) for key in said if key not in allowed]
    if extra:
        raise BadRule(where, f"does not know {', '.join(extra)}; it may hold {', '.join(sorted(allowed))}")
