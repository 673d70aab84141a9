"""Which language: short, misspelt, mixed and romanised text, and what the conversation already speaks."""

from __future__ import annotations

import pytest

from bot.understanding.language import identify


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("where do they give groceries near the lake", "en"),
        ("wat time dis clinik open", "en"),
        ("abeg i dey look for doctor", "en"),
        ("dnd puedo ir al medico", "es"),
        ("kiero sabr si me atienden sin papeles xfa", "es"),
        ("quillo ande está el ambulatorio", "es"),
        ("je cherche un logement pour ma famille", "fr"),
        ("slt jai besoin dun medecin svp", "fr"),
        ("أبحث عن طبيب أطفال", "ar"),
        ("واش كاين شي طبيب قريب", "ar"),
        ("Шукаю лікаря для дитини", "uk"),
        ("шо робити нема документів", "uk"),
        ("我想找一个医生", "zh"),
        ("孩子发烧了去哪里", "zh"),
    ],
)
def test_sentences(text: str, wanted: str) -> None:
    guess = identify(text)
    assert guess.language == wanted
    assert guess.shown
    assert 0 < guess.confidence <= 1


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("sahbi fin kayn sbitar 9rib", "ar"),
        ("ana m7taja doctor w ma3andi floos", "ar"),
        ("biddi doctor la ibni halla2", "ar"),
        ("de znajty likarya bez dokumentiv", "uk"),
        ("meni treba robota i zhytlo", "uk"),
        ("wo de haizi fashao le zenme ban", "zh"),
        ("qingwen nali you mianfei de yisheng", "zh"),
    ],
)
def test_romanised(text: str, wanted: str) -> None:
    assert identify(text, "en").language == wanted
    assert identify(text).language == wanted


@pytest.mark.parametrize(
    "text", ["ok", "OK!", "17", "60608", "👍", "...", "no", "Maria Gonzalez", "Ahmed", "+34", "", "   ", "🙏🙏"]
)
@pytest.mark.parametrize("hint", ["en", "es", "ar", "uk", "zh", "fr"])
def test_names_numbers_and_ok_do_not_flip_the_language(text: str, hint: str) -> None:
    assert identify(text, hint).language == hint


@pytest.mark.parametrize(
    ("text", "hint", "wanted"),
    [
        ("gracias", "en", "es"),
        ("comida", "en", "es"),
        ("thank you", "es", "en"),
        ("food", "es", "en"),
        ("merci", "en", "fr"),
        ("شكرا", "en", "ar"),
        ("дякую", "es", "uk"),
        ("谢谢", "fr", "zh"),
    ],
)
def test_a_short_message_in_another_language_is_followed(text: str, hint: str, wanted: str) -> None:
    assert identify(text, hint).language == wanted


def test_mixed_text_names_both() -> None:
    guess = identify("my landlord no me devuelve el deposit and i need a lawyer please")
    assert {guess.language, *guess.also} >= {"en", "es"}


def test_nothing_shown_without_a_hint_is_said() -> None:
    assert not identify("123").shown
    assert identify("123").confidence == 0


def test_an_unknown_hint_is_passed_over() -> None:
    assert identify("hello there my friend", "tlh").language == "en"


@pytest.mark.parametrize(("text", "hint"), [("le week-end", "fr"), ("le week end", "fr"), ("un parking", "fr")])
def test_one_borrowed_word_flips_no_language(text: str, hint: str) -> None:
    assert identify(text, hint).language == hint


def test_a_few_words_of_another_language_still_do() -> None:
    assert identify("the weekend", "fr").language == "en"
