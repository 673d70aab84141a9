"""Closed days of a city that no library knows: its own feasts, from its record."""

from __future__ import annotations

from datetime import date, datetime

from services_directory.models.city import City


def closed_days(city: City, now: datetime) -> dict[date, str]:
    """Days of the city's record to their names. Holidays given by a rule come from the country's calendar (OSM `PH`)."""
    return {date.fromisoformat(str(one["day"])): str(one.get("name", "")) for one in city.holidays if one.get("day")}
