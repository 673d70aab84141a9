"""A word is found in every spelling that means the same, in every language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_directory.models.words import LONGEST_WORD
from services_directory.search.text import asked, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Clínicas", "clinica"), ("médico", "MEDICOS"), ("Straße", "strasse"), ("naïve", "naive"), ("services", "service"),
        ("mujeres", "mujer"), ("aides", "aide"), ("İstanbul", "istanbul"), ("ﬁles", "file"),
        ("лікаря", "лікар"), ("лікарні", "лікарня"), ("юридичної", "юридична"), ("допомогою", "допомога"),
        ("المستشفى", "مستشفى"), ("الأطباء", "اطباء"), ("وللعمل", "عمل"), ("مَدْرَسَة", "مدرسه"), ("محامين", "محام"), ("إقامة", "اقامه"),
    ],
)  # fmt: skip
def test_two_forms_of_a_word_are_one(one: str, other: str) -> None:
    assert list(words(one)) == list(words(other))


@pytest.mark.parametrize(
    ("one", "other"), [("visa", "visit"), ("bus", "busy"), ("work", "word"), ("мова", "мати"), ("كتاب", "كلب")]
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert list(words(one)) != list(words(other))


def test_chinese_is_found_by_any_part_of_a_run() -> None:
    there = list(words("移民法律援助中心"))
    for part in ("法律", "移民法律", "援助中心", "法", "心"):
        assert all(any(word.startswith(begin) for word in there) for begin in words(part)), part
    assert not all(any(word.startswith(begin) for word in there) for begin in words("医院"))


def test_a_question_has_few_words_each_once() -> None:
    assert asked("Food food FOOD bank") == ["food", "bank"]
    assert len(asked(" ".join(f"word{n}" for n in range(50)))) == 8
    assert asked("!?…") == []


@given(st.text(max_size=80))
def test_any_text_becomes_words_that_the_database_can_hold(text: str) -> None:
    for word in words(text):
        assert 0 < len(word) <= LONGEST_WORD
        assert "\x00" not in word
        word.encode("utf-8", "surrogatepass")
