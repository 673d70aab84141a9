"""Which language somebody wants, and which one they write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.languages import known_language, spoken_by_pages, wanted, written_in
from services_directory.wording.phrases import Phrasebook

THERE = ("ar", "en", "es", "zh")


@pytest.mark.parametrize(
    ("tag", "found"),
    [
        ("es", "es"),
        ("ES", "es"),
        ("es-419", "es"),
        ("es_MX", "es"),
        ("zh-Hant-TW", "zh"),
        ("eng", None),
        ("fr", None),
        ("", None),
        ("-", None),
    ],
)
def test_a_tag_means_the_language_it_begins_with(tag: str, found: str | None) -> None:
    assert known_language(tag, THERE) == found


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("es", "es"),
        ("fr, es;q=0.5, en;q=0.4", "es"),
        ("en;q=0.1, es;q=0.9", "es"),
        ("en, es", "en"),
        ("en;q=0", None),
        ("en;q=nonsense, es;q=0.1", "es"),
        ("*", None),
        ("", None),
        (",;,=", None),
    ],
)
def test_the_browsers_wish_is_weighed(header: str, found: str | None) -> None:
    assert wanted(header, THERE) == found


@given(st.text(max_size=200))
def test_any_header_is_read(header: str) -> None:
    assert wanted(header, THERE) in (*THERE, None)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("necesito ayuda para mi hijo", "es"),
        ("where can I go with my son", "en"),
        ("ok", None),
        ("612345678", None),
        ("", None),
        ("Zlatan Ibrahimovic", None),
    ],
)
def test_small_words_show_a_language_or_none_is_claimed(text: str, found: str | None) -> None:
    assert written_in(text) == found


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    written_in(text)


def test_pages_speak_every_language_that_has_their_words() -> None:
    book = Phrasebook.load()
    spoken = {language.tag: language.name for language in spoken_by_pages(book)}
    assert spoken["en"] == "English"
    assert spoken["es"] == "Español"
    assert all(book.has(tag, "page_tagline") for tag in spoken)


def test_every_language_of_the_pages_has_all_their_words() -> None:
    book = Phrasebook.load()
    needed = {id_ for id_ in book.ids("en") if id_.startswith(("page_", "privacy_"))}
    for language in spoken_by_pages(book):
        assert needed <= set(book.ids(language.tag)), language.tag
