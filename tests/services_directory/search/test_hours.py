"""Opening hours in the zone of the place, summer and winter, holidays of country and city."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from services_directory.models import City
from services_directory.search.holidays import closed_days
from services_directory.search.hours import opening

CHICAGO, MALAGA = ("America/Chicago", "US"), ("Europe/Madrid", "ES")


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("hours", "where", "now", "open_now"),
    [
        ("Mo-Fr 09:00-17:00", CHICAGO, at(2026, 7, 20, 14, 30), True),  # Monday 09:30 in summer (UTC-5)
        ("Mo-Fr 09:00-17:00", CHICAGO, at(2026, 11, 23, 14, 30), False),  # Monday 08:30 in winter (UTC-6)
        ("Mo-Fr 09:00-17:00; PH off", CHICAGO, at(2026, 7, 3, 16, 0), False),  # Independence Day is observed on Friday
        ("Mo-Fr 09:00-14:00; PH off", MALAGA, at(2026, 12, 8, 10, 0), False),  # Inmaculada
        ("Mo 18:00-02:00", MALAGA, at(2026, 11, 24, 0, 30), True),  # Tuesday 01:30, still Monday's evening
        ("24/7", MALAGA, at(2026, 12, 25, 3, 0), True),
        (None, MALAGA, at(2026, 12, 25, 3, 0), None),
    ],
)
def test_open_now(hours, where, now, open_now):
    zone, country = where
    assert opening(hours, zone, country, {}, now).open_now is open_now


def test_a_feast_of_the_city_closes_and_the_next_day_opens():
    zone, country = MALAGA
    now = at(2026, 8, 19, 9, 0)
    feast = {date(2026, 8, 19): "Feria"}
    found = opening("Mo-Fr 09:00-14:00", zone, country, feast, now)
    assert found.open_now is False
    assert found.opens_next is not None
    assert found.opens_next.date() == date(2026, 8, 20)


def test_the_next_opening_is_in_local_time():
    zone, country = CHICAGO
    found = opening("Mo-Fr 09:00-17:00", zone, country, {}, at(2026, 11, 22, 18, 0))
    assert found.opens_next is not None
    assert found.opens_next.isoformat() == "2026-11-23T09:00:00-06:00"


@pytest.mark.parametrize(
    ("hours", "open_now", "opens_next"),
    [
        ("Mo-Su 10:00-20:00", False, date(2027, 3, 1)),  # says nothing of holidays: closed
        ("Mo-Su,PH 10:00-20:00", True, None),
        ("Mo-Su 10:00-20:00; PH 10:00-14:00", True, None),
        ("Mo-Su 10:00-20:00; PH 16:00-18:00", False, date(2027, 2, 28)),
        ("Mo-Su 10:00-20:00; PH off", False, date(2027, 3, 1)),
        ("24/7", True, None),
    ],
)
def test_on_the_day_of_andalucia_only_what_is_said_of_holidays_holds(hours, open_now, opens_next):
    zone, country = MALAGA
    found = opening(hours, zone, country, {date(2027, 2, 28): "Día de Andalucía"}, at(2027, 2, 28, 11, 0))
    assert found.open_now is open_now
    assert (found.opens_next.date() if found.opens_next else None) == opens_next


def test_a_city_s_holidays_by_day_and_by_rule():
    city = City(holidays=[
        {"name": {"en": "Good Friday"}, "rule": "easter -2 days"}, {"name": {"en": "Thanksgiving"}, "rule": "Nov Th[4]"},
        {"name": {"en": "Feria"}, "day": "2026-08-19"}, {"name": {"en": "New Year"}, "rule": "Jan 01"},
    ])  # fmt: skip
    assert closed_days(city, at(2026, 5, 1)) == {
        date(2026, 4, 3): "Good Friday", date(2026, 11, 26): "Thanksgiving", date(2026, 8, 19): "Feria",
        date(2026, 1, 1): "New Year", date(2027, 3, 26): "Good Friday", date(2027, 11, 25): "Thanksgiving",
        date(2027, 1, 1): "New Year",
    }  # fmt: skip
