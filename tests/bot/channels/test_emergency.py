"""Danger answered from words alone, with the numbers of the real cities."""

from __future__ import annotations

import pytest

from bot.channels import cities as city_files
from bot.channels.emergency import Emergency
from services_directory.errors import NotKnown
from services_directory.vocabulary import ids
from services_directory.wording.phrases import Phrasebook

BOOK = Phrasebook.load()
CITIES = city_files.load()
EMERGENCY = Emergency(BOOK, CITIES)


@pytest.mark.parametrize(("city", "number"), [("chicago", "911"), ("malaga", "112")])
def test_a_person_under_attack_gets_the_number_of_the_city(city: str, number: str) -> None:
    message = EMERGENCY.answer("my husband is hitting me right now", city, "en")
    assert message is not None
    assert message.custom is not None
    assert message.custom["crises"] == ["violence_now"]
    assert number in [contact.get("phone") for contact in message.custom["contacts"]]
    assert f"Call {number} — " in message.text


def test_silent_ways_come_first_where_a_voice_is_dangerous() -> None:
    message = EMERGENCY.answer("he is hitting me right now", "malaga", "en")
    assert message is not None
    assert message.custom is not None
    first = message.custom["contacts"][0]
    assert first["whatsapp"] == "+34600000016"
    assert message.text.index("without a sound") < message.text.index("Call 112")


def test_without_a_city_the_number_of_each_city() -> None:
    message = EMERGENCY.answer("he is hitting me right now", None, "en")
    assert message is not None
    assert message.custom is not None
    assert {(one["city"], one["phone"]) for one in message.custom["contacts"]} == {("chicago", "911"), ("malaga", "112")}


@pytest.mark.parametrize("text", ["", "hello", "where can I get food", "necesito un médico para mi hijo"])
def test_no_danger_no_answer(text: str) -> None:
    assert EMERGENCY.answer(text, "malaga", "en") is None


@pytest.mark.parametrize("city", sorted(CITIES))
@pytest.mark.parametrize("crisis", ids("crises"))
def test_every_city_has_somebody_to_call_in_every_danger(city: str, crisis: str) -> None:
    contacts = CITIES[city].contacts([crisis])
    assert contacts
    assert any(contact.get("phone") for contact in contacts)


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("crisis", ids("crises"))
def test_every_danger_has_words(crisis: str, lang: str) -> None:
    assert BOOK.has(lang, f"danger_{crisis}")


def test_contacts_of_two_dangers_come_once_and_in_order() -> None:
    contacts = [one["service"] for one in CITIES["malaga"].contacts(["medical_emergency", "violence_now"])]
    assert contacts[0] == "112-emergencias"
    assert len(contacts) == len(set(contacts))


def test_a_city_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(NotKnown, match=r"atlantis is not there; the cities are .*malaga"):
        city_files.load(["malaga", "atlantis"])
