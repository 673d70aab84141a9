"""Dates as each language writes them, as far as they are known."""

from __future__ import annotations

import pytest

from services_directory.wording.formats import date_as_known


@pytest.mark.parametrize(
    ("value", "lang", "said"),
    [
        ("2026-11-22", "en", "November 22, 2026"),
        ("2026-06", "en", "June 2026"),
        ("2026-06", "es", "junio de 2026"),
        ("2026", "zh", "2026年"),
        ("undated", "en", None),
        ("", "en", None),
        (None, "en", None),
    ],
)
def test_a_date_is_said_as_far_as_it_is_known(value: str | None, lang: str, said: str | None) -> None:
    assert date_as_known(value, lang) == said
