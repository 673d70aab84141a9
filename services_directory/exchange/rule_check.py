"""Checks rules with the reader that will read them later, and finds more than the first fault of a grid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services_directory.eligibility.leaves import BadRule
from services_directory.eligibility.rules import STATUSES, Reader, tables_named
from services_directory.exchange.checked import join
from services_directory.exchange.problems import Problems
from services_directory.yaml_files import Document

_OPEN = dict.fromkeys(STATUSES, "yes")


def check_access(
    access: Mapping[str, Any],
    has_programme: bool,
    sources: Mapping[str, Mapping[str, Any]],
    document: Document,
    where: str,
    problems: Problems,
) -> None:
    """Check the access rule of one service; `where` is the place of the service, `sources` are those that it names."""
    rule = {key: access[key] for key in ("sources", "qualifiers", "status", "and", "note") if key in access}
    if has_programme:
        rule = {**rule, "status": _OPEN}
        if "and" in rule:
            _check_narrowing(rule["and"], document, join(where, "access.and"), problems)
    _check_rule(rule, sources, document, join(where, "access"), problems)


def _check_narrowing(said: Any, document: Document, where: str, problems: Problems) -> None:
    """What a service adds to the law of its programme has no dates, so it can name no table that changes by date."""
    if tables_named(said):
        problems.add(document, where, "a table of amounts can stand only in the rules of a programme")


def check_rules(
    rules: list[dict[str, Any]], sources: Mapping[str, Mapping[str, Any]], document: Document, problems: Problems
) -> None:
    """Check the dated rules of a programme, each by itself and then their order."""
    before = len(problems)
    for index, rule in enumerate(rules):
        _check_rule(rule, sources, document, f"rules[{index}]", problems)
    if len(problems) == before:
        try:
            Reader(sources).rule_set(list(rules))
        except BadRule as error:
            problems.add(document, error.where, error.why)


def _check_rule(
    rule: Mapping[str, Any], sources: Mapping[str, Mapping[str, Any]], document: Document, where: str, problems: Problems
) -> None:
    try:
        reader = Reader(sources)
        list(reader.periods(rule, where))
        return
    except BadRule as error:
        problems.add(document, error.where, error.why)
        if error.where.startswith("sources."):
            return
    cells = rule.get("status")
    for status, cell in cells.items() if isinstance(cells, Mapping) else ():
        if status in _OPEN:
            _check_part(reader, {"status": {**_OPEN, status: cell}}, document, where, problems)
    if "and" in rule:
        _check_part(reader, {"status": _OPEN, "and": rule["and"]}, document, where, problems)


def _check_part(reader: Reader, rule: Mapping[str, Any], document: Document, where: str, problems: Problems) -> None:
    try:
        list(reader.periods(rule, where))
    except BadRule as error:
        problems.add(document, error.where, error.why)
