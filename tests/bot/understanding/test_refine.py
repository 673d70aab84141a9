"""How a search is narrowed."""

from __future__ import annotations

import pytest

from bot.understanding.refine import IDS, find, wants_speaker
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


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("somebody who speaks French", "en"),
        ("un abogado que hable mi idioma", "es"),
        ("un avocat qui parle ma langue", "fr"),
        ("محامي يحكي عربي", "ar"),
        ("адвокат, який говорить українською", "uk"),
        ("有没有会说中文的律师", "zh"),
    ],
)
def test_who_speaks_a_language(text: str, tag: str) -> None:
    line = padded(fold(clean(text)))
    assert "in_my_language" in find(line, [tag])
    assert wants_speaker(line, [tag])


def test_her_language_is_not_mine() -> None:
    assert find(padded(fold("in her language if possible")), ["en"]) == ["their_language"]
