"""A message that is nothing but the number of a choice."""

from __future__ import annotations

import pytest

from bot.understanding.choices import chosen_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1), (" 2. ", 2), ("3)", 3), ("(4)", 4), ("#5", 5), ("٢", 2), ("۳", 3), ("３", 3), ("6️⃣", 6), ("12", 12),
        ("one", 1), ("Two!", 2), ("dos", 2), ("uno", 1), ("два", 2), ("deux", 2), ("二", 2), ("十二", 12),
    ],
)  # fmt: skip
def test_digits_of_any_script_and_number_words(text: str, number: int) -> None:
    assert chosen_number(text) == number


@pytest.mark.parametrize(
    "text", ["", "0", "112", "911", "1 child", "1.5", "two children", "hello", "no", "-1", "1 2", "100", "½"]
)
def test_anything_more_is_no_choice(text: str) -> None:
    assert chosen_number(text) is None
