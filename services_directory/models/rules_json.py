"""Rules hold days; JSON does not. Both ways."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

_DAYS = ("from", "until")


def to_json(said: Any) -> Any:
    """The same, with every day as ISO text."""
    if isinstance(said, dict):
        return {key: to_json(value) for key, value in said.items()}
    if isinstance(said, list):
        return [to_json(value) for value in said]
    return said.isoformat() if isinstance(said, date) else said


def from_json(rules: list[dict[str, Any]]) -> list[Mapping[str, Any]]:
    """Dated rules with their first and last days as days again."""
    return [
        {key: date.fromisoformat(value) if key in _DAYS and value is not None else value for key, value in rule.items()}
        for rule in rules
    ]
