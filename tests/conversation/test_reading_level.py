"""How hard the phrases are to read, by the formula that each language has: Flesch for English, Fernández Huerta for Spanish,
Kandel and Moles for French. Languages without one are held to short sentences (tests/conversation/test_phrases.py).

A formula wants running text, so the sentences of a file are taken together. 60 is what a pupil of 13 to 15 reads; B1 is about 65.
Hyphenation finds fewer syllables than there are (no single letter is parted), which is worth some 15 points: hence 80 here.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pyphen
import pytest

from services_directory.wording.phrases import Phrasebook

BOOK = Phrasebook.load()
# language -> (hyphenation that gives syllables, score of words per sentence and syllables per word)
FORMULAS: dict[str, tuple[str, Callable[[float, float], float]]] = {
    "en": ("en_US", lambda words, syllables: 206.835 - 1.015 * words - 84.6 * syllables),
    "es": ("es", lambda words, syllables: 206.84 - 1.02 * words - 60.0 * syllables),
    "fr": ("fr", lambda words, syllables: 207.0 - 1.015 * words - 73.6 * syllables),
}
LEAST = 80.0
LEAST_OF_ONE = 30.0
TALKED = re.compile(
    r"utter_|ask_(?!for)|found_|privacy_faro|danger_|fear_|simple_|simply|help_simply|wrong_|case_|trouble_|not_|why_"
)


def sentences(lang: str) -> list[str]:
    said = [BOOK._phrases[lang][id_] for id_ in BOOK.ids(lang) if TALKED.match(id_)]
    forms = [form for phrase in said for form in (phrase.values() if isinstance(phrase, dict) else [phrase])]
    bare = [re.sub(r"\{\w+\}", "", form) for form in forms]
    return [sentence for form in bare for sentence in re.split(r"(?<=[.?!:])\s", form) if len(sentence.split()) > 2]


def score(texts: list[str], lang: str) -> float:
    dictionary, formula = FORMULAS[lang]
    parts = pyphen.Pyphen(lang=dictionary)
    words = [word for text in texts for word in re.findall(r"[^\W\d_]+", text)]
    syllables = sum(len(parts.positions(word)) + 1 for word in words)
    return formula(len(words) / len(texts), syllables / len(words))


@pytest.mark.parametrize("lang", [lang for lang in BOOK.languages() if lang in FORMULAS])
def test_what_is_said_reads_easily(lang: str) -> None:
    assert score(sentences(lang), lang) >= LEAST


@pytest.mark.parametrize("lang", [lang for lang in BOOK.languages() if lang in FORMULAS])
def test_no_longer_sentence_is_hard(lang: str) -> None:
    long = [sentence for sentence in sentences(lang) if len(sentence.split()) >= 8]
    assert {sentence: round(score([sentence], lang)) for sentence in long if score([sentence], lang) < LEAST_OF_ONE} == {}


def test_the_scale_tells_an_office_from_a_friend() -> None:
    office = [
        "Applicants must furnish documentation substantiating their eligibility prior to adjudication of the application."
    ]
    friend = ["Bring your papers. We look at them with you."]
    assert score(office, "en") < 20 < LEAST < score(friend, "en")
