"""A message in parts of one language each."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services_directory.wording.parts import foreign_texts, split


def test_a_name_in_another_language_is_a_part_of_its_own() -> None:
    cards = [{"name": "Casa del Pueblo", "name_lang": "es", "description": "A house", "description_lang": "en"}]
    foreign = foreign_texts(cards, "en")
    assert foreign == {"Casa del Pueblo": "es"}
    assert split("Go to Casa del Pueblo today.", "en", foreign) == [
        {"text": "Go to ", "lang": "en", "dir": "ltr"},
        {"text": "Casa del Pueblo", "lang": "es", "dir": "ltr"},
        {"text": " today.", "lang": "en", "dir": "ltr"},
    ]


def test_the_longer_of_two_texts_wins_and_directions_follow() -> None:
    parts = split("اذهب إلى Casa del Pueblo", "ar", {"Casa": "fr", "Casa del Pueblo": "es"})
    assert [(part["lang"], part["dir"]) for part in parts] == [("ar", "rtl"), ("es", "ltr")]


def test_a_rule_that_speaks_another_language_is_foreign_too() -> None:
    assert foreign_texts([{"notes": [{"en": "Ask there."}, {"es": "Pregunta."}]}], "es") == {"Ask there.": "en"}


@given(st.text(max_size=60), st.dictionaries(st.text(min_size=1, max_size=8), st.sampled_from(["es", "ar"]), max_size=4))
def test_the_parts_together_are_the_text(text: str, foreign: dict[str, str]) -> None:
    assert "".join(part["text"] for part in split(text, "en", foreign)) == text
