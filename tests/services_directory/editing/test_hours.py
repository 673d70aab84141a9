"""Hours: what people type, the table of the week and OSM's string mean the same; the week is that of the city's zone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opening_hours import validate

from services_directory.editing import hours
from services_directory.models import City

MALAGA = City(
    id="malaga", country="ES", timezone="Europe/Madrid", languages=["es"],
    holidays=[{"name": {"es": "Feria", "en": "Fair"}, "day": "2026-08-19", "law": "x"}, {"name": {"es": "Reyes"}, "rule": "Jan 06", "law": "x"}],
)  # fmt: skip
SPAN = (
    st.tuples(st.integers(0, 22), st.integers(1, 23))
    .filter(lambda one: one[0] < one[1])
    .map(lambda one: f"{one[0]:02}:00-{one[1]:02}:30")
)


@given(st.dictionaries(st.sampled_from(hours.DAYS), st.lists(SPAN, min_size=1, max_size=2).map(tuple)), st.booleans())
def test_a_week_goes_both_ways(days: dict[str, tuple[str, ...]], holidays: bool) -> None:
    week = hours.Week(days, holidays and bool(days))
    osm = hours.string(week)
    assert (osm is None) == (not days)
    if osm is not None:
        assert validate(osm)
        assert hours.table(osm) == week


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("9-14", ("09:00-14:00",)),
        ("9:00 – 14:00, 16:00-19:30", ("09:00-14:00", "16:00-19:30")),
        ("9h30-13", ("09:30-13:00",)),
        ("9 a 14 y 17 a 20", ("09:00-14:00", "17:00-20:00")),
        ("20:00-24:00", ("20:00-24:00",)),
        ("mornings", None),
        ("9", None),
        ("25-26", None),
        ("", None),
    ],
)
def test_what_people_type(typed: str, meant: tuple[str, ...] | None) -> None:
    assert hours.times(typed) == meant


@pytest.mark.parametrize(
    "osm", ['Mo-Fr 09:00-14:00 "by appointment"', "Mar-Oct: Mo 09:00-10:00", "sunrise-sunset", "Mo[1] 09:00-10:00"]
)
def test_what_the_table_cannot_say_is_left_as_it_is(osm: str) -> None:
    assert hours.table(osm) is None


def test_days_with_equal_hours_stand_together() -> None:
    week = hours.Week(dict.fromkeys(("Mo", "Tu", "We", "Fr"), ("09:00-14:00",)) | {"Sa": ("10:00-13:00",)}, True)
    assert hours.string(week) == "Mo-We,Fr 09:00-14:00; Sa 10:00-13:00; PH off"


def test_the_week_as_people_read_it() -> None:
    week = hours.coming_week("Mo-Fr 09:00-14:00,16:00-19:00", MALAGA, date(2026, 8, 17))
    assert week is not None
    assert [len(day.open) for day in week] == [2, 2, 0, 2, 2, 0, 0]
    assert week[2].holiday == {"es": "Feria", "en": "Fair"}
    assert str(week[0].open[0][0]) == "09:00:00"
    always = hours.coming_week("24/7", MALAGA, date(2026, 8, 17))
    assert always is not None
    assert all(day.all_day for day in always)
    assert hours.coming_week("mornings", MALAGA, date(2026, 8, 17)) is None
    reyes = hours.coming_week("24/7", MALAGA, date(2026, 1, 6))
    assert reyes is not None
    assert reyes[0].holiday == {"es": "Reyes"}
