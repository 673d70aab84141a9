"""The conditions that a rule is made of, and how they combine.

A condition looks at the facts and gives a `Finding`: a truth value with what explains it. Boundaries are inclusive and in
completed units: `age: {min: 18}` holds on the eighteenth birthday, `{max: 64}` until the day before the sixty-fifth;
`months_since_application: {min: 6}` holds on the day on which six months are complete.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from services_directory.eligibility.facts import Facts
from services_directory.eligibility.logic import FALSE, TRUE, UNKNOWN, Truth, negation
from services_directory.eligibility.verdict import Source

T = TypeVar("T")
Test = Callable[[Facts], Truth]


@dataclass(frozen=True, slots=True)
class Finding:
    """Truth of a condition, and why.

    `possible` says of a value that is not known whether any answer could make it true: not so for what no source states.
    """

    truth: Truth
    possible: bool = True
    reasons: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    missing: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    qualifiers: tuple[str, ...] = ()
    notes: tuple[dict[str, str], ...] = ()


HOLDS = Finding(TRUE)
FAILS = Finding(FALSE, possible=False)


def union(parts: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    """All members in order of first appearance, each once (members need not be hashable)."""
    merged: list[T] = []
    for part in parts:
        merged.extend(item for item in part if item not in merged)
    return tuple(merged)


def merge(truth: Truth, findings: list[Finding], possible: bool = True) -> Finding:
    """One finding of several: everything that explains them, each once."""
    if len(findings) == 1 and findings[0].truth is truth and findings[0].possible is possible:
        return findings[0]
    return Finding(
        truth,
        possible,
        union(f.reasons for f in findings),
        union(f.sources for f in findings),
        union(f.missing for f in findings),
        union(f.conditions for f in findings),
        union(f.qualifiers for f in findings),
        union(f.notes for f in findings),
    )


class Condition(ABC):
    """Base of all conditions. `find` is pure: the same facts give the same finding."""

    __slots__ = ()

    @abstractmethod
    def find(self, facts: Facts) -> Finding:
        """Decide the condition for these facts."""

    def parts(self) -> tuple[Condition, ...]:
        """The conditions inside this one."""
        return ()


class Leaf(Condition):
    """A test of one fact. Its three possible findings are made once."""

    __slots__ = ("_findings", "fact", "operand", "test")

    def __init__(self, fact: str, operand: Any, test: Test, reason: str, sources: tuple[Source, ...]) -> None:
        self.fact = fact
        self.operand = operand
        self.test = test
        self._findings = (
            Finding(FALSE, False, reasons=(reason,), sources=sources),
            Finding(UNKNOWN, reasons=(reason,), sources=sources, missing=(fact,)),
            Finding(TRUE, sources=sources),
        )

    def find(self, facts: Facts) -> Finding:
        return self._findings[self.test(facts)]

    @property
    def reason(self) -> str:
        """Why somebody for whom it fails is refused (id of the vocabulary)."""
        return self._findings[FALSE].reasons[0]

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where this condition was found."""
        return self._findings[FALSE].sources


class OtherCondition(Condition):
    """A condition that no fact can hold ("already enrolled"): never settled here, said in words beside the verdict."""

    __slots__ = ("_finding", "id")

    def __init__(self, id_: str, reason: str, sources: tuple[Source, ...]) -> None:
        self.id = id_
        self._finding = Finding(UNKNOWN, reasons=(reason,), sources=sources, conditions=(id_,))

    def find(self, facts: Facts) -> Finding:
        return self._finding


class NotStated(Condition):
    """What no source says. Not known, and no answer of the person can change that."""

    __slots__ = ("_finding",)

    def __init__(self, sources: tuple[Source, ...] = ()) -> None:
        self._finding = Finding(UNKNOWN, possible=False, reasons=("not_stated",), sources=sources)

    def find(self, facts: Facts) -> Finding:
        return self._finding


class Always(Condition):
    """A settled yes or no."""

    __slots__ = ("_finding",)

    def __init__(self, truth: Truth, reason: str | None = None, sources: tuple[Source, ...] = ()) -> None:
        reasons = (reason,) if reason else ()
        self._finding = Finding(truth, truth is TRUE, reasons=reasons, sources=sources)

    def find(self, facts: Facts) -> Finding:
        return self._finding


class All(Condition):
    """Every part must hold."""

    __slots__ = ("_parts",)

    def __init__(self, parts: Iterable[Condition]) -> None:
        self._parts = tuple(parts)

    def parts(self) -> tuple[Condition, ...]:
        return self._parts

    def find(self, facts: Facts) -> Finding:
        found = [part.find(facts) for part in self._parts]
        failed = [f for f in found if f.truth is FALSE]
        if failed:
            return merge(FALSE, failed, possible=False)
        open_ = [f for f in found if f.truth is UNKNOWN]
        if open_:
            return merge(UNKNOWN, open_, possible=all(f.possible for f in open_))
        return merge(TRUE, found) if found else HOLDS


class Any_(Condition):
    """One part is enough."""

    __slots__ = ("_parts",)

    def __init__(self, parts: Iterable[Condition]) -> None:
        self._parts = tuple(parts)

    def parts(self) -> tuple[Condition, ...]:
        return self._parts

    def find(self, facts: Facts) -> Finding:
        open_: list[Finding] = []
        failed: list[Finding] = []
        for part in self._parts:
            finding = part.find(facts)
            if finding.truth is TRUE:
                return finding
            (open_ if finding.truth is UNKNOWN else failed).append(finding)
        if open_:
            hopeful = [f for f in open_ if f.possible]
            return merge(UNKNOWN, hopeful or open_, possible=bool(hopeful))
        return merge(FALSE, failed, possible=False) if failed else FAILS


class Not(Condition):
    """The opposite of one part. What no source states stays so."""

    __slots__ = ("_reason", "part")

    def __init__(self, part: Condition, reason: str) -> None:
        self.part = part
        self._reason = reason

    def parts(self) -> tuple[Condition, ...]:
        return (self.part,)

    def find(self, facts: Facts) -> Finding:
        inner = self.part.find(facts)
        truth = negation(inner.truth)
        if truth is TRUE:
            return Finding(TRUE, sources=inner.sources)
        reasons = (self._reason,) if inner.possible or truth is FALSE else inner.reasons
        return Finding(truth, truth is UNKNOWN and inner.possible, reasons, inner.sources, inner.missing, inner.conditions)


class Noted(Condition):
    """A part with a sentence, qualifiers or sources of its own (a cell of the access grid)."""

    __slots__ = ("note", "part", "qualifiers", "sources")

    def __init__(
        self, part: Condition, note: dict[str, str] | None, qualifiers: tuple[str, ...], sources: tuple[Source, ...]
    ) -> None:
        self.part = part
        self.note = note
        self.qualifiers = qualifiers
        self.sources = sources

    def parts(self) -> tuple[Condition, ...]:
        return (self.part,)

    def find(self, facts: Facts) -> Finding:
        inner = self.part.find(facts)
        return Finding(
            inner.truth,
            inner.possible,
            inner.reasons,
            union((self.sources, inner.sources)),
            inner.missing,
            inner.conditions,
            union((inner.qualifiers, self.qualifiers)),
            union((inner.notes, ((self.note,) if self.note else ()))),
        )


class ByStatus(Condition):
    """One condition for each status: the access grid.

    With a status said, its cell decides. Without one, the cells decide together: yes only if every status gets a yes, no only
    if every one gets a no. Cells of statuses that the country does not have are left out then.
    """

    __slots__ = ("_together", "cells")

    def __init__(self, cells: dict[str, Condition], not_here: frozenset[str] = frozenset()) -> None:
        self.cells = cells
        self._together = {status: cell for status, cell in cells.items() if status not in not_here}

    def parts(self) -> tuple[Condition, ...]:
        return self._distinct(frozenset())

    def _distinct(self, ruled_out: frozenset[str]) -> tuple[Condition, ...]:
        return tuple({id(cell): cell for status, cell in self._together.items() if status not in ruled_out}.values())

    def find(self, facts: Facts) -> Finding:
        status = facts.known_status
        if status is not None:
            return self.cells[status].find(facts)
        found = [cell.find(facts) for cell in self._distinct(facts.ruled_out)]
        truths = {f.truth for f in found}
        if truths == {TRUE}:
            return merge(TRUE, found)
        if truths == {FALSE}:
            return merge(FALSE, found, possible=False)
        return self._open(found)

    @staticmethod
    def _open(found: list[Finding]) -> Finding:
        hopeful = [f for f in found if f.possible]
        open_ = [f for f in hopeful if f.truth is UNKNOWN]
        settled = [f for f in found if f.truth is FALSE]
        explained = merge(UNKNOWN, open_ or settled or found, possible=bool(hopeful))
        decides = () if len(found) == 1 else ("status",)
        return Finding(
            UNKNOWN,
            bool(hopeful),
            union((("status_not_covered",) if settled else (), explained.reasons)),
            union(f.sources for f in found),
            union((decides, explained.missing)),
            explained.conditions,
            explained.qualifiers,
            (),
        )
