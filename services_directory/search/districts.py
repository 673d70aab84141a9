"""Which district or landmark is nearest to a point: coarse enough to count by, and enough to see a wrong position at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from services_directory.search.distance import metres
from services_directory.settings import ROOT
from services_directory.yaml_files import load

_NEAR_M = 5000


@dataclass(frozen=True, slots=True)
class Known:
    """A place that the city's file of places knows: `kind` is `district` or `landmark`."""

    id: str
    name: str
    kind: str
    latitude: float
    longitude: float


@cache
def known(city: str) -> tuple[Known, ...]:
    """All districts and landmarks of a city; none where it has no file."""
    path = ROOT / "data" / "places" / f"{city}.yml"
    return tuple(_read(load(path).data["places"])) if path.exists() else ()


def nearest(city: str, latitude: float, longitude: float, kind: str | None = None) -> tuple[Known, int] | None:
    """The nearest place of a city and how many metres away it is; None where nothing is within five kilometres.

    Args:
        kind: only districts or only landmarks.
    """
    among = (place for place in known(city) if kind in (None, place.kind))
    away = ((metres(latitude, longitude, place.latitude, place.longitude), place) for place in among)
    found = min(away, key=lambda one: one[0], default=None)
    return (found[1], found[0]) if found is not None and found[0] <= _NEAR_M else None


def _read(said: list[dict[str, object]]) -> Iterator[Known]:
    for one in said:
        names = one["names"]
        assert isinstance(names, list)
        yield Known(str(one["id"]), str(names[0]).rstrip("*"), str(one["kind"]), float(str(one["lat"])), float(str(one["lon"])))
