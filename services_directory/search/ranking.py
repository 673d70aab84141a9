"""Which of the services that answer a need come first."""

from __future__ import annotations

from collections.abc import Sequence

from services_directory.search.distance import metres
from services_directory.search.shelf import Entry

_BY_OUTCOME = {"yes": 0, "depends": 1, "unknown": 2, "no": 3}
_BY_CONFIDENCE = {"high": 0, "medium": 1, "low": 2}
_NEAR_STEP_M = 2000
_AFTER_ALL_FITS = 4
Rank = tuple[int, ...]


def rank(entry: Entry, outcome: str, needs: Sequence[str], away: int | None, settled: bool) -> Rank:
    """Lower comes first: the verdict, then how much the service is for the need, then nearness, then how sure we are.

    Args:
        away: metres to its nearest place, None where either is not known.
        settled: whether the verdict is a plain yes (no income limit, nothing assumed).
    """
    near = 50 if away is None else min(49, away // _NEAR_STEP_M)
    return (
        _BY_OUTCOME[outcome],
        _fit(entry, needs),
        near,
        0 if settled else 1,
        _BY_CONFIDENCE[entry.confidence],
        -sum(need in entry.needs for need in needs),
    )


def _fit(entry: Entry, needs: Sequence[str]) -> int:
    """Where the need stands among what the service is for: 0 its main purpose, at most 3; 0 when it was asked for by name."""
    places = [entry.needs.index(need) for need in needs if need in entry.needs]
    return min(3, min(places, default=0)) + (_AFTER_ALL_FITS if entry.for_danger and needs else 0)


def nearest(entry: Entry, place: tuple[float, float] | None) -> int | None:
    """Metres from a point to the nearest place of the service, if both are known."""
    if place is None:
        return None
    away = [
        metres(place[0], place[1], site.latitude, site.longitude)
        for site in entry.sites
        if site.latitude is not None and site.longitude is not None
    ]
    return min(away, default=None)
