"""Texts cut into messages: whole sentences of every script, nothing lost, no character torn."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.splitting import length, shorten, split

SENTENCES = {
    "en": "You need no papers here. Is it open now? Yes! Call first; it is free.",
    "es": "Aquí no piden papeles. ¿Está abierto ahora? ¡Sí! Llama antes; es gratis.",
    "fr": "Ici, pas de papiers. C'est ouvert ? Oui ! Appelez avant ; c'est gratuit.",
    "ar": "لا يطلبون أوراقاً هنا. هل هو مفتوح الآن؟ نعم! اتصل أولاً؛ الخدمة مجانية.",
    "uk": "Тут не питають паперів. Чи відчинено зараз? Так! Спершу зателефонуйте; це безкоштовно.",
    "zh": "这里不要证件。现在开门吗？开！请先打电话；免费。",
    "hi": "यहाँ कागज़ नहीं माँगते। क्या अभी खुला है? हाँ! पहले फ़ोन करें; यह मुफ़्त है।",
    "ur": "یہاں کاغذات نہیں مانگتے۔ کیا ابھی کھلا ہے؟ جی! پہلے فون کریں؛ یہ مفت ہے۔",
}
ENDS = set(".?!؟。！？।۔")


@pytest.mark.parametrize("lang", SENTENCES)
def test_a_long_text_is_cut_at_the_end_of_a_sentence(lang: str) -> None:
    text = SENTENCES[lang] * 20 if lang == "zh" else " ".join([SENTENCES[lang]] * 20)
    parts = split(text, 200)
    assert len(parts) > 2
    assert all(part[-1] in ENDS for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_paragraphs_are_kept_whole_where_they_fit() -> None:
    cards = ["\n".join(f"line {line} of card {card}." for line in range(6)) for card in range(9)]
    parts = split("\n\n".join(cards), 400)
    assert [card for part in parts for card in part.split("\n\n")] == cards


def test_an_address_of_the_web_is_not_torn() -> None:
    address = "https://www.sspa.juntadeandalucia.es/servicioandaluzdesalud/ciudadania"
    parts = split(f"{'word ' * 30}{address} {'word ' * 30}", 160)
    assert any(address in part for part in parts)


def test_a_name_in_another_direction_keeps_its_direction_on_both_sides_of_a_cut() -> None:
    text = "اسم " * 5 + "\u2068" + "Centro de Salud " * 20 + "\u2069" + " نهاية" * 5
    for part in split(text, 120):
        assert sum(char in "\u2066\u2067\u2068" for char in part) == part.count("\u2069")


@pytest.mark.parametrize("word", ["👩‍👩‍👧‍👦", "🇪🇸", "é" * 3, "👍🏽", "न्दी"])
def test_no_character_is_torn(word: str) -> None:
    for part in split(word * 60, 33):
        assert not unicodedata.category(part[0]).startswith("M")
        assert part[0] not in "\u200d\ufe0f"
        assert part[-1] != "\u200d"
        assert part.replace(word, "") == "" or len(word) < 4


@given(st.text(max_size=600), st.integers(16, 90))
def test_every_part_fits_and_no_word_is_lost(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(1 <= length(part) <= limit for part in parts)
    kept = "".join(parts).replace("\u2068", "").replace("\u2069", "")
    assert "".join(kept.split()) == "".join(text.replace("\u2068", "").replace("\u2069", "").split())


@given(st.text(max_size=100), st.integers(4, 40))
def test_a_title_fits_and_is_one_line(title: str, limit: int) -> None:
    short = shorten(title, limit)
    assert length(short) <= limit
    assert "\n" not in short
    assert short == " ".join(title.split()) or short.endswith("…")


def test_a_title_that_is_too_long_ends_at_a_word() -> None:
    assert shorten("Centro de Salud Cruz de Humilladero", 24) == "Centro de Salud Cruz de…"
    assert shorten("Talk to a person", 20) == "Talk to a person"
