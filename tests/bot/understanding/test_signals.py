"""Ideas are the same in every language."""

from __future__ import annotations

import pytest

from bot.understanding.signals import signals
from bot.understanding.text import clean, fold, padded


@pytest.mark.parametrize(
    ("text", "tag", "signal"),
    [
        ("my molar hurts", "en", "teeth_eyes"),
        ("me duele una muela", "es", "teeth_eyes"),
        ("nesecito pañales", "es", "goods"),
        ("the landlrd cut the heat", "en", "landlord_trouble"),
        ("he is hitting me", "en", "danger_violence_now"),
        ("we have no papers", "en", "status_undocumented_own"),
        ("she is 82", "en", "number_60_99"),
        ("where is bancosol", "en", "at_food"),
        ("blah", "en", "topic_none"),
    ],
)
def test_signals(text: str, tag: str, signal: str) -> None:
    assert signal in signals(padded(fold(clean(text))), [tag])
