"""What would make it a yes: the smallest sets of facts, never one that a person cannot change or would have to lie about.

For a fact that is not known every value may be named ("if you are pregnant"). For a fact that is known only what a person can
bring about or wait for: registering, a referral, a paper, permission to work, the passing of time. Never a younger age, another
nationality, gender or status; a status only where the rule itself says that it leads there (`becomes`).
"""

from __future__ import annotations

from itertools import product
from typing import Any
from weakref import WeakKeyDictionary

from services_directory.eligibility.conditions import (
    All,
    Any_,
    ByStatus,
    Condition,
    Leaf,
    Not,
    Noted,
    OtherCondition,
)
from services_directory.eligibility.facts import MAX_AGE, Facts
from services_directory.eligibility.logic import FALSE, TRUE
from services_directory.eligibility.rules import DatedRule
from services_directory.eligibility.verdict import Change

Fix = tuple[str, str, Any, int]  # kind (fact or condition), name, value wanted, months to wait
Way = frozenset[Fix]
MOST_WAYS = 6
_MOST_COMBINED = 64
_LONGEST_WAIT = 60  # months; nobody is told to come back in twenty years
_ACHIEVABLE = {"registered", "has_referral", "work_authorised"}
_MET_BY_LEAVING = {"refugee": "former_refugee"}
_BY_WAITING = {"months_in_status", "months_since_application", "months_in_country", "social_security_months", "age"}


def changes(rule: DatedRule, facts: Facts) -> tuple[Change, ...]:
    """The smallest changes that would make the rule hold, fewest facts first; at most six."""
    if _touches_nothing(rule.condition, facts):
        if rule.condition not in _CHANGES_OF_NOBODY:
            _CHANGES_OF_NOBODY[rule.condition] = _found(rule.condition, facts)
        return _CHANGES_OF_NOBODY[rule.condition][:MOST_WAYS]
    return (*_found(rule.condition, facts), *_by_becoming(rule, facts))[:MOST_WAYS]


# What would change the verdict of somebody of whom nothing is known that the condition looks at: the same for everybody, so it
# is worked out once. Nothing of a person is in it.
_CHANGES_OF_NOBODY: WeakKeyDictionary[Condition, tuple[Change, ...]] = WeakKeyDictionary()
_WAYS_OF_NOBODY: WeakKeyDictionary[Condition, list[Way]] = WeakKeyDictionary()


def _touches_nothing(condition: Condition, facts: Facts) -> bool:
    return facts.left_status is None and condition.uses.isdisjoint(facts.touched)


def _found(condition: Condition, facts: Facts) -> tuple[Change, ...]:
    made = (_change(way) for way in _smallest(_ways(condition, facts)) if way)
    return tuple(change for change in made if change is not None)


def _by_becoming(rule: DatedRule, facts: Facts) -> list[Change]:
    """The status that the rule says this one leads to, with the smallest of what would still be needed then."""
    becomes = rule.becomes.get(facts.known_status or "")
    if not becomes:
        return []
    then = facts.with_(**becomes, months_in_status=None).supposing(left_status=facts.known_status)
    arrived: Way = frozenset(("fact", name, value, 0) for name, value in becomes.items())
    made = (_change(arrived | way) for way in _smallest(_ways(rule.condition, then))[:1])
    return [change for change in made if change is not None]


def _ways(condition: Condition, facts: Facts) -> list[Way]:
    if not _touches_nothing(condition, facts):
        return _ways_of(condition, facts)
    if condition not in _WAYS_OF_NOBODY:
        _WAYS_OF_NOBODY[condition] = _ways_of(condition, facts)
    return _WAYS_OF_NOBODY[condition]


def _ways_of(condition: Condition, facts: Facts) -> list[Way]:
    found = condition.find(facts)
    if found.truth is TRUE:
        return [frozenset()]
    if isinstance(condition, Leaf):
        fix = _fix(condition, facts, known=found.truth is FALSE)
        return [frozenset((fix,))] if fix else []
    if isinstance(condition, OtherCondition):
        if condition.id == _MET_BY_LEAVING.get(facts.left_status or ""):
            return [frozenset()]
        return [frozenset((("condition", condition.id, True, 0),))]
    if isinstance(condition, All):
        return _together([_ways(part, facts) for part in condition.parts()])
    if isinstance(condition, Any_):
        return _smallest([way for part in condition.parts() for way in _ways(part, facts)])
    if isinstance(condition, Noted):
        return _ways(condition.part, facts)
    if isinstance(condition, ByStatus):
        return _by_status(condition, facts)
    if isinstance(condition, Not):
        return _opposite(condition, facts, known=found.truth is FALSE)
    return []


def _by_status(condition: ByStatus, facts: Facts) -> list[Way]:
    if facts.known_status is not None:
        return _ways(condition.cells[facts.known_status], facts)
    ways: list[Way] = []
    for cell in condition.parts():
        statuses = tuple(status for status, its in condition.cells.items() if its is cell)
        fix: Fix = ("fact", "status", statuses, 0)
        ways.extend(way | {fix} for way in _ways(cell, facts))
    return _smallest(ways)


def _opposite(condition: Not, facts: Facts, known: bool) -> list[Way]:
    part = condition.part
    if known or not isinstance(part, Leaf) or not isinstance(part.operand, bool):
        return []
    return [frozenset((("fact", part.fact, not part.operand, 0),))]


def _fix(leaf: Leaf, facts: Facts, known: bool) -> Fix | None:
    wanted = _wanted(leaf.operand)
    if not known:
        return ("fact", leaf.fact, wanted, 0)
    if leaf.fact in _ACHIEVABLE and leaf.operand is True:
        return ("fact", leaf.fact, True, 0)
    if leaf.fact == "documents":
        return ("fact", leaf.fact, wanted, 0)
    if leaf.fact in _BY_WAITING:
        return _by_waiting(leaf, facts)
    return None


def _by_waiting(leaf: Leaf, facts: Facts) -> Fix | None:
    least, now = leaf.operand.get("min"), getattr(facts, leaf.fact)
    if least is None or now is None or now >= least:
        return None
    months = (least - now) * (12 if leaf.fact == "age" else 1)
    if months > _LONGEST_WAIT:
        return None
    return ("fact", leaf.fact, _wanted({"min": least}), months)


def _wanted(operand: Any) -> Any:
    """The operand in a shape that can stand in a set."""
    if isinstance(operand, dict):
        return tuple((key, _wanted(value)) for key, value in operand.items())
    return tuple(operand) if isinstance(operand, list) else operand


def _together(options: list[list[Way]]) -> list[Way]:
    combined: list[Way] = [frozenset()]
    for ways in options:
        combined = _smallest([one | other for one, other in product(combined, ways)])[:_MOST_COMBINED]
    return combined


def _smallest(ways: list[Way]) -> list[Way]:
    if len(ways) < 2:
        return ways
    kept: list[Way] = []
    for way in sorted(set(ways), key=lambda way: (len(way), sorted(map(repr, way)))):
        if not any(smaller <= way for smaller in kept):
            kept.append(way)
    return kept


def _change(way: Way) -> Change | None:
    """The way in the shape of a verdict; None when its parts cannot all hold (from 65 and under 18)."""
    facts: dict[str, Any] = {}
    for kind, name, value, _ in way:
        if kind == "fact":
            said = _said(value)
            facts[name] = _both(facts[name], said) if name in facts else said
    if any(isinstance(value, dict) and value.get("min", 0) > value.get("max", MAX_AGE * 12) for value in facts.values()):
        return None
    conditions = tuple(sorted(name for kind, name, _, _ in way if kind == "condition"))
    waits = [months for _, _, _, months in way if months]
    return Change(tuple(sorted(facts.items())), conditions, max(waits) if waits else None)


def _both(one: Any, other: Any) -> Any:
    if not (isinstance(one, dict) and isinstance(other, dict)):
        return other
    merged = {**one, **other}
    if "min" in one and "min" in other:
        merged["min"] = max(one["min"], other["min"])
    if "max" in one and "max" in other:
        merged["max"] = min(one["max"], other["max"])
    return merged


def _said(value: Any) -> Any:
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return {key: _said(inner) for key, inner in value}
    return list(value) if isinstance(value, tuple) else value
