"""What ranking needs of all services, as columns of numbers: a hundred thousand services are ranked without a look at each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services_directory.eligibility.rules import RuleSet
from services_directory.search.distance import EARTH_RADIUS_M

Numbers = NDArray[Any]
UNKNOWN_M = 10**9
"""A distance that is not known."""
_CONFIDENCE = {"high": 0, "medium": 1, "low": 2}


@dataclass(frozen=True)
class Columns:
    """One row for each entry of a shelf, in the order of the directory.

    Attributes:
        rules: number of its rule in `rule_sets`; equal rules have one number.
        confidence: 0 high to 2 low. `for_danger`: a line for acute danger.
        checked: day of the last check as an ordinal; 0 where nobody ever checked.
        sites: number of the row of each place that has a position, in rising order, with `lat` and `lon` in radians.
    """

    rule_sets: Sequence[RuleSet]
    rules: Numbers
    confidence: Numbers
    checked: Numbers
    for_danger: Numbers
    sites: Numbers
    lat: Numbers
    lon: Numbers

    def metres(self, rows: Numbers, place: tuple[float, float] | None) -> Numbers:
        """Metres from a point in degrees to the nearest place of each of these rows; `UNKNOWN_M` where either is not known."""
        if place is None or not len(self.sites):
            return np.full(len(rows), UNKNOWN_M, np.int64)
        first, last = np.searchsorted(self.sites, rows), np.searchsorted(self.sites, rows, "right")
        counts = last - first
        of = np.repeat(np.arange(len(rows)), counts)
        which = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(first, counts)
        nearest = np.full(len(rows), UNKNOWN_M, np.int64)
        np.minimum.at(nearest, of, self._away(which, place))
        return nearest

    def _away(self, sites: Numbers, place: tuple[float, float]) -> Numbers:
        """Great-circle distance (haversine), as `search.distance.metres`."""
        lat, lon = np.radians(place[0]), np.radians(place[1])
        there, east = self.lat[sites], self.lon[sites]
        half = np.sin((there - lat) / 2) ** 2 + np.cos(lat) * np.cos(there) * np.sin((east - lon) / 2) ** 2
        away: Numbers = np.rint(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(half))).astype(np.int64)
        return away


def columns_of(entries: Sequence[Any]) -> Columns:
    """Columns of entries (`shelf.Entry`) in their order."""
    numbers: dict[int, int] = {}
    sets: list[RuleSet] = []
    rules = np.empty(len(entries), np.int32)
    sites: list[tuple[int, float, float]] = []
    for row, entry in enumerate(entries):
        number = numbers.setdefault(id(entry.rules), len(sets))
        if number == len(sets):
            sets.append(entry.rules)
        rules[row] = number
        for site in entry.sites:
            if site.latitude is not None and site.longitude is not None:
                sites.append((row, site.latitude, site.longitude))
    return Columns(
        sets,
        rules,
        np.array([_CONFIDENCE[entry.confidence] for entry in entries], np.int64),
        np.array([entry.last_verified.toordinal() if entry.last_verified else 0 for entry in entries], np.int64),
        np.array([entry.for_danger for entry in entries], bool),
        np.array([row for row, _, _ in sites], np.int64),
        np.radians(np.array([lat for _, lat, _ in sites], np.float64)),
        np.radians(np.array([lon for _, _, lon in sites], np.float64)),
    )


@dataclass(frozen=True)
class Fitting:
    """Rows that answer a need, and at which place of what they are for the need stands (0: their main purpose)."""

    rows: Numbers
    place: Numbers


def fittings(entries: Sequence[Any]) -> Mapping[tuple[str, str], Fitting]:
    """For each city and need the rows that answer it, in the order of the directory."""
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for row, entry in enumerate(entries):
        for place, need in enumerate(entry.needs):
            found.setdefault((entry.city, need), []).append((row, place))
    return {
        key: Fitting(np.array([r for r, _ in its], np.int64), np.array([p for _, p in its], np.int64))
        for key, its in found.items()
    }
