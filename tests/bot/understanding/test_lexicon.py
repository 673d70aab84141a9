"""Every lexicon of every language can be read and compiled; typing slips are mended with care."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from bot.understanding import ages, crisis, facts, language, people, periods, refine, signals, statuses, terms
from bot.understanding.lexicon import LANGUAGES, Mender, load, mender, read_yaml, tags
from services_directory.vocabulary import id_set

TODAY = date(2026, 11, 22)
FILES = sorted(LANGUAGES.glob("*/lexicon/*.yml"))


def test_the_first_six_languages_are_at_hand() -> None:
    assert {"en", "es", "fr", "ar", "uk", "zh"} <= set(tags())


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_a_lexicon_names_itself_and_holds_no_boolean_for_a_word(path: Any) -> None:
    data = read_yaml(path)
    assert data["lexicon"] == path.stem
    assert not list(booleans(data)), "a word was read as true or false"


def booleans(data: Any) -> Any:
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from booleans(key)
            yield from booleans(value)
    elif isinstance(data, list):
        for item in data:
            yield from booleans(item)
    elif isinstance(data, bool):
        yield data


@pytest.mark.parametrize("tag", tags())
def test_every_phrase_compiles(tag: str) -> None:
    line = " 1 "
    persons = people.People(line, [tag])
    crisis.find_in(line, [tag])
    statuses.find(line, [tag], persons)
    refine.find(line, [tag])
    signals.signals(line, [tag])
    periods.find(line, tag, TODAY)
    periods.attach(line, tag, [], persons)
    ages.find(line, tag, persons)
    list(terms.find(line, tag, persons))
    facts.find(line, tag, persons, TODAY)
    language.identify("x", tag)


@pytest.mark.parametrize("tag", tags())
@pytest.mark.parametrize(
    ("lexicon", "section", "kind"),
    [
        ("statuses", "phrases", "statuses"),
        ("statuses", "first", "statuses"),
        ("facts", "documents", "documents"),
        ("facts", "flags", "facts"),
        ("facts", "victims", "victims"),
        ("facts", "genders", "genders"),
    ],
)
def test_labels_are_ids_of_the_vocabulary(tag: str, lexicon: str, section: str, kind: str) -> None:
    labels = {part for label in load(tag, lexicon).section(section) for part in label.split("/")}
    only_hides = {"none"} if section == "first" else set()
    assert labels <= id_set(kind) | only_hides


@pytest.mark.parametrize("tag", tags())
def test_refinements_are_known(tag: str) -> None:
    assert set(load(tag, "refine").section("refine")) <= {*refine.IDS, "speaker", "opening"}


@pytest.mark.parametrize("tag", ["en", "es"])
def test_the_same_ideas_in_every_language(tag: str) -> None:
    for lexicon in ("concepts", "senses"):
        assert set(load(tag, lexicon).section("concepts")) == set(load("en", lexicon).section("concepts"))


def test_slips_are_mended() -> None:
    mended = mender("en", "crisis", "crisis_violence_now").mend(" he is hiting me ")
    assert mended == " he is hitting me "


def test_right_words_stay() -> None:
    own = Mender(frozenset({"hitting", "unconscious"}), frozenset({"hinting"}))
    assert own.mend(" hinting hiitting unconcious hit ") == " hinting hitting unconscious hit "
