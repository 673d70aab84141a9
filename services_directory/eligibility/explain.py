"""A decision, condition by condition: what was asked, what came of it, where it stands."""

from __future__ import annotations

from typing import Any

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
from services_directory.eligibility.facts import Facts
from services_directory.eligibility.logic import FALSE, TRUE
from services_directory.eligibility.rules import DatedRule

Tree = dict[str, Any]


def explain(rule: DatedRule | None, facts: Facts) -> Tree | None:
    """The rule of the day as a tree: every condition with its value (`true`, `false`, `unknown`), sources and dates.

    Returns:
        None where no law covers the day.
    """
    if rule is None:
        return None
    return {
        "from": rule.start.isoformat() if rule.start else None,
        "until": rule.end.isoformat() if rule.end else None,
        "rule": _node(rule.condition, facts),
    }


def _node(condition: Condition, facts: Facts) -> Tree:
    found = condition.find(facts)
    value = {TRUE: "true", FALSE: "false"}.get(found.truth, "unknown")
    node: Tree = {"condition": _name(condition, facts), "value": value, "reasons": list(found.reasons)}
    if isinstance(condition, Leaf):
        node["needs"] = condition.operand
    if found.sources:
        node["sources"] = [source.as_mapping() for source in found.sources]
    if isinstance(condition, Noted) and condition.note:
        node["note"] = condition.note
    parts = _parts(condition, facts)
    if parts:
        node["parts"] = parts
    return node


def _parts(condition: Condition, facts: Facts) -> list[Tree]:
    if not isinstance(condition, ByStatus):
        return [_node(part, facts) for part in condition.parts()]
    if facts.known_status is not None:
        return [_node(condition.cells[facts.known_status], facts)]
    grouped: dict[int, list[str]] = {}
    for status, cell in condition.cells.items():
        grouped.setdefault(id(cell), []).append(status)
    return [{"statuses": grouped[id(cell)], **_node(cell, facts)} for cell in condition.parts()]


def _name(condition: Condition, facts: Facts) -> str:
    if isinstance(condition, Leaf):
        return condition.fact
    if isinstance(condition, OtherCondition):
        return f"other:{condition.id}"
    if isinstance(condition, ByStatus):
        return f"status:{facts.known_status or 'not said'}"
    names = {All: "all", Any_: "any", Not: "not", Noted: "note"}
    return next((name for kind, name in names.items() if isinstance(condition, kind)), "settled")
