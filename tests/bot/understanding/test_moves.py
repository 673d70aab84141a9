"""Words about the talk itself, what is feared and what is wrong, in each language that has a lexicon for them."""

from __future__ import annotations

import pytest

from bot.understanding import moves
from bot.understanding.findings import read
from bot.understanding.lexicon import LANGUAGES, load
from bot.understanding.text import clean, fold, padded
from services_directory.vocabulary import id_set, ids

WITH_WORDS = sorted(path.parent.parent.name for path in LANGUAGES.glob("*/lexicon/talk.yml"))


def find(text: str, lang: str = "en") -> moves.Moves:
    return moves.find(padded(fold(clean(text))), [lang])


@pytest.mark.parametrize(
    ("text", "lang", "move"),
    [
        ("ok lets start over", "en", "start_again"),
        ("whats the difference between them", "en", "compare"),
        ("can you explain it simple pls", "en", "say_simply"),
        ("say that again", "en", "say_again"),
        ("what if i had a work permit", "en", "what_if"),
        ("can we talk in spanish", "en", "change_language"),
        ("quiero empezar de cero", "es", "start_again"),
        ("cual me conviene mas", "es", "compare"),
        ("dimelo mas facil", "es", "say_simply"),
        ("me lo repites porfa", "es", "say_again"),
        ("y si me empadrono", "es", "what_if"),
        ("contestame en ingles", "es", "change_language"),
        ("lequel est mieux", "fr", "compare"),
        ("je comprends rien", "fr", "say_simply"),
        ("простіше будь ласка", "uk", "say_simply"),
        ("що краще", "uk", "compare"),
        ("哪个更好", "zh", "compare"),
        ("重新开始", "zh", "start_again"),
        ("ما فهمت شي", "ar", "say_simply"),
        ("أيهما أفضل", "ar", "compare"),
    ],
)
def test_moves(text: str, lang: str, move: str) -> None:
    assert move in find(text, lang)["moves"]


@pytest.mark.parametrize(
    ("text", "lang", "fear"),
    [
        ("would this hurt my green card", "en", "public_charge"),
        ("do they report people to ice", "en", "police"),
        ("could i get arrested there", "en", "arrest"),
        ("do i need to show my passport", "en", "papers"),
        ("will they send me a bill", "en", "bill"),
        ("esto me perjudica para la residencia", "es", "public_charge"),
        ("avisan a extranjeria si voy", "es", "police"),
        ("me pueden deportar si voy", "es", "arrest"),
        ("tengo que enseñar los papeles", "es", "papers"),
        ("me llega la factura luego", "es", "bill"),
        ("vous allez appeler la police", "fr", "police"),
        ("чи вони подзвонять у поліцію", "uk", "police"),
        ("这会影响我拿绿卡吗", "zh", "public_charge"),
        ("هل سيخبرون الشرطة", "ar", "police"),
    ],
)
def test_fears(text: str, lang: str, fear: str) -> None:
    assert fear in find(text, lang)["fears"]


@pytest.mark.parametrize(("text", "lang"), [("call the police", "en"), ("llamen a la policia", "es"), ("快报警", "zh"),
                                            ("appelez la police", "fr"), ("اتصلوا بالشرطة", "ar")])  # fmt: skip
def test_a_call_for_the_police_is_no_fear_of_them(text: str, lang: str) -> None:
    assert find(text, lang)["fears"] == []


@pytest.mark.parametrize(
    ("text", "lang", "supposed"),
    [
        ("what if i had the padron", "en", {"registered": True}),
        ("and if i asked for asylum", "en", {"status": "asylum_seeker"}),
        ("what if i had my green card", "en", {"status": "permanent_resident"}),
        ("y si tuviera permiso de trabajo", "es", {"work_authorised": True}),
        ("y si tuviera pasaporte", "es", {"documents": ["passport"]}),
    ],
)
def test_what_is_supposed_stands_apart_from_the_facts(text: str, lang: str, supposed: dict[str, object]) -> None:
    assert find(text, lang)["supposed"] == supposed


@pytest.mark.parametrize(
    ("text", "lang", "wrong"),
    [
        ("that number is dead", "en", "phone"),
        ("they moved, its not there anymore", "en", "address"),
        ("it was closed when i went", "en", "hours"),
        ("ese telefono no funciona", "es", "phone"),
        ("ya no existe ese sitio", "es", "closed"),
        ("no me atendieron", "es", "refused"),
    ],
)
def test_what_is_wrong(text: str, lang: str, wrong: str) -> None:
    assert wrong in find(text, lang)["wrong"]


@pytest.mark.parametrize("text", ["i need food for my kids", "my phone is broken and i need wifi", "my boss never paid me"])
def test_a_plain_request_is_none_of_them(text: str) -> None:
    assert find(text) == {"moves": [], "fears": [], "wrong": [], "supposed": {}, "over": False}


def test_fear_alone_is_no_alarm_and_danger_stays_one() -> None:
    assert read("can they arrest me there", city="chicago")["crisis"] == []
    assert "detention" in read("ICE is at my door right now, can they arrest me", city="chicago")["crisis"]


@pytest.mark.parametrize("lang", WITH_WORDS)
def test_a_lexicon_knows_every_id_and_no_other(lang: str) -> None:
    lexicon = load(lang, "talk")
    assert set(lexicon.section("moves")) == (id_set("turns") - {"ask_fear"}) | {moves.CHANGE_LANGUAGE}
    assert set(lexicon.section("fears")) == id_set("fears")
    assert set(lexicon.section("wrong")) == id_set("wrong") - {"other"}
    for label in lexicon.section("supposed"):
        name, _, value = label.partition(".")
        assert name in id_set("facts")
        assert not value or value in id_set("statuses" if name == "status" else name)


@pytest.mark.parametrize("lang", WITH_WORDS)
def test_every_phrase_can_be_read(lang: str) -> None:
    for section in ("moves", "fears", "wrong", "supposed"):
        assert set(load(lang, "talk").labelled(section)) == set(load(lang, "talk").section(section))


def test_the_languages_at_hand_begin_with_english_and_spanish() -> None:
    assert {"en", "es"} <= set(WITH_WORDS) <= set(ids("languages"))


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("the ambulance is here, we can go on", "en"),
        ("ya llegó la ambulancia, podemos seguir", "es"),
        ("l'ambulance est arrivée, on peut continuer", "fr"),
        ("وصلت سيارة الإسعاف", "ar"),
        ("швидка приїхала, можемо продовжити", "uk"),
        ("救护车到了，可以继续", "zh"),
    ],
)
def test_danger_that_is_over(text: str, lang: str) -> None:
    assert find(text, lang)["over"]
    assert not find("he cannot breathe, is the ambulance coming?", "en")["over"]
