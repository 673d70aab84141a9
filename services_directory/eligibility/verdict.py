"""What the directory says to one person of one service on one date."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Outcome = Literal["yes", "no", "depends", "unknown"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule was found.

    Attributes:
        id: its name within the file that cites it.
        citation: the law, page or order as one would cite it.
        basis: `read` when somebody read it, `recalled` when it must still be read, `not_read` when only named.
        url: where it can be read, if known.
        seen: age of the copy that was read: a date, a year, or words such as "undated".
    """

    id: str
    citation: str
    basis: Literal["read", "recalled", "not_read"] = "read"
    url: str | None = None
    seen: str | None = None

    def as_mapping(self) -> dict[str, str]:
        """The contract's shape, without what is not known."""
        said = {"citation": self.citation, "basis": self.basis, "url": self.url, "seen": self.seen}
        return {name: value for name, value in said.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Change:
    """One smallest set of facts that would make the verdict yes.

    Attributes:
        facts: fact to the value that it would need (a minimum for ages and periods).
        conditions: conditions that no fact can hold and that must be met as well (ids of the vocabulary).
        months: months to wait, where time alone is what is missing.
    """

    facts: tuple[tuple[str, Any], ...]
    conditions: tuple[str, ...] = ()
    months: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Outcome with everything that explains it. `notes` maps a language to a free sentence of the rule's author."""

    outcome: Outcome
    reasons: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    missing: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    qualifiers: tuple[str, ...] = ()
    notes: tuple[dict[str, str], ...] = ()
    assumes: tuple[str, ...] = ()
    would_change: tuple[Change, ...] = field(default=())
