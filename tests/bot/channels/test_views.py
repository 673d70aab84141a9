"""Codes become what the page shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.messages import Answer, Message, from_worker, spoken
from bot.channels.reach import tel, web_address
from bot.channels.views import from_codes, message_view, turn_view
from services_directory.wording.cards import headline
from services_directory.wording.phrases import Phrasebook

BOOK = Phrasebook.load()
CARDS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "payloads" / "cards.json").read_text(encoding="utf-8"))


def test_a_card_shows_each_code_in_words_with_a_picture() -> None:
    view = from_codes(BOOK, CARDS[0], "en")
    assert (view["verdict"], view["verdict_words"], view["open"]) == ("yes", "Yes, you can use it", True)
    lines = dict(view["lines"])
    assert set(lines) == {"paper", "coin", "shield", "clock", "pin", "speech"}
    assert lines["pin"] == "Calle Maestro Chapí s/n, 29004 Málaga (850 m away)"
    assert lines["speech"] == "Languages: Spanish, English, and Arabic"
    assert view["sources"] == [
        {
            "line": "Source: RDL 7/2018, art. 3 ter Ley 16/2003",
            "url": "https://www.boe.es/buscar/act.php?id=BOE-A-2003-10715",
            "seen": "April 21, 2026",
        }
    ]


def test_an_address_is_kept_together_inside_writing_from_right_to_left() -> None:
    street = "Calle Maestro Chapí s/n, 29004 Málaga"
    found = from_codes(BOOK, next(card for card in CARDS if card["address"] == street), "ar")
    assert dict(found["lines"])["pin"].startswith(f"\u2068{street}\u2069")


def test_what_is_not_known_is_left_out() -> None:
    lines = dict(from_codes(BOOK, CARDS[2] | {"address": None}, "en")["lines"])
    assert "speech" not in lines
    assert "pin" not in lines
    assert from_codes(BOOK, CARDS[1], "en")["reach"]["url"] is None  # javascript: is no address of the web


def _listed(text: str, services: list[dict[str, Any]], *offered: str) -> dict[str, Any]:
    buttons = [{"title": id_, "payload": f"#details:{id_}"} for id_ in offered]
    return message_view(BOOK, Message(text, "en", "ltr", buttons, {"type": "services", "language": "en", "services": services}))


def test_a_service_that_a_button_offers_more_of_is_a_card_made_of_codes() -> None:
    checked = "Checked against its sources on November 22, 2026; not yet confirmed with the office."
    text = f"I found 2.\n\n{headline(BOOK, CARDS[0], 'en')}\nShort.\n\n{headline(BOOK, CARDS[2], 'en')}\n\n{checked}\n\nAsk on."
    view = _listed(text, [CARDS[0], CARDS[2]], "centro-de-salud", "tarjeta-sanitaria")
    assert [block.get("card", {}).get("verdict") for block in view["blocks"]] == [None, "yes", "no", None]
    first = view["blocks"][1]["card"]
    assert ("coin", "Cost: Free.") in first["lines"]
    assert first["sources"]
    assert first["more"] == {"title": "centro-de-salud", "payload": "#details:centro-de-salud"}
    assert view["buttons"] == []
    assert (first["checked"], "Short." in str(first)) == (checked, False)
    assert view["blocks"][3] == {"lines": ["Ask on."]}  # what stands in the cards is not said again
    assert view["reach"] == []


def test_a_service_told_in_full_keeps_its_words_each_with_its_picture() -> None:
    text = (
        f"{headline(BOOK, CARDS[0], 'en')}\nDoctors for everybody.\nPapers: many.\nMore of them.\nSource: a law\n\nThat is all."
    )
    view = _listed(text, [CARDS[0]])
    card = view["blocks"][0]["card"]
    assert card["why"] == ["Doctors for everybody."]
    assert card["lines"] == [("paper", "Papers: many."), ("", "More of them."), ("legal_aid", "Source: a law")]
    assert (card["sources"], card["checked"]) == ([], None)
    assert card["reach"]["phone"] == "+34 951 30 81 10"
    assert view["blocks"][1] == {"lines": ["That is all."]}


def test_an_answer_in_other_words_keeps_them_and_gets_links() -> None:
    view = _listed("Papers: none.\nNone at all.\n\nThat is all.", CARDS)
    assert view["blocks"] == [{"lines": ["Papers: none.", "None at all."]}, {"lines": ["That is all."]}]
    assert [one["tel"] for one in view["reach"]] == ["tel:+34951308110", None, "tel:061"]


def test_a_long_list_in_words_gets_no_links() -> None:
    assert _listed("A list.", CARDS * 2)["reach"] == []


@pytest.mark.parametrize(
    "custom",
    [{}, {"type": "weather"}, {"type": "services"}, {"type": "services", "services": [{}]}, {"type": "crisis", "contacts": [{}]},
     {"type": "crisis", "contacts": 7}],
)  # fmt: skip
def test_a_payload_that_is_broken_leaves_the_text(custom: dict[str, Any]) -> None:
    view = message_view(BOOK, Message("The text.\nAll of it.", "en", "ltr", (), custom))
    assert view["blocks"] == [{"lines": ["The text.", "All of it."]}]
    assert (view["kind"], view["contacts"], view["reach"]) == ("text", [], [])


def test_danger_is_a_heading_contacts_and_what_comes_after() -> None:
    contacts = [
        {"name": "016", "phone": "016", "say": {"es": "Gratis."}},
        {"name": "Chat", "chat": "https://x.org", "say": "Quiet."},
    ]
    message = Message("Get help.\nNow.\n\n016\n\nI am here.", "en", "ltr", (), {"type": "crisis", "contacts": contacts})
    view = message_view(BOOK, message)
    assert (view["kind"], view["blocks"]) == ("crisis", [{"lines": ["Get help.", "Now."]}])
    assert view["after"] == [{"lines": ["I am here."]}]
    assert [(one["say"], one["tel"], one["url"]) for one in view["contacts"]] == [
        ("Gratis.", "tel:016", None),
        ("Quiet.", None, "https://x.org"),
    ]


def test_a_turn_says_in_which_language_it_is() -> None:
    turn = turn_view(BOOK, Answer([spoken(BOOK, "es", "page_not_now")], "es"), "hola")
    assert (turn["said"], turn["language"], turn["messages"][0]["lang"]) == ("hola", "es", "es")


def test_a_phrase_that_a_language_lacks_is_marked_as_english() -> None:
    message = spoken(BOOK, "ar", "page_not_now")
    if not BOOK.has("ar", "page_not_now"):
        assert (message.lang, message.dir) == ("en", "ltr")


def test_a_message_of_a_worker_is_read_with_its_direction() -> None:
    message = from_worker({"text": "مرحبا", "lang": "ar", "buttons": None, "custom": None})
    assert (message.dir, message.buttons, message.custom) == ("rtl", [], None)


@given(st.text())
def test_a_number_dials_digits_only(text: str) -> None:
    link = tel(text)
    assert link is None or set(link.removeprefix("tel:")) <= set("0123456789+*#")


@pytest.mark.parametrize(
    ("url", "found"),
    [("https://a.org/", True), ("http://a.org", True), ("javascript:alert(1)", False), (" https://a.org", False), ("//a.org", False),
     ("data:text/html,x", False), ("", False), (None, False)],
)  # fmt: skip
def test_only_addresses_of_the_web_are_links(url: str | None, found: bool) -> None:
    assert web_address(url) == (url if found else None)
