"""Districts, landmarks and cities, also misspelt; common words only after a word of place."""

from __future__ import annotations

import math

import pytest

from bot.understanding.places import cities, find
from bot.understanding.text import clean, fold, padded


def place(text: str, city: str | None = None) -> tuple[str | None, str | None]:
    found = find(padded(fold(clean(text))), city, ["en", "es"])
    return (found.place or {}).get("id"), found.city


def test_both_cities_are_known() -> None:
    assert set(cities()) >= {"chicago", "malaga"}


@pytest.mark.parametrize(
    ("text", "city", "wanted"),
    [
        ("a clinic in little village", "chicago", "little_village"),
        ("clinica en la villita", "chicago", "little_village"),
        ("i stay in rogers prk", "chicago", "rogers_park"),
        ("near union station", "chicago", "union_station"),
        ("vivo en carretera de cadiz", "malaga", "carretera_de_cadiz"),
        ("cerca de teatino", "malaga", "teatinos"),
        ("food near the loop", "chicago", "loop"),
        ("my zip is 60623", "chicago", "60623"),
        ("cp 29003", "malaga", "29003"),
    ],
)
def test_places(text: str, city: str, wanted: str) -> None:
    assert place(text, city)[0] == wanted


@pytest.mark.parametrize("text", ["i feel out of the loop today", "se fue la luz", "austin powers movie", "no hay paz"])
def test_common_words_are_no_places(text: str) -> None:
    assert place(text, None)[0] is None


def test_a_city_that_is_named_is_told() -> None:
    assert place("i moved to chicago", "malaga") == (None, "chicago")
    assert place("estoy en málaga")[1] == "malaga"


def test_a_place_tells_the_city_when_none_is_known() -> None:
    assert place("a shelter in pilsen") == ("pilsen", "chicago")


@pytest.mark.parametrize(("text", "lat", "lon"), [("in hyde park", 41.794, -87.591), ("en el palo", 36.7205, -4.3606)])
def test_coordinates_are_good_to_half_a_kilometre(text: str, lat: float, lon: float) -> None:
    found = find(padded(text), None, ["en", "es"]).place
    assert found is not None
    north = (found["lat"] - lat) * 111_000
    east = (found["lon"] - lon) * 111_000 * math.cos(math.radians(lat))
    assert math.hypot(north, east) < 600
