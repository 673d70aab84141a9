"""Sweeps over every programme of every city: a verdict with a reason and a source, or an honest unknown."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from services_directory.eligibility.conditions import All, Always, Any_, ByStatus, Condition, Leaf, Noted
from services_directory.eligibility.engine import decide
from services_directory.eligibility.facts import Facts
from services_directory.eligibility.rules import STATUSES, Reader, RuleSet
from services_directory.settings import ROOT
from services_directory.vocabulary import id_set
from services_directory.yaml_files import load

FILES = sorted((ROOT / "services_directory").glob("c*/*/programmes/*.yml"))
TODAY = date(2026, 11, 22)


def _read(path: Path) -> tuple[dict[str, Any], RuleSet]:
    data = load(path).data
    return data, Reader(data["sources"]).rule_set(data["rules"])


PROGRAMMES = {path.stem: _read(path) for path in FILES}
every_programme = pytest.mark.parametrize("name", PROGRAMMES)


def days(rules: RuleSet) -> list[date]:
    """Both sides of every date of the law, and today."""
    around = {day + timedelta(days=step) for day in rules.boundaries() for step in (-1, 0, 1)}
    return sorted(around | {TODAY})


def test_all_programmes_are_there():
    """64 of Chicago and Malaga, 4 of the draft cities."""
    assert len(PROGRAMMES) == 68
    assert len({data["programme"] for data, _ in PROGRAMMES.values()}) == 68


@every_programme
def test_every_status_on_both_sides_of_every_date_gets_a_reason_and_a_source_or_unknown(name):
    _, rules = PROGRAMMES[name]
    for day in days(rules):
        for status in (*STATUSES, "undisclosed"):
            found = decide(rules, Facts(status=status), day)
            assert found.reasons, (day, status)
            if found.outcome in ("yes", "no"):
                assert found.sources, (day, status)


@every_programme
def test_a_person_who_does_not_say_is_offered_whatever_any_status_would_get(name):
    _, rules = PROGRAMMES[name]
    for day in days(rules):
        best = {decide(rules, Facts(status=status), day).outcome for status in STATUSES}
        unsaid = decide(rules, Facts(), day).outcome
        if best & {"yes", "depends"}:
            assert unsaid in ("yes", "depends"), day


@every_programme
def test_every_source_is_cited_and_names_its_basis(name):
    data, _ = PROGRAMMES[name]
    cited = str(data["rules"]) + str(data.get("data_sharing"))
    unused = [id_ for id_ in data["sources"] if id_ not in cited]
    assert unused == []
    assert all(source["basis"] in ("read", "recalled", "not_read") for source in data["sources"].values())


@every_programme
def test_names_and_notes_are_in_english_and_spanish(name):
    data, _ = PROGRAMMES[name]
    assert set(data["name"]) >= {"en", "es"}
    for note in _notes(data["rules"]):
        assert set(note) >= {"en", "es"}


def _notes(said: Any) -> list[dict[str, str]]:
    if isinstance(said, list):
        return [note for part in said for note in _notes(part)]
    if not isinstance(said, dict):
        return []
    inner = [note for key, value in said.items() if key != "note" for note in _notes(value)]
    return ([said["note"]] if "note" in said else []) + inner


@every_programme
def test_every_id_is_of_the_vocabulary(name):
    data, _ = PROGRAMMES[name]
    assert set(data["needs"]) <= id_set("needs")
    assert set(data["not_a_criterion"]) <= id_set("facts")


@every_programme
def test_what_is_not_a_criterion_decides_nothing(name):
    data, rules = PROGRAMMES[name]
    for fact in data["not_a_criterion"]:
        for rule in rules.rules:
            assert fact not in {leaf.fact for leaf in _leaves(rule.condition)}


@every_programme
def test_where_status_is_no_criterion_nobody_is_refused_for_it(name):
    data, rules = PROGRAMMES[name]
    if "status" not in data["not_a_criterion"]:
        return
    for day in days(rules):
        for status in STATUSES:
            found = decide(rules, Facts(status=status), day)
            assert not (found.outcome == "no" and "status_not_covered" in found.reasons), (day, status)


def _leaves(condition: Condition) -> list[Leaf]:
    own = [condition] if isinstance(condition, Leaf) else []
    return own + [leaf for part in _inside(condition) for leaf in _leaves(part)]


def _has(condition: Condition, kind: type[Condition]) -> bool:
    return isinstance(condition, kind) or any(_has(part, kind) for part in _inside(condition))


def _inside(condition: Condition) -> tuple[Condition, ...]:
    return tuple(condition.cells.values()) if isinstance(condition, ByStatus) else condition.parts()


def test_every_kind_of_condition_is_known_to_the_sweep():
    kinds = {type(part) for _, rules in PROGRAMMES.values() for rule in rules.rules for part in _all(rule.condition)}
    assert {All, Any_, Always, ByStatus, Leaf, Noted} <= kinds


def _all(condition: Condition) -> list[Condition]:
    return [condition, *(inner for part in _inside(condition) for inner in _all(part))]
