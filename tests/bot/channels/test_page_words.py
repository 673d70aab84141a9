"""The words of the pages: the same in every language, and none that no page shows."""

from __future__ import annotations

import re
import string

import pytest
import yaml

from bot.channels.languages import spoken_by_pages
from services_directory.settings import ROOT
from services_directory.wording.phrases import Phrasebook

LANGUAGES = [language.tag for language in spoken_by_pages(Phrasebook.load())]
TOPICS = ("page", "web")


def _phrases(lang: str) -> dict[str, str]:
    files = [ROOT / "data" / "languages" / lang / "phrases" / f"{topic}.yml" for topic in TOPICS]
    return {id_: said for file in files for id_, said in yaml.safe_load(file.read_text(encoding="utf-8"))["phrases"].items()}


def _placeholders(phrase: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_every_word_with_the_same_placeholders(lang: str) -> None:
    english, said = _phrases("en"), _phrases(lang)
    assert set(said) == set(english)
    assert {id_: _placeholders(phrase) for id_, phrase in said.items()} == {id_: _placeholders(p) for id_, p in english.items()}


def test_every_word_is_shown_somewhere() -> None:
    folder = ROOT / "bot" / "channels"
    code = "".join(file.read_text(encoding="utf-8") for file in folder.rglob("*") if file.suffix in (".py", ".html"))
    for id_ in _phrases("en"):
        short = re.sub("^(page|privacy)_", "", id_)
        assert re.search(rf"['\"]({id_}|{short})['\"]", code), id_
