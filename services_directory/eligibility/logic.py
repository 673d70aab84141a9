"""Kleene's three-valued logic: true, false, not known.

`all` is the minimum, `any` the maximum, `not` the mirror of three ordered values, so a fact that is not known can make a
result less sure but never turn it round.
"""

from __future__ import annotations

from enum import IntEnum


class Truth(IntEnum):
    """One of three truth values; the order is the logic."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2


FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE


def negation(value: Truth) -> Truth:
    """Not: true and false change places, not known stays."""
    return Truth(2 - value)


def of(value: bool | None) -> Truth:
    """A yes, a no, or nothing said."""
    if value is None:
        return UNKNOWN
    return TRUE if value else FALSE
