"""Phrases: plural forms by CLDR, English where a language is silent, foreign runs isolated, mistakes named by id only."""

from __future__ import annotations

import pytest

from services_directory.wording.direction import direction
from services_directory.wording.phrases import Phrasebook

BOOK = Phrasebook(
    {
        "en": {"hello": "Hello {name}", "only_english": "Only here", "days": {"one": "{count} day", "other": "{count} days"}},
        "uk": {"days": {"one": "{count} день", "few": "{count} дні", "many": "{count} днів", "other": "{count} дня"}},
        "ar": {
            "hello": "مرحبا {name}",
            "days": {
                "zero": "0",
                "one": "يوم",
                "two": "يومان",
                "few": "{count} أيام",
                "many": "{count} يوما",
                "other": "{count} يوم",
            },
        },
    }
)


@pytest.mark.parametrize(
    ("lang", "count", "said"),
    [
        ("en", 1, "1 day"),
        ("en", 0, "0 days"),
        ("uk", 1, "1 день"),
        ("uk", 3, "3 дні"),
        ("uk", 11, "11 днів"),
        ("uk", 22, "22 дні"),
        ("ar", 1, "يوم"),
        ("ar", 2, "يومان"),
        ("ar", 11, "11 يوما"),
    ],
)
def test_the_plural_form_is_the_languages_own(lang, count, said):
    assert BOOK.say(lang, "days", count=count) == said


def test_a_language_without_the_phrase_speaks_english():
    assert BOOK.say("uk", "only_english") == "Only here"
    assert BOOK.say("xx", "hello", name="Ana") == "Hello Ana"


def test_a_foreign_run_is_isolated_from_right_to_left_text_only():
    assert BOOK.say("ar", "hello", name="+34 952") == "مرحبا \u2068+34 952\u2069"
    assert BOOK.say("en", "hello", name="+34 952") == "Hello +34 952"


def test_a_value_that_is_absent_is_named_and_nothing_else():
    with pytest.raises(KeyError, match="name"):
        BOOK.say("en", "hello", other="secret")


def test_an_id_given_twice_in_one_language_is_refused(tmp_path):
    folder = tmp_path / "data" / "languages" / "en" / "phrases"
    folder.mkdir(parents=True)
    for file in ("a.yml", "b.yml"):
        (folder / file).write_text("phrases: {hello: Hi}\n")
    with pytest.raises(ValueError, match=r"b\.yml.*'hello' stands twice"):
        Phrasebook.load(tmp_path)


@pytest.mark.parametrize(
    ("lang", "side"), [("ar", "rtl"), ("ur", "rtl"), ("fa", "rtl"), ("en", "ltr"), ("zh", "ltr"), ("tlh", "ltr")]
)
def test_direction(lang, side):
    assert direction(lang) == side
