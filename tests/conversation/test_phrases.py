"""Every phrase that an action can say is there, in every language, with the same placeholders, and short enough to be read."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
import yaml

from actions.finding import _NOT_IN_RECORDS
from actions.questions import _CHOICES, _WORDS
from services_directory.settings import ROOT
from services_directory.vocabulary import ids
from services_directory.wording.phrases import Phrasebook

BOOK = Phrasebook.load()
TOPICS = ("talk", "turns", "questions", "crisis", "trouble")
LANGUAGES = BOOK.languages()
_SAID = re.compile(r"(?:\bsay|phrase_button)\(\s*[\w.]+, \"([a-z_]+)\"")


def phrases(lang: str, topic: str) -> dict[str, str | dict[str, str]]:
    file = ROOT / "data" / "languages" / lang / "phrases" / f"{topic}.yml"
    loaded: dict[str, str | dict[str, str]] = yaml.safe_load(file.read_text(encoding="utf-8"))["phrases"]
    return loaded


def forms(phrase: str | dict[str, str]) -> list[str]:
    return list(phrase.values()) if isinstance(phrase, dict) else [phrase]


def placeholders(phrase: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


@pytest.mark.parametrize("topic", TOPICS)
def test_the_languages_have_the_same_phrases_with_the_same_placeholders(topic: str) -> None:
    english = phrases("en", topic)
    for lang in LANGUAGES:
        said = phrases(lang, topic)
        assert set(said) == set(english)
        for id_, phrase in said.items():
            wanted = set().union(*map(placeholders, forms(english[id_])))
            assert set().union(*map(placeholders, forms(phrase))) == wanted, (lang, id_)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_plural_forms_are_those_of_the_language(lang: str) -> None:
    from babel import Locale

    wanted = set(Locale.parse(lang).plural_form.tags) | {"other"}
    for topic in TOPICS:
        for id_, phrase in phrases(lang, topic).items():
            if isinstance(phrase, dict):
                assert set(phrase) == wanted, (lang, id_)


def test_every_phrase_that_an_action_names_is_there() -> None:
    for file in Path(ROOT / "actions").glob("*.py"):
        for id_ in _SAID.findall(file.read_text(encoding="utf-8")):
            assert BOOK.known(id_), (file.name, id_)


def test_every_fact_can_be_asked_for_of_oneself_and_of_others() -> None:
    for fact in set(ids("facts")):
        assert BOOK.known(f"ask_{fact}")
        assert "{who}" in phrases("en", "questions")[f"ask_for_{fact}"]  # type: ignore[operator]


def test_every_choice_of_a_question_has_words() -> None:
    for fact, choices in _CHOICES.items():
        assert all(BOOK.known(f"{_WORDS[fact]}_{choice}") for choice in choices)


def test_every_danger_has_words() -> None:
    assert all(BOOK.known(f"danger_{crisis}") for crisis in ids("crises"))


def test_every_phrase_is_used() -> None:
    code = "".join(file.read_text(encoding="utf-8") for folder in ("actions", "bot") for file in (ROOT / folder).rglob("*.py"))
    made = {f"ask_{fact}" for fact in ids("facts")} | {f"ask_for_{fact}" for fact in ids("facts")}
    made |= {f"danger_{crisis}" for crisis in ids("crises")} | {
        f"danger_{way}" for way in ("text", "whatsapp", "chat", "url", "phone")
    }
    made |= {f"wrong_{kind}" for kind in ids("wrong")} | {f"simple_{verdict}" for verdict in ids("verdicts")}
    made |= {f"wish_not_known_{wish}" for wish in _NOT_IN_RECORDS}
    made |= {f"{_WORDS[fact]}_{choice}" for fact, choices in _CHOICES.items() for choice in choices}
    for topic in TOPICS:
        for id_ in phrases("en", topic):
            assert id_ in made or re.search(rf"['\"]{id_}['\"]", code), id_


@pytest.mark.parametrize("lang", LANGUAGES)
def test_titles_of_buttons_fit(lang: str) -> None:
    for id_, phrase in phrases(lang, "talk").items():
        if id_.startswith("button_") and "{" not in str(phrase):
            assert len(str(phrase)) <= 24, (lang, id_)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences_are_short(lang: str) -> None:
    for topic in TOPICS:
        for id_, phrase in phrases(lang, topic).items():
            for form in forms(phrase):
                for sentence in re.split(r"(?<=[.?!:])\s", form):
                    assert len(sentence.split()) <= 30, (lang, id_, sentence)
