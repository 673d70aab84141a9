"""Every phrase that a page behind a sign-in says is there, in each language of the offices, with the same placeholders; none is idle."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
import yaml
from babel import Locale

from services_directory.editing import grid
from services_directory.exchange.fields import AccessBasis, Basis, Confidence, Kind, Level
from services_directory.settings import ROOT
from services_directory.vocabulary import ids
from services_directory.web.editors_list import STATES
from services_directory.wording.phrases import Phrasebook

BOOK = Phrasebook.load()
WEB = ROOT / "services_directory" / "web"
LANGUAGES = [lang for lang in BOOK.languages() if BOOK.has(lang, "office_sign_in")]
PAGES = "\n".join(file.read_text(encoding="utf-8") for file in sorted(WEB.rglob("*.html")))
CODE = "\n".join(
    file.read_text(encoding="utf-8") for folder in (WEB, WEB.parent / "editing") for file in sorted(folder.glob("*.py"))
)
CODE += (WEB.parent / "console_commands.py").read_text(encoding="utf-8")
FAMILIES = {
    "edit_kind_": Kind.__args__, "edit_basis_": AccessBasis.__args__, "edit_level_": Level.__args__, "edit_source_": Basis.__args__,
    "edit_confidence_": Confidence.__args__, "edit_limit_": ("yes", "no", "not_stated"), "edit_shown_": ("yes", "no"),
    "edit_answer_": grid.ANSWERS, "edit_when_": (*grid.WHEN, *grid.FOR_ALL, grid.KEPT), "edit_notice_": ids("notices"),
    "edit_wrong_": ids("wrong"), "edit_state_": (*STATES, "past"), "office_role_": ids("roles"), "office_role_means_": ids("roles"),
    "edit_found_": ("ok", "dead", "not_on_page", "impossible"), "edit_phone_": ("voice", "text", "whatsapp"),
    "edit_due_": ("never", "expired", "due", "dead", "reported", "uncertain"), "edit_fill_": ("yes", "not_stated"),
    "edit_done_": ("saved", "send", "publish", "give_back", "dropped", "restored", "right", "brought"),
    "edit_fault_": ("missing", "choose", "number", "date", "phone", "email", "url", "hours", "language", "source", "taken", "other"),
    "edit_flag_": ("registered", "lives_in_city", "pregnant", "has_referral"),
    "office_fault_": ("login_form", "login_taken", "password_short", "password_plain", "code_wrong", "old"),
    "edit_nav_": ("entries", "check", "review", "words", "missing", "reports", "people"),
}  # fmt: skip


def said(lang: str) -> dict[str, str | dict[str, str]]:
    found: dict[str, str | dict[str, str]] = {}
    for name in ("office", "editors"):
        file = ROOT / "data" / "languages" / lang / "phrases" / f"{name}.yml"
        found |= yaml.safe_load(file.read_text(encoding="utf-8"))["phrases"]
    return found


def forms(phrase: str | dict[str, str]) -> list[str]:
    return list(phrase.values()) if isinstance(phrase, dict) else [phrase]


def placeholders(phrase: str | dict[str, str]) -> set[str]:
    return {name for form in forms(phrase) for _, name, _, _ in string.Formatter().parse(form) if name}


def test_every_phrase_that_is_said_is_there() -> None:
    named = set(re.findall(r"""\bt\('(\w+)'[,)]""", PAGES)) | set(
        re.findall(r"""(?:say\(\w+, |t\()"((?:edit|office)_\w+)\"""", CODE)
    )
    assert len(named) > 150
    assert sorted(id_ for id_ in named if not BOOK.known(id_)) == []
    for family, members in FAMILIES.items():
        assert [member for member in members if not BOOK.known(f"{family}{member}")] == [], family


def test_no_phrase_is_idle() -> None:
    made = {f"{family}{member}" for family, members in FAMILIES.items() for member in members}
    idle = [id_ for id_ in said("en") if id_ not in made and not re.search(rf"['\"]{id_}['\"]", PAGES + CODE)]
    assert [id_ for id_ in idle if not id_.startswith("edit_field_")] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_placeholders_and_the_plural_forms_of_the_language(lang: str) -> None:
    english, own = said("en"), said(lang)
    wanted = set(Locale.parse(lang).plural_form.tags) | {"other"}
    assert set(own) == set(english)
    for id_, phrase in own.items():
        assert placeholders(phrase) == placeholders(english[id_]), (lang, id_)
        if isinstance(phrase, dict):
            assert set(phrase) == wanted, (lang, id_)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences_are_short(lang: str) -> None:
    for id_, phrase in said(lang).items():
        for form in forms(phrase):
            for sentence in re.split(r"(?<=[.?!:])\s", form):
                assert len(sentence.split()) <= 30, (lang, id_, sentence)


def test_pages_hold_no_words_of_their_own() -> None:
    """Text between tags comes from phrases; what stands there by itself is a name, a sign or a code."""
    for file in sorted(Path(WEB / "pages").rglob("*.html")):
        text = re.sub(
            r"\{% macro tied.*?endmacro %\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<title>.*?</title>|<!doctype html>",
            "",
            file.read_text(encoding="utf-8"),
            flags=re.DOTALL,
        )
        words = {word for part in re.findall(r">([^<>]+)<", text) for word in re.findall(r"[A-Za-z]{3,}", part)}
        assert words <= {"Faro", "OSM", "opening_hours", "opening", "hours"}, (file.name, words)
