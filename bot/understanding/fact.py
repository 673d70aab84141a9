"""One fact that a person told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fact:
    """A name and a value of the contract, and whose it is (`me`, `child`, …; several for "we")."""

    name: str
    value: Any
    owners: tuple[str, ...]
