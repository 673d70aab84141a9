"""How a search is narrowed."""

from __future__ import annotations

import pytest

from bot.understanding.refine import IDS, find
from bot.understanding.text import clean, fold, padded


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a free dentist open right now", ["free", "open_now"]),
        ("english classes in the evening or on saturdays near me", ["evenings", "weekends", "near_me"]),
        ("a lady doctor, walk in", ["women_only", "no_appointment"]),
        ("shelter that doesn't ask for papers", ["no_id"]),
        ("someone who speaks arabic", ["in_my_language"]),
        ("clases gratis los domingos donde pueda llevar a mis hijos", ["free", "weekends", "childcare"]),
        ("sin cita y que no pidan papeles, cerca de mi casa", ["near_me", "no_appointment", "no_id"]),
        ("i have a toothache", []),
        ("my kid is sick and we are without papers", []),
    ],
)
def test_wishes(text: str, wanted: list[str]) -> None:
    found = find(padded(fold(clean(text))), ["en", "es"])
    assert found == wanted
    assert set(found) <= set(IDS)
