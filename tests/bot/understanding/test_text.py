"""What people type becomes comparable words, safely and within bounds."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.text import MAX_LENGTH, clean, fold, padded, words


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("pa\u200bpers", "papers"),
        ("١٢٣ ۴۵", "123 45"),
        ("１１２", "112"),
        ("\u202eabc\u202c", "abc"),
        ("a\x00b", "a b"),
        ("x\ud800y", "x y"),
        ("don’t", "don't"),
        ("  hola  ", "hola"),
    ],
)
def test_clean(typed: str, shown: str) -> None:
    assert clean(typed) == shown


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("Médico NIÑO", "medico nino"),
        ("heeeelp", "help"),
        ("I don't, you're", "i dont, youre"),
        ("l'hôpital", "l'hopital"),
        ("أنا إلى مدرسة", "انا الي مدرسه"),
        ("п'ять", "пять"),
        ("мoя", "моя"),  # the o is a Latin one
        ("1000", "1000"),
        ("їжа й ґрунт", "їжа й грунт"),
        ("醫生在哪裡 沒有身份證", "医生在哪里 没有身份证"),
    ],
)
def test_fold(typed: str, same: str) -> None:
    assert fold(clean(typed)) == same


def test_padded_parts_chinese_by_character_and_keeps_clause_marks() -> None:
    assert padded(fold("我没有身份，怎么办？")) == " 我 没 有 身 份 , 怎 么 办 . "
    assert words("no papers. help, please") == ["no", "papers", ".", "help", ",", "please"]


@given(st.text(max_size=3000))
def test_anything_is_folded_within_bounds(text: str) -> None:
    line = padded(fold(clean(text)))
    assert len(clean(text)) <= MAX_LENGTH
    assert line.startswith(" ")
    assert line.endswith(" ")
    assert "\x00" not in line


@pytest.mark.parametrize("piece", ["ﷺ", "a\u0301", "🏳️\u200d🌈", "\ud83d", "'", "💬 "])
def test_long_and_strange_text_takes_little_time(piece: str) -> None:
    started = time.perf_counter()
    padded(fold(clean(piece * 10_000)))
    assert time.perf_counter() - started < 0.5
