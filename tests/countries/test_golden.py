"""Golden tables: cases written from the text of the law by another hand than the rules, each with the verdict it must get.

One table per programme, `<country>/golden/<stem of the programme's file>.tsv`, with the columns name, date, facts (JSON in the
contract's names), verdict and reason (empty where the law does not settle which reason is given).
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from services_directory.eligibility.engine import decide
from services_directory.eligibility.facts import Facts
from services_directory.eligibility.rules import Reader, RuleSet
from services_directory.settings import ROOT
from services_directory.vocabulary import id_set
from services_directory.yaml_files import load

TABLES = sorted(Path(__file__).parent.glob("*/golden/*.tsv"))
PROGRAMMES = {path.stem: path for path in sorted((ROOT / "services_directory").glob("c*/*/programmes/*.yml"))}
HEADER = ["name", "date", "facts", "verdict", "reason"]
LEAST_ROWS_OF_A_TABLE = 8
LEAST_ROWS_IN_ALL = 600


@dataclass(frozen=True)
class Case:
    """One row of a table; `place` is file:line, for failures."""

    programme: str
    place: str
    name: str
    day: str
    facts: str
    verdict: str
    reason: str


def cases_of(table: Path) -> list[Case]:
    """The rows of one table, in order.

    Raises:
        ValueError: the header or the number of columns is wrong; named as file:line.
    """
    shown = table.relative_to(ROOT).as_posix()
    with table.open(encoding="utf-8", newline="") as text:
        lines = list(csv.reader(text, delimiter="\t", quoting=csv.QUOTE_NONE))
    for number, line in enumerate(lines, start=1):
        if len(line) != len(HEADER) or (number == 1) != (line == HEADER):
            raise ValueError(f"{shown}:{number}: must hold {', '.join(HEADER)}, with the header in line 1 only")
    return [Case(table.stem, f"{shown}:{number}", *line) for number, line in enumerate(lines[1:], start=2)]


@cache
def rules_of(programme: str) -> RuleSet:
    """The rules of a programme, by the stem of its file."""
    data = load(PROGRAMMES[programme]).data
    return Reader(data["sources"]).rule_set(data["rules"])


CASES = {table.stem: cases_of(table) for table in TABLES}
EVERY_CASE = [case for cases in CASES.values() for case in cases]


@pytest.mark.parametrize("case", EVERY_CASE, ids=[f"{case.programme}: {case.name}" for case in EVERY_CASE])
def test_the_law_says(case: Case) -> None:
    assert case.programme in PROGRAMMES, f"{case.place}: no programme has this name"
    facts = Facts.from_mapping(json.loads(case.facts))
    verdict = decide(rules_of(case.programme), facts, date.fromisoformat(case.day))
    found = f"{case.place}: {verdict.outcome}, reasons {', '.join(verdict.reasons) or 'none'}"
    assert verdict.outcome == case.verdict, found
    if case.reason:
        assert case.reason in verdict.reasons, found


def test_rows_use_the_words_of_the_vocabulary() -> None:
    wrong = [case.place for case in EVERY_CASE if case.verdict not in id_set("verdicts")]
    wrong += [case.place for case in EVERY_CASE if case.reason and case.reason not in id_set("reasons")]
    assert wrong == []


def test_rows_of_a_table_have_names_of_their_own() -> None:
    for table, cases in CASES.items():
        assert len({case.name for case in cases}) == len(cases), f"{table}: two rows have the same name"


def test_no_two_rows_contradict_each_other() -> None:
    first: dict[tuple[str, str, str], Case] = {}
    for case in EVERY_CASE:
        other = first.setdefault((case.programme, case.day, case.facts), case)
        assert other.verdict == case.verdict, f"{other.place} and {case.place} ask the same and expect different verdicts"


def test_tables_of_two_countries_never_share_a_name() -> None:
    assert len(CASES) == len(TABLES)


def test_every_programme_has_a_table() -> None:
    short = sorted(name for name in PROGRAMMES if len(CASES.get(name, [])) < LEAST_ROWS_OF_A_TABLE)
    assert short == []


def test_there_are_many_rows() -> None:
    assert len(EVERY_CASE) >= LEAST_ROWS_IN_ALL
