"""One moment for everything that asks the clock, so that whole answers can be written down."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

MOMENT = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)  # a Monday: 10 o'clock in Chicago, 17 in Málaga


class _Datetime(datetime):
    @classmethod
    def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
        return MOMENT.astimezone(tz) if tz else MOMENT


class _Date(date):
    @classmethod
    def today(cls) -> date:
        return MOMENT.date()


def freeze(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clocks of the directory and of its words."""
    monkeypatch.setattr("services_directory.access.directory.datetime", _Datetime)
    monkeypatch.setattr("services_directory.wording.cards.date", _Date)
