"""Which of the services that answer a need come first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from services_directory.search.columns import UNKNOWN_M, Columns, Numbers
from services_directory.search.freshness import oldest

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
    day: date,
) -> Numbers:
    """A number for each row; lower comes first: the verdict, whether a check of it still holds, how much the service is for the
    need, nearness (in steps of 2 km), whether the verdict is a plain yes, how sure we are, how many of the needs it answers.

    Args:
        rows: rows of the columns.
        outcomes: place of each row's verdict in `OUTCOMES`. `settled`: no income limit, nothing assumed.
        fit: from `fits`. `many`: how many of the needs it answers.
        place: latitude and longitude in degrees, where nearness counts.
        day: of the question; a check that is too old by then makes an entry sink below its equals.
    """
    away = columns.metres(rows, place)
    near = np.where(away == UNKNOWN_M, 50, np.minimum(49, away // _NEAR_STEP_M))
    parts = (
        (outcomes, 4),
        (columns.checked[rows] < oldest(day).toordinal(), 2),
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
