"""The conditions that a rule is made of, and how they combine.

A condition looks at the facts and gives a `Finding`: a truth value with what explains it. Boundaries are inclusive and in
completed units: `age: {min: 18}` holds on the eighteenth birthday, `{max: 64}` until the day before the sixty-fifth;
`months_since_application: {min: 6}` holds on the day on which six months are complete.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from services_directory.eligibility.facts import Facts
from services_directory.eligibility.logic import FALSE, TRUE, UNKNOWN, Truth, negation
from services_directory.eligibility.verdict import Source

T = TypeVar("T")
Test = Callable[[Facts], Truth]


class Finding(NamedTuple):
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
    merged: tuple[T, ...] = ()
    for part in parts:
        if part and part is not merged:
            merged = (*merged, *(item for item in part if item not in merged)) if merged else part
    return merged


def merge(truth: Truth, findings: Sequence[Finding], possible: bool = True) -> Finding:
    """One finding of several: everything that explains them, each once."""
    if len(findings) == 1:
        only = findings[0]
        return only if only.truth is truth and only.possible is possible else only._replace(truth=truth, possible=possible)
    parts = zip(*findings, strict=True)
    next(parts), next(parts)  # what is true and possible is settled by the caller
    return Finding(truth, possible, *map(union, parts))


NOTHING_KNOWN = Facts()


class Condition(ABC):
    """Base of all conditions. `find` is pure: the same facts give the same finding.

    Attributes:
        uses: the facts that it looks at. Of somebody of whom none of them is known it always finds the same, which is worked
            out once: it holds nothing of a person.
    """

    __slots__ = ("__weakref__", "_blank", "uses")
    uses: frozenset[str]
    _blank: Finding | None

    def __init__(self, uses: Iterable[str]) -> None:
        self.uses = frozenset(uses)
        self._blank = None

    def find(self, facts: Facts) -> Finding:
        """Decide the condition for these facts."""
        if not self.uses.isdisjoint(facts.touched):
            return self._decide(facts)
        if self._blank is None:
            self._blank = self._decide(NOTHING_KNOWN)
        return self._blank

    @abstractmethod
    def _decide(self, facts: Facts) -> Finding:
        """Decide the condition for facts of which it may use some."""

    def parts(self) -> tuple[Condition, ...]:
        """The conditions inside this one."""
        return ()


def _used(parts: Iterable[Condition]) -> frozenset[str]:
    return frozenset().union(*(part.uses for part in parts))


class Leaf(Condition):
    """A test of one fact. Its three possible findings are made once."""

    __slots__ = ("_findings", "fact", "operand", "test")

    def __init__(self, fact: str, operand: Any, test: Test, reason: str, sources: tuple[Source, ...]) -> None:
        super().__init__((fact,))
        self.fact = fact
        self.operand = operand
        self.test = test
        self._findings = (
            Finding(FALSE, False, reasons=(reason,), sources=sources),
            Finding(UNKNOWN, reasons=(reason,), sources=sources, missing=(fact,)),
            Finding(TRUE, sources=sources),
        )

    def find(self, facts: Facts) -> Finding:
        """One of the three findings: cheaper than asking whether the fact is known."""
        return self._findings[self.test(facts)]

    _decide = find

    @property
    def reason(self) -> str:
        """Why somebody for whom it fails is refused (id of the vocabulary)."""
        return self._findings[FALSE].reasons[0]

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where this condition was found."""
        return self._findings[FALSE].sources


class Settled(Condition):
    """A condition at which no fact is looked."""

    __slots__ = ("_finding",)

    def __init__(self, finding: Finding) -> None:
        super().__init__(())
        self._finding = finding

    def find(self, facts: Facts) -> Finding:
        """The same for everybody."""
        return self._finding

    _decide = find


class OtherCondition(Settled):
    """A condition that no fact can hold ("already enrolled"): never settled here, said in words beside the verdict."""

    __slots__ = ("id",)

    def __init__(self, id_: str, reason: str, sources: tuple[Source, ...]) -> None:
        super().__init__(Finding(UNKNOWN, reasons=(reason,), sources=sources, conditions=(id_,)))
        self.id = id_


class NotStated(Settled):
    """What no source says. Not known, and no answer of the person can change that."""

    __slots__ = ()

    def __init__(self, sources: tuple[Source, ...] = (), reason: str = "not_stated") -> None:
        super().__init__(Finding(UNKNOWN, possible=False, reasons=(reason,), sources=sources))


class Always(Settled):
    """A settled yes or no."""

    __slots__ = ()

    def __init__(self, truth: Truth, reason: str | None = None, sources: tuple[Source, ...] = ()) -> None:
        super().__init__(Finding(truth, truth is TRUE, reasons=(reason,) if reason else (), sources=sources))


class All(Condition):
    """Every part must hold."""

    __slots__ = ("_parts",)

    def __init__(self, parts: Iterable[Condition]) -> None:
        self._parts = tuple(parts)
        super().__init__(_used(self._parts))

    def parts(self) -> tuple[Condition, ...]:
        return self._parts

    def _decide(self, facts: Facts) -> Finding:
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
        super().__init__(_used(self._parts))

    def parts(self) -> tuple[Condition, ...]:
        return self._parts

    def _decide(self, facts: Facts) -> Finding:
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
        super().__init__(part.uses)

    def parts(self) -> tuple[Condition, ...]:
        return (self.part,)

    def _decide(self, facts: Facts) -> Finding:
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
        super().__init__(part.uses)

    def parts(self) -> tuple[Condition, ...]:
        return (self.part,)

    def _decide(self, facts: Facts) -> Finding:
        inner = self.part.find(facts)
        return inner._replace(
            sources=union((self.sources, inner.sources)),
            qualifiers=union((inner.qualifiers, self.qualifiers)),
            notes=union((inner.notes, ((self.note,) if self.note else ()))),
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
        super().__init__({"status", *_used(cells.values())})

    def parts(self) -> tuple[Condition, ...]:
        return self._distinct(frozenset())

    def _distinct(self, ruled_out: frozenset[str]) -> tuple[Condition, ...]:
        return tuple({id(cell): cell for status, cell in self._together.items() if status not in ruled_out}.values())

    def _decide(self, facts: Facts) -> Finding:
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
