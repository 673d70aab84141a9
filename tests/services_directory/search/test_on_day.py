"""When a place is open on one day."""

from __future__ import annotations

from datetime import date, time

from services_directory.search.hours import on_day

SATURDAY, MONDAY = date(2026, 11, 28), date(2026, 11, 30)
MADRID = "Europe/Madrid"


def test_open_closed_and_not_known() -> None:
    hours = "Mo-Fr 09:00-14:00,16:00-18:00"
    assert on_day(hours, MADRID, "ES", {}, MONDAY) == [(time(9), time(14)), (time(16), time(18))]
    assert on_day(hours, MADRID, "ES", {}, SATURDAY) == []
    assert on_day(None, MADRID, "ES", {}, MONDAY) is None


def test_a_holiday_of_the_city_is_closed_unless_the_hours_speak_of_it() -> None:
    feast = {MONDAY: "feria"}
    assert on_day("Mo-Fr 09:00-14:00", MADRID, "ES", feast, MONDAY) == []
    assert on_day("Mo-Fr 09:00-14:00; PH 10:00-12:00", MADRID, "ES", feast, MONDAY) == [(time(10), time(12))]
