"""Who is spoken of, and for whom help is asked."""

from __future__ import annotations

import pytest

from bot.understanding.people import People
from bot.understanding.text import clean, fold, padded


def people(text: str, tag: str) -> People:
    return People(padded(fold(clean(text))), [tag])


@pytest.mark.parametrize(
    ("text", "tag", "who"),
    [
        ("my daughter needs glasses", "en", "child"),
        ("i need glasses", "en", "me"),
        ("glasses for my mother please", "en", "parent"),
        ("my wife is pregnant and sick", "en", "partner"),
        ("my boss never paid me", "en", "me"),
        ("my husband hits me", "en", "me"),
        ("our client wants to see a doctor", "en", "client"),
        ("mi niño tiene tos", "es", "child"),
        ("busco pediatra para mi hijo", "es", "child"),
        ("mi jefe no me paga", "es", "me"),
        ("una silla de ruedas para mi papá", "es", "parent"),
    ],
)
def test_who_needs_it(text: str, tag: str, who: str) -> None:
    assert people(text, tag).helped() == who


def test_minors() -> None:
    assert people("my toddler coughs", "en").has_minor()
    assert not people("my wife coughs", "en").has_minor()
    assert not people("mi hija mayor de edad busca trabajo", "es").has_minor()


@pytest.mark.parametrize(
    ("text", "tag", "subject", "pronoun"),
    [
        ("he has no work permit", "en", "they", True),
        ("my husband says he has no work permit", "en", "partner", False),
        ("i think he needs a doctor", "en", "me", True),
        ("il n'a pas de permis de travail", "fr", "they", True),
        ("food bank in Pilsen", "en", None, False),
    ],
)
def test_who_comes_first_and_whether_a_pronoun_names_nobody(text: str, tag: str, subject: str | None, pronoun: bool) -> None:
    assert people(text, tag).subject() == subject
    assert people(text, tag).unnamed() == pronoun
