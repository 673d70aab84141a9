"""A limit on the income of a household, by its size.

The limit is inclusive: an income equal to it is within. An income that is within the limit of one person is within that of any
household; above that, the size of the household decides. An income that was not said may be taken to be within the limit
(`Facts.income_within_limit`), which the verdict then says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from services_directory.eligibility.conditions import Finding, Leaf
from services_directory.eligibility.facts import Facts
from services_directory.eligibility.logic import FALSE, TRUE, UNKNOWN, Truth
from services_directory.eligibility.tables import Amounts
from services_directory.eligibility.verdict import Source

_SIZES = range(1, 9)
Limit = Callable[[int], float]


class IncomeLimit(Leaf):
    """Is the income of the household at or under its limit?"""

    __slots__ = ("_ask_size", "_limit", "sizes")

    def __init__(self, limit: Limit, operand: Mapping[str, Any], reason: str, sources: tuple[Source, ...]) -> None:
        """Build from the limit a month of a household of a size, and the operand as it is shown to people."""
        super().__init__("income_monthly", operand, self._test, reason, sources)
        self.uses = frozenset(("income_monthly", "household_size"))
        self._limit = limit
        self.sizes = [size for size in _SIZES if size == 1 or limit(size) > limit(size - 1)]
        self._ask_size = Finding(UNKNOWN, reasons=(reason,), sources=sources, missing=("household_size",))

    def find(self, facts: Facts) -> Finding:
        """What the income says, and whether the size of the household is still needed."""
        truth = self._test(facts)
        return self._ask_size if truth is UNKNOWN and facts.income_monthly is not None else self._findings[truth]

    _decide = find

    def _test(self, facts: Facts) -> Truth:
        income = facts.income_monthly
        if income is None:
            return TRUE if facts.income_within_limit else UNKNOWN
        if income <= self._limit(1):
            return TRUE
        if facts.household_size is None:
            return UNKNOWN if len(self.sizes) > 1 else FALSE
        return TRUE if income <= self._limit(max(1, facts.household_size)) else FALSE


def fixed(most: float) -> tuple[Limit, dict[str, Any]]:
    """One amount for every household, with its operand."""
    return (lambda _household: most), {"max": most}


def share_of(amounts: Amounts, table: str, percent: int | Mapping[int, int]) -> tuple[Limit, dict[str, Any]]:
    """So many percent of a table's amount for the household, or by size of the household from each size on."""
    steps = sorted(percent.items()) if isinstance(percent, Mapping) else [(1, percent)]

    def limit(household: int) -> float:
        share = next(share for least, share in reversed(steps) if household >= least)
        return round(amounts.month(household) * share / 100, 2)

    shown = {"max": limit(1), "table": table, "percent": dict(steps) if len(steps) > 1 else steps[0][1]}
    return limit, {**shown, "by_household": {str(size): limit(size) for size in _SIZES}}
