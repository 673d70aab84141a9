"""Great-circle distances, against known ones."""

from __future__ import annotations

import pytest

from services_directory.search.distance import metres


@pytest.mark.parametrize(
    ("one", "other", "away"),
    [
        ((0.0, 0.0), (0.0, 1.0), 111_195),  # one degree of the equator on a sphere of 6 371 km
        ((36.7213, -4.4214), (36.7213, -4.4214), 0),
        ((51.5074, -0.1278), (48.8566, 2.3522), 343_600),  # London to Paris, about 344 km
    ],
)
def test_metres(one, other, away):
    assert metres(*one, *other) == pytest.approx(away, rel=0.01, abs=1)
