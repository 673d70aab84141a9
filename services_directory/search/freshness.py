"""How long a check of an entry holds."""

from __future__ import annotations

from datetime import date, timedelta

from services_directory.wording.cards import STALE_DAYS

HOLDS_FOR = timedelta(days=STALE_DAYS)


def expired(last_verified: date | None, day: date) -> bool:
    """Was the last check so long ago that an answer must say so? Also where nobody ever checked."""
    return last_verified is None or last_verified < oldest(day)


def oldest(day: date) -> date:
    """The oldest check that still holds on a day."""
    return day - HOLDS_FOR
