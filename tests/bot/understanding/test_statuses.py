"""Words for a legal position: which, whose, and not those that are denied, wished for or over."""

from __future__ import annotations

import pytest

from bot.understanding.people import People
from bot.understanding.statuses import find
from bot.understanding.text import clean, fold, padded


def said(text: str, tag: str, born: bool = False) -> dict[str, set[str]]:
    """Status -> its owners."""
    line = padded(fold(clean(text)))
    hits = find(line, [tag], People(line, [tag]), born)
    return {hit.status: set(hit.owners) for hit in hits}


@pytest.mark.parametrize(
    ("text", "tag", "status"),
    [
        ("we have no papers at all", "en", "undocumented"),
        ("my tourist visa ran out in june", "en", "undocumented"),
        ("my asylum claim was rejected", "en", "undocumented"),
        ("I'm undocumentd, can i go", "en", "undocumented"),
        ("i was granted asylum in spring", "en", "refugee"),
        ("i am a refugee from congo", "en", "refugee"),
        ("i applied for asylum and i'm still waiting", "en", "asylum_seeker"),
        ("i got my green card", "en", "permanent_resident"),
        ("on tps since last winter", "en", "temporary_protection"),
        ("i'm a dreamer with daca", "en", "deferred_action"),
        ("i have a u visa", "en", "victim_protection"),
        ("no country recognises me, i am stateless", "en", "stateless"),
        ("im 16 and alone here without my parents", "en", "unaccompanied_minor"),
        ("i came here on a student visa", "en", "student"),
        ("i'm just visiting for two weeks", "en", "visitor"),
        ("i am a us citizen", "en", "citizen"),
        ("i'm romanian, an eu citizen", "en", "eu_citizen"),
        ("i'd rather not say anything about my papers", "en", "undisclosed"),
        ("ya no tengo papeles", "es", "undocumented"),
        ("me negaron el asilo", "es", "undocumented"),
        ("se me venció el permiso en mayo", "es", "undocumented"),
        ("me concedieron el asilo en abril", "es", "refugee"),
        ("pedí asilo y sigo esperando", "es", "asylum_seeker"),
        ("soy solicitante de protección internacional", "es", "asylum_seeker"),
        ("tengo residencia permanente", "es", "permanent_resident"),
        ("tengo tps", "es", "temporary_protection"),
        ("soy apátrida", "es", "stateless"),
        ("estoy de visita unos días", "es", "visitor"),
        ("soy española", "es", "citizen"),
        ("prefiero no hablar de mis papeles", "es", "undisclosed"),
    ],
)
def test_own_status(text: str, tag: str, status: str) -> None:
    assert "me" in said(text, tag)[status]


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("how do i get a green card", "en"),
        ("i want to apply for asylum", "en"),
        ("i don't have a green card", "en"),
        ("what is the price of the u visa form", "en"),
        ("quiero pedir asilo", "es"),
        ("cómo saco la green card", "es"),
        ("requisitos para la visa de estudiante", "es"),
        ("where is the library", "en"),
    ],
)
def test_wished_or_denied_is_no_status(text: str, tag: str) -> None:
    assert said(text, tag) == {}


def test_another_persons_status_is_theirs() -> None:
    assert said("she has a green card, I don't", "en") == {"permanent_resident": {"other"}}
    assert said("my husband is a refugee", "en") == {"refugee": {"partner"}}
    assert said("mi hija es española, yo no tengo papeles", "es") == {"citizen": {"child"}, "undocumented": {"me"}}


def test_we_is_everyone_named() -> None:
    assert said("my kid has a fever and we have no papers", "en") == {"undocumented": {"me", "child"}}


def test_a_refusal_outweighs_the_application() -> None:
    assert "asylum_seeker" not in said("i applied for asylum and my asylum was refused", "en")


def test_born_here_makes_a_citizen_only_where_it_does() -> None:
    assert said("my baby was born here", "en", born=True) == {"citizen": {"child"}}
    assert said("my baby was born here", "en") == {}


@pytest.mark.parametrize(
    ("text", "tag"),
    [("he has no work permit", "en"), ("no tengo permiso de trabajo", "es"), ("ما عندي تصريح عمل", "ar"), ("没有工卡", "zh")],
)
def test_a_work_permit_that_is_missing_is_no_status(text: str, tag: str) -> None:
    assert said(text, tag) == {}
