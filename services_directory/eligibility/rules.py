"""Rules as they stand in files, read into conditions.

The grammar, in YAML (1.2: yes and no are words):

    rules:                          # a programme; a service without dates writes `access:` with the same keys
    - from: 2025-07-04              # first and last day of this law; a date that no rule covers is unknown
      until: 2026-09-30
      sources: [hr1]                # ids of the file's `sources`
      qualifiers: [income_tested]
      status:                       # the grid; every status of the vocabulary but `undisclosed`, which is never given
        citizen: yes
        refugee: {can: no, reason: status_not_covered, note: {en: …}, sources: [hr1], becomes: {status: permanent_resident}}
        asylum_seeker: {when: {months_since_application: {min: 6}}, note: {es: …}}
        stateless: not_stated
        deferred_action: not_here   # the country has no such status
      and: {age: {min: 16}}         # what holds for every status as well

An expression is a mapping with one key: `all` or `any` (a list), `not`, a fact, `other` (a condition that no fact can hold)
or `not_stated: true`; beside it may stand `reason` and `sources`.

An income limit is `income_monthly: {max: 1200}` or a share of a dated table of amounts, `{table: us-poverty, percent: 138}`
(`percent: {'1': 200, '2': 250, '4': 300}` by size of household). A rule with a table is the law of several periods: one for
each entry of the table between its days; its sources are those of the rule and of the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from services_directory.eligibility.conditions import (
    All,
    Always,
    Any_,
    ByStatus,
    Condition,
    Not,
    Noted,
    NotStated,
    OtherCondition,
)
from services_directory.eligibility.income import IncomeLimit, share_of
from services_directory.eligibility.leaves import BadRule, known_ids, leaf, only, reason
from services_directory.eligibility.logic import FALSE, TRUE
from services_directory.eligibility.tables import Table, tables
from services_directory.eligibility.verdict import Source
from services_directory.vocabulary import ids


@dataclass(frozen=True, slots=True)
class DatedRule:
    """A condition with the days on which it is law (both inclusive; None is open)."""

    condition: Condition
    start: date | None
    end: date | None
    sources: tuple[Source, ...]
    becomes: Mapping[str, Mapping[str, Any]]

    def covers(self, day: date) -> bool:
        """Is it law on this day?"""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All dated rules of one programme or service."""

    rules: tuple[DatedRule, ...]

    def on(self, day: date) -> DatedRule | None:
        """The law of that day, if there is one."""
        return next((rule for rule in self.rules if rule.covers(day)), None)

    def boundaries(self) -> tuple[date, ...]:
        """First and last days of the rules, in order."""
        days = {day for rule in self.rules for day in (rule.start, rule.end) if day is not None}
        return tuple(sorted(days))


STATUSES = tuple(status for status in ids("statuses") if status != "undisclosed")
_BESIDE = {"reason", "sources"}


class Reader:
    """Reads the rules of one file, whose sources it knows."""

    def __init__(self, sources: Mapping[str, Mapping[str, Any]]) -> None:
        self._sources = {id_: _source(id_, said) for id_, said in sources.items()}
        self._day: date | None = None  # whose amounts of the tables are meant: the first day of the period that is read

    def rule_set(self, rules: list[Mapping[str, Any]], where: str = "rules") -> RuleSet:
        """Read dated rules.

        Raises:
            BadRule: something breaks the grammar, or two rules cover one day.
        """
        read = tuple(dated for index, rule in enumerate(rules) for dated in self.periods(rule, f"{where}[{index}]"))
        for earlier, later in pairwise(read):
            if earlier.end is None or later.start is None or later.start <= earlier.end:
                raise BadRule(where, "rules overlap or are not in order of date")
        return RuleSet(read)

    def periods(self, rule: Mapping[str, Any], where: str) -> Iterator[DatedRule]:
        """One rule for each period in which the tables that it names stay the same: mostly one.

        Raises:
            BadRule: it breaks the grammar.
        """
        only(rule, {"from", "until", "sources", "qualifiers", "status", "and", "note"}, where)
        start, end = _day(rule, "from", where), _day(rule, "until", where)
        for first, last in _split(start, end, tables_named(rule)):
            self._day = first or date.min
            yield self._dated(rule, first, last, where)
        self._day = None

    def _dated(self, rule: Mapping[str, Any], start: date | None, end: date | None, where: str) -> DatedRule:
        sources = self.cited(rule.get("sources", []), where)
        grid = self._grid(rule, sources, where)
        parts = [grid]
        if "and" in rule:
            parts.append(self.expression(rule["and"], f"{where}.and", sources))
        condition: Condition = All(parts) if len(parts) > 1 else grid
        qualifiers = known_ids(rule.get("qualifiers", []), "qualifiers", f"{where}.qualifiers")
        if qualifiers or rule.get("note"):
            condition = Noted(condition, rule.get("note"), qualifiers, ())
        becomes = {
            status: cell["becomes"]
            for status, cell in rule["status"].items()
            if isinstance(cell, Mapping) and "becomes" in cell
        }
        return DatedRule(condition, start, end, sources, becomes)

    def _grid(self, rule: Mapping[str, Any], sources: tuple[Source, ...], where: str) -> Condition:
        cells = rule.get("status")
        if not isinstance(cells, Mapping):
            raise BadRule(where, "needs `status`, one cell for each status")
        absent = [status for status in STATUSES if status not in cells]
        if absent:
            raise BadRule(f"{where}.status", f"no cell for {', '.join(absent)}; write yes, no, not_stated or a condition")
        unknown = [status for status in cells if status not in STATUSES]
        if unknown:
            raise BadRule(f"{where}.status", f"not a status that can be given: {', '.join(map(str, unknown))}")
        if all(cell == "yes" for cell in cells.values()):
            return Always(TRUE, "open_to_all", sources)
        return self._by_status(cells, sources, f"{where}.status")

    def _by_status(self, cells: Mapping[str, Any], sources: tuple[Source, ...], where: str) -> Condition:
        yes_reason = "open_to_all" if all(_is_plain_yes(cell) for cell in cells.values()) else "status_covered"
        shared: dict[str, Condition] = {
            "yes": Always(TRUE, yes_reason, sources),
            "no": Always(FALSE, "status_not_covered", sources),
            "not_stated": NotStated(sources),
            "not_here": NotStated(sources),
        }
        read: dict[str, Condition] = {}
        for status in STATUSES:
            cell = cells[status]
            if isinstance(cell, str):
                if cell not in shared:
                    raise BadRule(f"{where}.{status}", f"{cell!r} is not yes, no, not_stated or not_here")
                read[status] = shared[cell]
            else:
                read[status] = self._cell(cell, sources, yes_reason, f"{where}.{status}")
        not_here = frozenset(status for status in STATUSES if cells[status] == "not_here")
        return ByStatus(read, not_here)

    def _cell(self, cell: Any, inherited: tuple[Source, ...], yes_reason: str, where: str) -> Condition:
        if not isinstance(cell, Mapping):
            raise BadRule(where, "must be yes, no, not_stated, not_here or a mapping with `can` or `when`")
        only(cell, {"can", "when", "reason", "note", "sources", "qualifiers", "becomes"}, where)
        sources = self.cited(cell["sources"], where) if "sources" in cell else inherited
        if ("can" in cell) == ("when" in cell):
            raise BadRule(where, "needs exactly one of `can` and `when`")
        if "when" in cell:
            condition = self.expression(cell["when"], f"{where}.when", sources)
        else:
            condition = self._settled(cell, sources, yes_reason, where)
        qualifiers = known_ids(cell.get("qualifiers", []), "qualifiers", f"{where}.qualifiers")
        note = _note(cell.get("note"), f"{where}.note")
        return Noted(condition, note, qualifiers, sources if "sources" in cell else ()) if note or qualifiers else condition

    @staticmethod
    def _settled(cell: Mapping[str, Any], sources: tuple[Source, ...], yes_reason: str, where: str) -> Condition:
        can = cell["can"]
        if can == "yes":
            return Always(TRUE, reason(cell, yes_reason, where), sources)
        if can == "no":
            return Always(FALSE, reason(cell, "status_not_covered", where), sources)
        if can == "not_stated":
            return NotStated(sources)
        raise BadRule(f"{where}.can", f"{can!r} is not yes, no or not_stated")

    def expression(self, said: Any, where: str, inherited: tuple[Source, ...] = ()) -> Condition:
        """Read one expression of the grammar.

        Args:
            said: the parsed YAML.
            where: dotted place, for errors.
            inherited: sources of what encloses it, used where it names none.
        """
        if not isinstance(said, Mapping):
            raise BadRule(where, "must be a mapping with one condition")
        keys = [key for key in said if key not in _BESIDE]
        if len(keys) != 1:
            raise BadRule(where, f"must hold exactly one condition, holds {len(keys)}")
        key = keys[0]
        sources = self.cited(said["sources"], where) if "sources" in said else inherited
        if key in ("all", "any"):
            return self._several(key, said[key], where, sources)
        if key == "not":
            return Not(self.expression(said[key], f"{where}.not", sources), reason(said, "other_condition", where))
        if key == "not_stated":
            return NotStated(sources)
        if key == "other":
            id_ = known_ids([said[key]], "conditions", where)[0]
            return OtherCondition(id_, reason(said, "other_condition", where), sources)
        if key == "income_monthly" and isinstance(said[key], Mapping) and "table" in said[key]:
            return self._share(said, sources, f"{where}.{key}")
        return leaf(key, said, where, sources)

    def _share(self, said: Mapping[str, Any], sources: tuple[Source, ...], where: str) -> Condition:
        """An income limit that is a share of a dated table; not stated on a day before its first amounts."""
        operand = said["income_monthly"]
        only(operand, {"table", "percent"}, where)
        table, percent = tables().get(operand["table"]), _percent(operand.get("percent"), where)
        if table is None:
            raise BadRule(f"{where}.table", f"no such table; there are {', '.join(sorted(tables())) or 'none'}")
        if self._day is None:
            raise BadRule(where, "a table of amounts can stand only in dated rules")
        amounts = table.on(self._day)
        if amounts is None:
            return NotStated(sources)
        cited = tuple(_source(id_, table.sources[id_]) for id_ in amounts.sources)
        return IncomeLimit(*share_of(amounts, table.id, percent), reason(said, "income_above_limit", where), (*sources, *cited))

    def _several(self, key: str, said: Any, where: str, sources: tuple[Source, ...]) -> Condition:
        if not isinstance(said, list) or not said:
            raise BadRule(f"{where}.{key}", "must be a list of conditions")
        parts = [self.expression(part, f"{where}.{key}[{i}]", sources) for i, part in enumerate(said)]
        return All(parts) if key == "all" else Any_(parts)

    def cited(self, named: Any, where: str) -> tuple[Source, ...]:
        """The sources of these ids."""
        if not isinstance(named, list):
            raise BadRule(f"{where}.sources", "must be a list of source ids")
        absent = [id_ for id_ in named if id_ not in self._sources]
        if absent:
            raise BadRule(f"{where}.sources", f"no such source in this file: {', '.join(map(str, absent))}")
        return tuple(self._sources[id_] for id_ in named)


def tables_named(said: Any) -> set[str]:
    """Ids of the tables that a rule names, at any depth."""
    if isinstance(said, Mapping):
        own = {said["table"]} if isinstance(said.get("table"), str) and "percent" in said else set()
        return own.union(*map(tables_named, said.values()))
    return set().union(*map(tables_named, said)) if isinstance(said, list) else set()


def _split(start: date | None, end: date | None, named: set[str]) -> Iterator[tuple[date | None, date | None]]:
    """The periods between two days (None is open) at whose bounds a table changes."""
    known: list[Table] = [tables()[id_] for id_ in named if id_ in tables()]
    changes = sorted({amounts.start for table in known for amounts in table.amounts})
    inside = [day for day in changes if (start is None or start < day) and (end is None or day <= end)]
    ends: list[date | None] = [*(day - timedelta(days=1) for day in inside), end]
    return zip([start, *inside], ends, strict=True)


def _percent(said: Any, where: str) -> int | dict[int, int]:
    by_size = said if isinstance(said, Mapping) else {1: said}
    # JSON, in which rules are stored, has no numbers as keys.
    steps = {int(size): share for size, share in by_size.items() if str(size).isdecimal()}
    if len(steps) != len(by_size) or 1 not in steps or not all(type(s) is int and s > 0 for s in steps.values()):
        raise BadRule(f"{where}.percent", "must be a whole number, or {1: …, 4: …}: whole numbers by size of household from 1")
    return steps if isinstance(said, Mapping) else steps[1]


def _is_plain_yes(cell: Any) -> bool:
    """Yes, perhaps with a note of its own; a status that the country does not have takes nothing away."""
    return cell in ("yes", "not_here") or (isinstance(cell, Mapping) and cell.get("can") == "yes" and "reason" not in cell)


def _source(id_: str, said: Mapping[str, Any]) -> Source:
    where = f"sources.{id_}"
    if not isinstance(said, Mapping) or not said.get("citation"):
        raise BadRule(where, "needs a `citation`")
    only(said, {"citation", "basis", "url", "seen"}, where)
    basis = said.get("basis", "read")
    if basis not in ("read", "recalled", "not_read"):
        raise BadRule(f"{where}.basis", "must be read, recalled or not_read")
    seen = said.get("seen")
    return Source(id_, str(said["citation"]), basis, said.get("url"), None if seen is None else str(seen))


def _day(rule: Mapping[str, Any], key: str, where: str) -> date | None:
    value = rule.get(key)
    if value is not None and not (isinstance(value, date) and type(value) is date):
        raise BadRule(f"{where}.{key}", "must be a date, as 2026-09-30")
    return value


def _note(said: Any, where: str) -> dict[str, str] | None:
    if said is None:
        return None
    if not isinstance(said, Mapping) or not all(isinstance(text, str) for text in said.values()):
        raise BadRule(where, "must map a language to a sentence, as {en: …}")
    return dict(said)
