"""Which of the services that answer a need come first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from services_directory.search.columns import UNKNOWN_M, Columns, Numbers

OUTCOMES = ("yes", "depends", "unknown", "no")
_NEAR_STEP_M = 2000
_AFTER_ALL_FITS = 4
_MOST_NEEDS = 63


def ranks(
    columns: Columns,
    rows: Numbers,
    outcomes: Numbers,
    settled: Numbers,
    fit: Numbers,
    many: Numbers,
    place: tuple[float, float] | None,
) -> Numbers:
    """A number for each row; lower comes first: the verdict, then how much the service is for the need, then nearness (in
    steps of 2 km), then whether the verdict is a plain yes, then how sure we are, then how many of the needs it answers.

    Args:
        rows: rows of the columns.
        outcomes: place of each row's verdict in `OUTCOMES`. `settled`: no income limit, nothing assumed.
        fit: from `fits`. `many`: how many of the needs it answers.
        place: latitude and longitude in degrees, where nearness counts.
    """
    away = columns.metres(rows, place)
    near = np.where(away == UNKNOWN_M, 50, np.minimum(49, away // _NEAR_STEP_M))
    parts = (
        (outcomes, 4),
        (fit, 8),
        (near, 64),
        (~settled, 2),
        (columns.confidence[rows], 4),
        (_MOST_NEEDS - np.minimum(many, _MOST_NEEDS), 64),
    )
    key = np.zeros(len(rows), np.int64)
    for values, size in parts:
        key = key * size + values
    return key


def fits(columns: Columns, rows: Numbers, place_of_need: Numbers, needs: Sequence[str]) -> Numbers:
    """Where the need stands among what the service is for: 0 its main purpose, at most 3; a line for danger after all others.

    Args:
        place_of_need: the best place of any of the needs; 0 for a service that was asked for by name.
    """
    best: Numbers = np.minimum(3, place_of_need) + np.where(columns.for_danger[rows] & bool(needs), _AFTER_ALL_FITS, 0)
    return best
