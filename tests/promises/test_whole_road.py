"""From the public port through the real worker to the real directory and back. What is expected is in the cities' rules."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest
from running_faro import Faro, running

pytestmark = [pytest.mark.server, pytest.mark.trained, pytest.mark.xdist_group("server")]


@pytest.fixture(scope="module")
def faro(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faro]:
    with running(tmp_path_factory.mktemp("up")) as started:
        yield started


def services(answer: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found = [one["custom"]["services"] for one in answer if one.get("custom", {}).get("type") == "services"]
    return {card["id"]: card for cards in found for card in cards}


def words(answer: list[dict[str, Any]]) -> str:
    return "\n".join(one.get("text", "") for one in answer)


def test_a_doctor_without_papers_in_malaga(faro):
    answer = faro.say("es-1", "necesito un médico y no tengo papeles", "malaga")
    cards = services(answer)
    assert [card for card in cards.values() if card["verdict"] == "yes" and "health_care" in card["needs"]]
    for card in cards.values():
        assert card["documents"] or card["id_required"]
        assert card["fee"]
        assert card["asks_status"]
        assert card["shares_data"]
        assert card["last_verified"]
    text = words(answer)
    for part in ("Papeles:", "Precio:", "Tus datos:", "Comprobado", "22 de noviembre de 2026"):
        assert part in text


def test_a_child_with_a_fever_and_no_papers_in_chicago(faro):
    answer = faro.say("en-1", "my kid has a fever and we have no papers", "chicago")
    cards = services(answer)
    assert cards["all-kids"]["verdict"] == "yes"
    assert {card["for"] for card in cards.values()} == {"child"}
    assert any(card["verdict"] == "yes" and card["kind"] == "clinic" for card in cards.values())
    assert cards["stroger-hospital"]["verdict"] == "yes"


def test_food_stamps_for_a_refugee(faro):
    answer = faro.say("en-2", "am I still allowed food stamps? I got refugee status last year", "chicago")
    assert services(answer)["snap-illinois"]["verdict"] == "no"
    text = words(answer)
    assert "July 2025" in text
    assert "H.R.1" in text
    assert "instead" in text


def test_unpaid_wages_whatever_the_status(faro):
    answer = faro.say("en-3", "my boss never paid me for two months", "chicago")
    assert services(answer)["chicago-office-of-labor-standards"]["verdict"] == "yes"
    assert "status" not in words(answer[1:]).lower()


def test_danger_comes_first_and_names_numbers(faro):
    answer = faro.say("en-4", "he is hitting me right now", "chicago")
    assert answer[0]["custom"]["type"] == "crisis"
    assert "violence_now" in answer[0]["custom"]["crises"]
    assert "911" in answer[0]["text"]


def test_the_padron_without_papers_and_the_truth_about_the_police(faro):
    answer = faro.say("es-2", "¿puedo empadronarme sin papeles?", "malaga")
    card = services(answer)["malaga-padron"]
    assert card["verdict"] == "yes"
    assert "passport" in card["documents"]
    assert "Policía Nacional" in words(answer)
    assert "7/1985" in words(answer)


@pytest.mark.parametrize(("months", "verdict"), [(3, "no"), (8, "yes")])
def test_work_and_the_six_months_of_asylum(faro, months, verdict):
    answer = faro.say(f"es-work-{months}", f"busco trabajo, pedí asilo hace {months} meses", "malaga")
    assert services(answer)["sae"]["verdict"] == verdict
    assert "seis meses" in words(answer) or "6 meses" in words(answer)


def test_who_would_rather_not_say_gets_an_answer_for_every_case(faro):
    faro.say("en-5", "I need to see a doctor", "chicago")
    answer = faro.say("en-5", "I'd rather not say", "chicago")
    assert "You can use these without saying it" in words(answer)
    assert "If you are in" in words(answer)
    offered = services(answer)
    for status in ("undocumented", "refugee", "citizen", "asylum_seeker"):
        body = {
            "city": "chicago",
            "needs": ["health_care"],
            "people": [{"who": "me", "facts": {"status": status}}],
            "limit": 100,
        }
        _, verdicts = faro.request("/api/v1/access", body)
        usable = {one["service"] for one in verdicts["verdicts"] if one["verdict"] == "yes"}
        assert usable <= set(offered), status


def test_an_answer_given_is_not_asked_for_again(faro):
    asked = words(faro.say("en-6", "I need food stamps and I asked for asylum", "chicago"))
    assert "What is your immigration status" not in asked


def test_forget_me_empties_the_memory(faro):
    faro.say("es-3", "necesito trabajo, pedí asilo hace 8 meses", "malaga")
    assert faro.say("es-3", "olvídame, borra todo", "malaga")
    again = services(faro.say("es-3", "busco trabajo", "malaga"))
    assert all(card["verdict"] != "yes" or card["id"] != "sae" for card in again.values())


@pytest.mark.parametrize(
    ("raw", "kind", "status"),
    [
        (b'{"sender": "x", "message": ', "application/json", 400),
        (b"[1, 2]", "application/json", 400),
        (b'{"message": "hi"}', "application/json", 400),
        (b'{"sender": "x", "message": {"a": 1}}', "application/json", 400),
        (b'{"sender": "x", "message": "hi", "metadata": {"city": "atlantis"}}', "application/json", 400),
        (b"x" * 5_000_000, "application/json", 413),
    ],
    ids=["half JSON", "a list", "no sender", "a message that is no text", "a city that is not there", "five megabytes"],
)
def test_bad_input_gets_one_shape_of_error(faro, raw, kind, status):
    got, body = faro.request("/webhooks/rest/webhook", raw=raw, kind=kind)
    assert got == status
    assert {"code", "message"} <= set(body["error"])
    assert faro.ready()


@pytest.mark.parametrize(
    "message",
    [
        pytest.param("", id="empty"),
        pytest.param("   ", id="blank"),
        pytest.param("x" * 20_000, id="twenty thousand letters"),
        pytest.param("/restart", id="a command of Rasa"),
        pytest.param("\u202e\u200b", id="marks alone"),
        pytest.param("😀", id="a picture"),
        pytest.param(
            "' OR '1'='1' --",
            id="SQL",
            marks=pytest.mark.xfail(strict=False, reason="one English word among marks is still taken for a request"),
        ),
    ],
)
def test_strange_messages_are_answered_calmly(faro, message):
    answer = faro.say("strange", message, "chicago")
    assert words(answer)
    assert not services(answer)


def test_the_api_gives_the_same_verdict_as_the_chat(faro):
    body = {
        "city": "malaga",
        "services": ["SAE"],
        "people": [{"who": "me", "facts": {"status": "asylum_seeker", "months_since_application": 3}}],
        "date": "2026-11-22",
    }
    status, answer = faro.request("/api/v1/access", body)
    assert status == 200
    (verdict,) = [one for one in answer["verdicts"] if one["service"] == "sae"]
    assert verdict["verdict"] == "no"
    assert verdict["for"] == "me"
    assert "waiting_period" in verdict["reasons"]
    assert verdict["would_change"][0]["from"] == "2027-02-22"


def test_status_never_stands_in_an_address(faro):
    status, answer = faro.request("/api/v1/access?city=chicago&need=food&status=undocumented")
    assert status == 400
    assert "POST" in answer["error"]["message"]


def test_danger_is_answered_with_every_worker_gone_and_the_talk_goes_on(faro):
    gone = faro.worker_pids()
    assert gone
    for pid in gone:
        os.kill(pid, signal.SIGKILL)
    answer = faro.say("en-7", "my husband is hitting me right now, please", "chicago")
    assert answer[0]["custom"]["type"] == "crisis"
    assert words(faro.say("es-7", "necesito comida", "malaga"))
    until = time.monotonic() + 60
    while not faro.ready():
        assert time.monotonic() < until, "the worker did not come back"
        time.sleep(0.2)
    assert services(faro.say("es-8", "necesito comida", "malaga"))


def test_what_a_person_wrote_is_in_no_log_and_no_file(faro):
    canary = "Xochiquetzalina"
    faro.say(f"+1999555{canary}", f"my name is {canary} and I need food, my phone is +34 612 345 678", "chicago")
    faro.request("/webhooks/rest/webhook", raw=f'{{"sender": "{canary}", "message": 7}}'.encode())
    kept = [file for file in faro.var.rglob("*") if file.is_file()]
    assert faro.log in kept
    assert not [file for file in kept if canary.encode() in file.read_bytes()]
