"""The colours of the page can be told apart: WCAG 2.2 contrast, light and dark."""

from __future__ import annotations

import re

import pytest

from bot.channels.room import Channels

TEXT_ON = [
    ("ink", "ground"), ("ink", "paper"), ("soft", "ground"), ("soft", "paper"), ("sea", "ground"), ("sea", "paper"), ("on-sea", "sea"),
    ("ink", "mine"), ("yes", "paper"), ("yes", "ground"), ("no", "paper"), ("depends", "paper"), ("unknown", "paper"),
    ("danger", "danger-ground"), ("ink", "danger-ground"), ("paper", "danger"),
]  # fmt: skip


def _palettes() -> list[dict[str, str]]:
    style = (Channels.files[0] / "chat.css").read_text(encoding="utf-8")
    return [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", block)) for block in re.findall(r":root \{([^}]*)\}", style)]


def _light(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_light(one), _light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", _palettes(), ids=["light", "dark"])
def test_text_stands_out_from_its_ground(palette: dict[str, str]) -> None:
    for text, ground in TEXT_ON:
        assert _contrast(palette[text], palette[ground]) >= 4.5, (text, ground)


@pytest.mark.parametrize("palette", _palettes(), ids=["light", "dark"])
def test_edges_of_what_can_be_touched_stand_out(palette: dict[str, str]) -> None:
    for ground in ("ground", "paper"):
        assert _contrast(palette["line"], palette[ground]) >= 3


def test_sides_are_named_so_that_the_page_mirrors() -> None:
    style = (Channels.files[0] / "chat.css").read_text(encoding="utf-8")
    assert not re.search(
        r"(?:margin|padding|border)-(?:left|right|top|bottom)\b|(?<![-\w])(?:left|right|float)\s*:|text-align: (?:left|right)",
        style,
    )
