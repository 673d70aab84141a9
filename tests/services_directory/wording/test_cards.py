"""A card in words: what a frightened person reads on a phone. Expected words were written from the codes, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from services_directory.wording.cards import card_text, source_lines
from services_directory.wording.phrases import Phrasebook

BOOK = Phrasebook.load()


def card(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Erie Family Health", "for": "me", "verdict": "yes", "reasons": ["open_to_all"], "sources": [], "missing": [],
        "qualifiers": [], "assumes": [], "notes": [], "would_change": [], "documents": [], "id_required": "none",
        "asks_status": "no", "shares_data": "with_rule", "fee": "sliding_scale", "hours": None, "hours_text": None,
        "open_now": None, "opens_next": None, "address": None, "distance_m": None, "country": "US", "phone": "+13126663494",
        "url": None, "last_verified": "2026-11-22", "verified_how": "sources", "confidence": "high",
        "ways": [{"way": "in_person", "named": [], "asks_status": "no", "shares_data": "with_rule"}],
        **changes,
    }  # fmt: skip


def test_a_yes_says_why_papers_cost_data_contact_and_date():
    assert card_text(BOOK, card(), "en").splitlines() == [
        "✔ Erie Family Health — Yes, you can use it",
        "Open to everyone, whatever your papers.",
        "Papers: No ID is asked for.",
        "Cost: You pay by what you earn.",
        "Your data: They do not ask about your immigration status. A rule protects your data from immigration authorities; "
        "it has exceptions.",
        "Hours: I do not know the hours. Call first.",
        "Phone: +1 312-666-3494",
        "Checked against its sources on November 22, 2026; not yet confirmed with the office.",
    ]


def test_the_same_in_spanish_for_a_child():
    lines = card_text(BOOK, card(**{"for": "child"}), "es").splitlines()
    assert lines[0] == "✔ Erie Family Health — Sí, para tu hijo o hija"
    assert lines[1] == "Abierto a todo el mundo, tengas los papeles que tengas."
    assert lines[-1] == "Comprobado con sus fuentes el 22 de noviembre de 2026; falta confirmarlo con la oficina."


def test_a_no_says_what_would_change_it_and_from_when():
    change = {"facts": {"months_since_application": {"min": 6}}, "conditions": [], "months": 3, "from": "2027-02-22"}
    said = card_text(BOOK, card(verdict="no", reasons=["waiting_period"], would_change=[change]), "es")
    assert "Antes tiene que pasar un tiempo de espera." in said
    assert "Sería un sí si han pasado 6 meses desde que pediste asilo." in said
    assert "Puede ser un sí a partir del 22 de febrero de 2027." in said


def test_depends_names_the_facts():
    said = card_text(BOOK, card(verdict="depends", reasons=["pregnancy_required"], missing=["status", "pregnant"]), "en")
    assert "It depends on your immigration status and pregnancy." in said


def test_what_is_taken_for_granted_is_said():
    assert "This is for people who live here." in card_text(BOOK, card(assumes=["lives_in_city"]), "en")


def test_a_note_in_another_language_is_marked():
    said = card_text(BOOK, card(notes=[{"en": "Only one voucher a year."}]), "es")
    assert "Only one voucher a year. (en inglés)" in said


def test_ways_that_differ_are_told_apart():
    ways = [
        {"way": "in_person", "named": [], "asks_status": "no", "shares_data": "never"},
        {"way": "online", "named": [], "asks_status": "no", "shares_data": "yes"},
    ]
    said = card_text(BOOK, card(ways=ways), "en")
    assert "In person: They do not ask about your immigration status. They do not pass your data" in said
    assert "Online: They do not ask about your immigration status. Careful: some data can reach" in said


def test_uncertain_information_warns():
    assert card_text(BOOK, card(confidence="low"), "en").endswith("This information is uncertain. Call before you go.")


def test_a_source_that_nobody_read_again_says_so():
    sources = [{"citation": "8 U.S.C. 1612", "basis": "recalled"}, {"citation": "P.A. 104-0440", "basis": "read"}]
    assert source_lines(BOOK, card(sources=sources), "en") == [
        "Source: 8 U.S.C. 1612 (not yet read again)",
        "Source: P.A. 104-0440",
    ]


@pytest.mark.parametrize(("lang", "word"), [("en", "mi"), ("es", "mi")])
def test_distance_is_in_miles_in_chicago(lang, word):
    said = card_text(BOOK, card(address="1701 W Superior St", distance_m=1609), lang)
    assert f"1 {word}" in said or f"1,0 {word}" in said or f"1.0 {word}" in said
