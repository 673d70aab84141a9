"""The grammar of rules: every mistake is named with its place."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services_directory.eligibility.rules import STATUSES, BadRule, Reader

READER = Reader({"law": {"citation": "A law", "basis": "read", "seen": "2026-01-01"}})
OPEN = dict.fromkeys(STATUSES, "yes")


def read(**changes: Any) -> None:
    READER.rule_set([{"status": OPEN, "sources": ["law"], **changes}])


@pytest.mark.parametrize(
    ("changes", "where", "why"),
    [
        ({"status": {**OPEN, "refugee": "maybe"}}, "rules[0].status.refugee", "maybe"),
        ({"status": {s: "yes" for s in STATUSES if s != "visitor"}}, "rules[0].status", "visitor"),
        ({"status": {**OPEN, "undisclosed": "yes"}}, "rules[0].status", "undisclosed"),
        ({"status": {**OPEN, "refugee": {"when": {"agee": {"min": 1}}}}}, "rules[0].status.refugee.when.agee", "no such"),
        ({"status": {**OPEN, "refugee": {"can": "no", "when": {"pregnant": True}}}}, "rules[0].status.refugee", "exactly one"),
        ({"status": {**OPEN, "refugee": {"can": "no", "reason": "because"}}}, "rules[0].status.refugee.reason", "because"),
        ({"sources": ["other"]}, "rules[0].sources", "other"),
        ({"and": {"age": {"min": -1}}}, "rules[0].and.age", "whole numbers"),
        ({"and": {"age": {"least": 1}}}, "rules[0].and.age", "least"),
        ({"and": {"registered": "yes"}}, "rules[0].and.registered", "true or false"),
        ({"and": {"all": []}}, "rules[0].and.all", "list"),
        ({"and": {"pregnant": True, "registered": True}}, "rules[0].and", "exactly one"),
        ({"and": {"other": "moonlight"}}, "rules[0].and", "moonlight"),
        ({"and": {"documents": {"any_of": ["pasport"]}}}, "rules[0].and.documents", "pasport"),
        ({"from": "yesterday"}, "rules[0].from", "date"),
        ({"untill": date(2026, 1, 1)}, "rules[0]", "untill"),
    ],
)
def test_a_mistake_is_named_with_its_place(changes, where, why):
    with pytest.raises(BadRule) as caught:
        read(**changes)
    assert caught.value.where == where
    assert why in caught.value.why


def test_two_rules_for_one_day_are_refused():
    first = {"status": OPEN, "from": date(2025, 1, 1), "until": date(2026, 1, 1)}
    second = {"status": OPEN, "from": date(2026, 1, 1)}
    with pytest.raises(BadRule, match="overlap"):
        READER.rule_set([first, second])


def test_a_source_needs_a_citation():
    with pytest.raises(BadRule, match="citation"):
        Reader({"law": {"url": "https://example.org"}})
