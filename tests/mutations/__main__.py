"""`python -m tests.mutations`: every single flip in every programme file, and which of them no golden row notices.

A flip is a cell of the grid turned (yes to no, no to yes, not stated to yes, a condition to its opposite), one condition inside
a rule negated (one that no fact can hold: left out, since its opposite is as open as itself), a bound moved by one, or a first
or last day moved by one. A flip that changes neither verdict nor reasons of anybody is no flip: it is looked for over random
people on the days around every date, and left out of the count. Exit 1 when 2 % or more of the others survive.
"""

from __future__ import annotations

import copy
import json
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from services_directory.eligibility.engine import decide
from services_directory.eligibility.facts import Facts
from services_directory.eligibility.leaves import BadRule
from services_directory.eligibility.rules import STATUSES, Reader, RuleSet
from services_directory.yaml_files import load
from tests.countries.test_golden import CASES, PROGRAMMES, Case

MOST_SURVIVORS = 0.02
_FLIPPED = {"yes": "no", "no": "yes", "not_stated": "yes"}
_BESIDE = {"reason", "sources"}
Path = tuple[Any, ...]


def mutants(rules: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Each rule set with one thing flipped, and the place of it."""
    for path in _flips(rules):
        changed = copy.deepcopy(rules)  # files share cells by YAML anchors: a copy by JSON would part them as well
        place = _parted(changed, path[:-1])
        if not _is_open(place[path[-1]]):
            place[path[-1]] = _flip(place[path[-1]], path)
        elif isinstance(place, list):
            if len(place) == 1:
                continue
            del place[path[-1]]
        else:
            _parted(changed, path[:-2])[path[-2]] = "yes"
        yield ".".join(map(str, path)), changed
    for index, rule in enumerate(rules):
        for end, step in (("from", 1), ("from", -1), ("until", -1), ("until", 1)):
            if isinstance(rule.get(end), date):
                changed = copy.deepcopy(rules)
                changed[index][end] += timedelta(days=step)
                _keep_apart(changed, index, end, step)
                yield f"{index}.{end} {step:+d} day", changed


def _keep_apart(rules: list[Any], index: int, end: str, step: int) -> None:
    """Move the neighbour's day too, so that no day has two laws."""
    other, day = (index - 1, "until") if end == "from" else (index + 1, "from")
    if 0 <= other < len(rules) and isinstance(rules[other].get(day), date):
        rules[other][day] += timedelta(days=step)


def _parted(rules: Any, path: Path) -> Any:
    """What stands at a place, made the place's own: anchors of YAML let several places share it."""
    here = rules
    for key in path:
        here[key] = copy.deepcopy(here[key])
        here = here[key]
    return here


def _flips(rules: list[Any]) -> Iterator[Path]:
    for index, rule in enumerate(rules):
        for status, cell in rule["status"].items():
            where = (index, "status", status)
            if isinstance(cell, str):
                if cell in _FLIPPED:
                    yield where
            elif "can" in cell:
                yield (*where, "can")
            else:
                yield from _inside(cell["when"], (*where, "when"))
        if "and" in rule:
            yield from _inside(rule["and"], (index, "and"))


def _inside(said: Any, path: Path) -> Iterator[Path]:
    yield path
    key = next(key for key in said if key not in _BESIDE)
    if key in ("all", "any"):
        for place, part in enumerate(said[key]):
            yield from _inside(part, (*path, key, place))
    elif key == "not":
        yield from _inside(said[key], (*path, key))
    elif isinstance(said[key], dict):
        for bound in ("min", "max", "percent"):
            if isinstance(said[key].get(bound), int):
                yield (*path, key, bound)


def _is_open(said: Any) -> bool:
    """A condition that no fact can hold or that no source states."""
    return isinstance(said, dict) and bool({"other", "not_stated"} & set(said))


def _flip(said: Any, path: Path) -> Any:
    if isinstance(said, int):
        return said + (10 if path[-1] == "percent" else 1)
    return _FLIPPED[said] if isinstance(said, str) else {"not": said}


def noticed(rules: list[Any], sources: Any, cases: list[Case]) -> bool:
    """Does at least one row of the golden table fail?"""
    try:
        read = Reader(sources).rule_set(rules)
    except BadRule:
        return True
    for case in cases:
        found = decide(read, Facts.from_mapping(json.loads(case.facts)), date.fromisoformat(case.day))
        if found.outcome != case.verdict or (case.reason and case.reason not in found.reasons):
            return True
    return False


def changes_anything(before: RuleSet, after: RuleSet) -> bool:
    """Is there somebody, on some day, to whom the flipped law says something else?"""
    around = {day + timedelta(days=step) for rules in (before, after) for day in rules.boundaries() for step in (-1, 0, 1)}
    for day in (*sorted(around), TODAY):
        for facts in PEOPLE:
            one, other = decide(before, facts, day), decide(after, facts, day)
            if one.outcome != other.outcome or set(one.reasons) != set(other.reasons):
                return True
    return False


def _people(many: int) -> list[Facts]:
    """Random people, more of them at the bounds that laws know; the same in every run."""
    chance = random.Random(11)
    months = (0, 1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 23, 24, 36, 59, 60, 61, 84, 140)
    ages = (0, 3, 4, 5, 9, 10, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 30, 42, 60, 64, 65, 66, 80)
    values: dict[str, Any] = {
        "status": STATUSES, "age": ages, "months_in_status": months, "months_since_application": months,
        "months_in_country": months, "social_security_months": months, "children": ([], [0], [3], [4], [5], [17], [18]),
        "documents": ([], ["passport"], ["passport", "birth_certificate"], ["birth_certificate"], ["consular_id"]),
        "gender": ("female", "male"), "nationality": ("UA", "CU", "HT", "VE", "ES", "AR", "MA", "CD"),
        "victim_of": ([], ["domestic_violence"], ["trafficking"], ["crime"], ["torture"]), "household_size": (1, 3, 4),
        "income_monthly": (0, 1300, 1500, 1900, 2200, 9000),
    }  # fmt: skip
    flags = ("lives_in_city", "registered", "pregnant", "has_referral", "work_authorised", "disability", "veteran_family")
    values.update(dict.fromkeys(flags, (True, False)))
    people = []
    while len(people) < many:
        said = {name: chance.choice(known) for name, known in values.items() if chance.random() < 0.55 or name == "status"}
        if said["status"] != "unaccompanied_minor" or said.get("age", 0) < 18:
            people.append(Facts.from_mapping(said))
    return people


TODAY = date(2026, 11, 28)
PEOPLE = _people(3000)


def main() -> int:
    """Print the survivors and how many there are."""
    total, idle, survivors = 0, 0, []
    for name, path in PROGRAMMES.items():
        data = load(path).data
        law = Reader(data["sources"]).rule_set(data["rules"])
        for place, changed in mutants(data["rules"]):
            total += 1
            if noticed(changed, data["sources"], CASES.get(name, [])):
                continue
            if changes_anything(law, Reader(data["sources"]).rule_set(changed)):
                survivors.append(f"{name}: {place}")
            else:
                idle += 1
        print(f"\r{name:40} {total} flips, {len(survivors)} not noticed", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    print("\n".join(survivors))
    share = len(survivors) / (total - idle)
    print(f"{total} flips in {len(PROGRAMMES)} programmes, {idle} of them change nothing for anybody;")
    print(f"of the other {total - idle}, {len(survivors)} are not noticed ({share:.1%})")
    return int(share >= MOST_SURVIVORS)


if __name__ == "__main__":
    raise SystemExit(main())
