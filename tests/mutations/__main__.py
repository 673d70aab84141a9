"""`python -m tests.mutations`: every single flip in every programme file, and which of them no golden row notices.

A flip is a cell of the grid turned (yes to no, no to yes, not stated to yes, a condition to its opposite), one condition inside
a rule negated (one that no fact can hold: left out, since its opposite is as open as itself), a bound moved by one, or a first
or last day moved by one. Exit 1 when 2 % or more survive.
"""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from services_directory.eligibility.engine import decide
from services_directory.eligibility.facts import Facts
from services_directory.eligibility.leaves import BadRule
from services_directory.eligibility.rules import Reader
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


def main() -> int:
    """Print the survivors and how many there are."""
    total, survivors = 0, []
    for name, path in PROGRAMMES.items():
        data = load(path).data
        for place, changed in mutants(data["rules"]):
            total += 1
            if not noticed(changed, data["sources"], CASES.get(name, [])):
                survivors.append(f"{name}: {place}")
        print(f"\r{name:40} {total} flips, {len(survivors)} not noticed", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    print("\n".join(survivors))
    share = len(survivors) / total
    print(f"{total} flips in {len(PROGRAMMES)} programmes, {len(survivors)} not noticed ({share:.1%})")
    return int(share >= MOST_SURVIVORS)


if __name__ == "__main__":
    raise SystemExit(main())
