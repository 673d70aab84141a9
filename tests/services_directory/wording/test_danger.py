"""Whom to reach in danger: a way that makes no sound is always among them where there is one."""

from __future__ import annotations

from itertools import combinations

import pytest

from actions.crisis import contacts_for
from services_directory.served import cities_there
from services_directory.settings import ROOT
from services_directory.vocabulary import ids
from services_directory.wording.danger import MOST_SHOWN, WAYS, most_fitting, written_ways
from services_directory.yaml_files import load

PHONE = {"service": "phone", "phone": "112"}
SILENT = {"service": "silent", "phone": "016", "text": "016", "silent": True}


@pytest.mark.parametrize("place", range(8))
def test_a_silent_way_is_never_cut_off(place: int) -> None:
    contacts = [{**PHONE, "service": str(number)} for number in range(7)]
    contacts.insert(place, SILENT)
    for crises in (["self_harm"], ["violence_now"], ["medical_emergency", "detention"]):
        shown = most_fitting(contacts, crises)
        assert SILENT in shown
        assert len(shown) == MOST_SHOWN
    assert most_fitting(contacts, ["violence_now"])[0] is SILENT


def test_without_a_silent_way_the_order_stays() -> None:
    assert most_fitting([PHONE] * 2, ["violence_now"]) == [PHONE] * 2


def test_ways_are_told_with_the_silent_ones_first() -> None:
    assert list(written_ways({"phone": "+34600000016", "whatsapp": "+34600000016"})) == ["whatsapp", "phone"]
    assert WAYS[-1] == "phone"


@pytest.mark.parametrize("city", cities_there())
def test_nobody_in_danger_is_sent_to_the_phone_alone_where_a_text_or_chat_exists(city: str) -> None:
    page = load(ROOT / "services_directory" / "cities" / city / "crisis.yml").data["crises"]
    for crises in [*((one,) for one in ids("crises")), *combinations(ids("crises"), 2)]:
        silent = {c["service"] for one in crises for c in page.get(one, ()) if {"text", "whatsapp", "chat"} & set(c)}
        shown = contacts_for(crises, city, "en")
        assert not silent or any(contact["service"] in silent for contact in shown), (city, crises)
        assert len(shown) <= MOST_SHOWN
