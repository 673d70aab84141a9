"""Every code of the vocabulary has words in every language that people are answered in."""

from __future__ import annotations

import pytest

from services_directory.vocabulary import ids
from services_directory.wording.phrases import Phrasebook

BOOK = Phrasebook.load()
KINDS = {
    "needs": "need", "crises": "crisis", "statuses": "status", "documents": "document", "reasons": "reason", "fees": "fee",
    "facts": "fact", "conditions": "condition", "qualifiers": "qualifier", "id_required": "id_required", "ways": "way",
    "asks_status": "asks_status", "shares_data": "shares_data", "verdicts": "verdict", "notices": "notice",
}  # fmt: skip


@pytest.mark.parametrize("lang", BOOK.languages())
@pytest.mark.parametrize("kind", KINDS)
def test_every_code_has_words(lang, kind):
    unsaid = [id_ for id_ in ids(kind) if not BOOK.has(lang, f"{KINDS[kind]}_{id_}")]
    assert unsaid == []


# What only people who work for a city see: their pages are in the languages of their offices (see `office.Office.languages`).
FOR_STAFF = ("office_", "edit_", "bring_")


@pytest.mark.parametrize("lang", BOOK.languages())
def test_a_language_says_everything_that_english_says(lang):
    for_people = {id_ for id_ in BOOK.ids("en") if not id_.startswith(FOR_STAFF)}
    assert sorted(for_people - set(BOOK.ids(lang))) == []


@pytest.mark.parametrize("lang", [lang for lang in BOOK.languages() if BOOK.has(lang, "office_sign_in")])
def test_a_language_of_the_offices_says_everything_to_them(lang):
    for_staff = {id_ for id_ in BOOK.ids("en") if id_.startswith(FOR_STAFF)}
    assert sorted(for_staff - set(BOOK.ids(lang))) == []


@pytest.mark.parametrize("lang", BOOK.languages())
def test_a_language_says_nothing_that_english_cannot(lang):
    assert sorted(set(BOOK.ids(lang)) - set(BOOK.ids("en"))) == []
