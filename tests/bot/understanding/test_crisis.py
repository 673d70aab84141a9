"""Danger by words alone: said plainly, misspelt, and what only sounds like it."""

from __future__ import annotations

import time

import pytest

from bot.understanding.crisis import find


@pytest.mark.parametrize(
    ("text", "crisis"),
    [
        ("help my uncle isn't breathing", "medical_emergency"),
        ("hes not braething pleas", "medical_emergency"),
        ("my girl swallowed bleach", "medical_emergency"),
        ("mi suegro está inconciente en la sala", "medical_emergency"),
        ("manden una ambulancia a la 26", "medical_emergency"),
        ("my husband is beating me", "violence_now"),
        ("my boyfrend is strangeling me", "violence_now"),
        ("he has a machete in his hand", "violence_now"),
        ("mi ex me está golpeando", "violence_now"),
        ("un hombre tiene un cuchillo y quiere matarme ya", "violence_now"),
        ("they force me to have sex with strangers every night", "trafficking_now"),
        ("nos tienen encerrados en una bodega", "trafficking_now"),
        ("i want to kill myself", "self_harm"),
        ("me quiero suicidar", "self_harm"),
        ("my son is missing since noon", "child_in_danger"),
        ("no encuentro a mi hija en la feria", "child_in_danger"),
        ("ICE is outside my house", "detention"),
        ("la migra se llevó a mi cuñado hoy", "detention"),
    ],
)
def test_danger_is_found(text: str, crisis: str) -> None:
    assert crisis in find(text).found


@pytest.mark.parametrize(
    "text",
    [
        "my phone just died",
        "he was hitting me two years ago",
        "we are dying of hunger at the end of the month",
        "the rent is killing me",
        "me muero de hambre",
        "se me murió el celular",
        "mi marido me pegaba hace tres años",
        "where can i buy ice cream",
        "flu shots for kids",
        "what do i do if ICE comes one day",
        "my brother killed himself last year",
        "i need a dentist",
        "necesito un abogado para la custodia",
        "cómo conozco mis derechos si viene la migra",
        "gracias por todo",
    ],
)
def test_what_only_sounds_like_danger_is_left(text: str) -> None:
    assert find(text).found == ()


def test_a_guard_is_told() -> None:
    assert find("the price is killing me").guarded
    assert not find("where is the library").guarded


def test_clear_phrases_are_marked() -> None:
    assert "violence_now" in find("he is hitting me").clear
    assert find("is there a doctor").clear == ()


def test_now_outweighs_past() -> None:
    assert "violence_now" in find("he hit me last year and now he is hitting me again").found


@pytest.mark.parametrize("text", ["", "\x00", "🙂" * 4000, "a " * 8000, "he is " * 3000, "\ud800", "<script>alert(1)</script>"])
def test_garbage_is_calm_and_quick(text: str) -> None:
    find("warm up")
    started = time.perf_counter()
    assert find(text).found == ()
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize(
    ("text", "crisis"),
    [
        ("mon oncle ne respire plus", "medical_emergency"),
        ("il est en train de me frapper", "violence_now"),
        ("je veux me suicider", "self_harm"),
        ("عمي لا يتنفس", "medical_emergency"),
        ("زوجي معه سكين", "violence_now"),
        ("بدي انتحر", "self_harm"),
        ("мій дядько не дихає", "medical_emergency"),
        ("сусід має ніж і хоче вбити мене", "violence_now"),
        ("не хочу жити", "self_harm"),
        ("我叔叔没有呼吸了", "medical_emergency"),
        ("他拿着刀要杀我", "violence_now"),
        ("我不想活了", "self_harm"),
        ("孩子不见了快帮我找", "child_in_danger"),
        ("移民局在敲门", "detention"),
    ],
)
def test_danger_in_every_language(text: str, crisis: str) -> None:
    assert crisis in find(text).found


@pytest.mark.parametrize(
    "text", ["je meurs de faim", "mon téléphone est mort", "بموت من الجوع", "я помираю з голоду", "我饿死了", "我的手机没电了"]
)
def test_figures_of_speech_in_every_language(text: str) -> None:
    assert find(text).found == ()
