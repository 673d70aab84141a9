"""Least asking: the one fact whose answer decides most among the candidates, or none.

A fact is a candidate only if some answer to it changes some verdict. Among equals the less delicate one is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from services_directory.eligibility.conditions import ByStatus, Condition, Finding, Leaf
from services_directory.eligibility.engine import outcome_of
from services_directory.eligibility.facts import Facts
from services_directory.eligibility.rules import STATUSES

# From what one says to anybody to what one says to nobody: the order in which equals are asked.
DELICACY = (
    "lives_in_city", "age", "children", "household_size", "registered", "months_in_country", "pregnant", "gender",
    "has_referral", "disability", "documents", "veteran_family", "work_authorised", "social_security_months",
    "months_since_application", "months_in_status", "income_monthly", "nationality", "victim_of", "status",
)  # fmt: skip


def next_fact(candidates: Sequence[Condition], facts: Facts, skipped: Iterable[str] = ()) -> str | None:
    """The fact to ask for next, or None when no answer would change anything.

    Args:
        candidates: the law of the day of each service that answers the need.
        facts: what is known already.
        skipped: facts that the person has declined or that were asked before.
    """
    open_: dict[int, tuple[Condition, Finding, int]] = {}  # services that share a rule are decided together
    for condition in candidates:
        _, found, many = open_.get(id(condition)) or (condition, condition.find(facts), 0)
        open_[id(condition)] = (condition, found, many + 1)
    open_ = {key: one for key, one in open_.items() if outcome_of(one[1]) == "depends"}
    asked = {fact for _, found, _ in open_.values() for fact in found.missing} - set(skipped)
    rules = [(condition, many) for condition, _, many in open_.values()]
    scored = [(_decided(fact, rules, facts), fact) for fact in asked]
    worth = [(score, -DELICACY.index(fact), fact) for score, fact in scored if score > 0]
    return max(worth)[2] if worth else None


def _decided(fact: str, open_: list[tuple[Condition, int]], facts: Facts) -> float:
    """How many of the open verdicts an answer settles, on average over the answers that can make a difference."""
    answers = possible_answers(fact, [condition for condition, _ in open_])
    settled = 0
    for answer in answers:
        known = facts.with_(**{fact: answer})
        settled += sum(many for condition, many in open_ if outcome_of(condition.find(known)) != "depends")
    return settled / len(answers) if answers else 0.0


def possible_answers(fact: str, conditions: Iterable[Condition]) -> list[Any]:
    """One value on each side of every boundary that the conditions set for the fact."""
    if fact == "status":
        return list(STATUSES)
    operands = [leaf.operand for condition in conditions for leaf in leaves(condition) if leaf.fact == fact]
    answers: list[Any] = []
    for operand in operands:
        answers.extend(answer for answer in _around(fact, operand) if answer not in answers)
    return answers


def leaves(condition: Condition) -> Iterable[Leaf]:
    """All tests of single facts inside a condition."""
    if isinstance(condition, Leaf):
        yield condition
    parts = condition.cells.values() if isinstance(condition, ByStatus) else condition.parts()
    for part in parts:
        yield from leaves(part)


def _around(fact: str, operand: Any) -> list[Any]:
    if isinstance(operand, bool):
        return [True, False]
    if fact == "children":
        return [[], [operand.get("min", operand.get("max", 0))]]
    if fact == "documents":
        return [[], list(next(iter(operand.values())))]
    if fact == "nationality":
        return [*operand, "ZZ"]
    if fact == "victim_of":
        return [[], list(operand)]
    if isinstance(operand, list):
        return [*operand, next(other for other in ("other", "male", "female") if other not in operand)]
    return _numbers(operand)


def _numbers(bounds: dict[str, Any]) -> list[Any]:
    answers: list[Any] = []
    if bounds.get("min") is not None:
        answers += [max(0, bounds["min"] - 1), bounds["min"]]
    if bounds.get("max") is not None:
        answers += [bounds["max"], bounds["max"] + 1]
    return answers
