"""Twilio (WhatsApp and SMS): the whole channel over real HTTP, and every documented kind of form, right and malformed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer
from fake_twilio import ACCOUNT, PUBLIC, SMS, TOKEN, WHATSAPP, FakeTwilio
from twilio.request_validator import RequestValidator

from bot.channels.messenger_settings import MessengerSettings, TwilioSettings
from bot.channels.room import open_channels
from bot.channels.twilio import Twilio, _Fields
from bot.privacy.redaction import redact
from bot.worker_client import WorkerClient
from services_directory.web import front_door
from services_directory.web.limits import Limiter

FOLDER = Path(__file__).parent / "payloads" / "twilio"
CASES = sorted(file.stem for file in FOLDER.glob("*.json"))
BEGINS = {
    "answer": "heard: ", "services": ("I found", "He encontrado"), "any": "",
    "only_text": ("I can only read text", "Solo puedo leer texto"),
    "unreadable": ("Your message did not reach me", "Tu mensaje no me ha llegado entero"),
    "empty": ("I got an empty message", "Me ha llegado un mensaje vacío"),
}  # fmt: skip


@pytest.fixture
async def twilio(root: Path, worker: Path) -> AsyncIterator[FakeTwilio]:
    fake = await FakeTwilio().start()
    await _heard(worker)
    settings = TwilioSettings({WHATSAPP: "costa", SMS: "lakeview"}, ACCOUNT, TOKEN, PUBLIC, fake.url)
    limiter = Limiter(1000, 1)
    room = open_channels([worker], limiter, redact, root=root, messengers=MessengerSettings(twilio=settings), overall=limiter)
    (channel,) = room.messengers
    assert isinstance(channel, Twilio)
    channel.deliveries._settle_seconds, channel.deliveries._doubt_seconds = 0.0, 1.0
    server = TestServer(front_door.build([room]))
    await server.start_server(access_log=None)
    fake.door = str(server.make_url("/")).rstrip("/")
    yield fake
    await server.close()
    await fake.stop()


async def _heard(worker: Path) -> list[dict[str, Any]]:
    listener = WorkerClient([worker])
    answer = await listener.message("0f", "#heard")
    await listener.close()
    return list(json.loads(answer["messages"][0]["text"]))


async def _until(condition: Any) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("name", CASES)
async def test_each_kind_of_form_gets_what_its_case_says(twilio: FakeTwilio, worker: Path, name: str) -> None:
    case = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    for _ in range(2):  # delivered twice, answered once
        assert (await twilio.post("/webhooks/twilio", case["form"]))[0] == case["status"]
    heard = await _heard(worker)
    said = [turn["text"] for turn in heard if turn["do"] == "message"]
    assert said == ([case["heard"]] if case["heard"] is not None else [])
    assert all(turn["plain"] for turn in heard if turn["do"] == "message")
    assert bool([turn for turn in heard if turn["do"] == "forget"]) == bool(case.get("forgets"))
    if case["sent"] is None:
        assert twilio.texts == []
    else:
        assert twilio.texts[0].startswith(BEGINS[case["sent"]]), twilio.texts[0]
    if case.get("erased"):
        sid = case["form"]["MessageSid"]
        await _until(lambda: sid in twilio.erased)
    assert "16505551234" not in json.dumps(heard)
    assert twilio.refused == []


async def test_the_texts_of_both_sides_are_erased_at_twilio_when_they_are_through(twilio: FakeTwilio) -> None:
    await twilio.write("necesito un médico")
    await twilio.settled()
    await _until(lambda: all(message.body == "" for message in twilio.messages.values()))
    assert len(twilio.erased) == len(twilio.messages) + 1
    assert all(message.tries_to_erase == 0 for message in twilio.messages.values()), "not before they are"


async def test_what_the_companies_keep_is_said_once_and_differs_for_text_messages(twilio: FakeTwilio) -> None:
    (first,) = await twilio.write("hello")
    (again,) = await twilio.write("hello")
    (sms,) = await twilio.write("hello", sender="+16505551234", to=SMS)
    assert "Twilio" in first
    assert "Twilio" not in again
    assert "not secret" in sms


async def test_a_text_message_has_no_marks_of_direction(twilio: FakeTwilio) -> None:
    by_sms = "".join(await twilio.write("I need a doctor", sender="+16505551234", to=SMS))
    assert not set(by_sms) & set("\u2066\u2067\u2068\u2069\u200e\u200f*")


@pytest.mark.parametrize("fails", [[(429, 20429)], [(400, 63018)], [(500, 20500)], ["lost"], [(503, 0), "lost"]])
async def test_an_answer_comes_once_whatever_happens_on_the_way(twilio: FakeTwilio, fails: list[Any]) -> None:
    twilio.fails = list(fails)
    assert len(await twilio.write("hello")) == 1
    await twilio.settled()
    assert len(twilio.messages) == 1


async def test_with_a_wrong_token_it_says_that_it_cannot(twilio: FakeTwilio) -> None:
    twilio.fails = [(401, 20003)]
    form = {"MessageSid": "SM" + "a" * 32, "From": "whatsapp:+16505551234", "To": WHATSAPP, "Body": "hello"}
    assert (await twilio.post("/webhooks/twilio", form))[0] == 503
    assert (await twilio.post("/webhooks/twilio", form))[0] == 200
    assert twilio.texts[0].startswith("heard: hello")


@pytest.mark.parametrize("path", ["/webhooks/twilio", "/webhooks/twilio/status?tag=x"])
async def test_what_twilio_has_not_signed_is_nothing(twilio: FakeTwilio, path: str) -> None:
    assert (await twilio.post(path, {"From": "x"}, token="other"))[0] == 403
    async with twilio._session.post(twilio.door + path, data={"From": "x"}) as response:
        assert response.status == 403
    async with twilio._session.post(twilio.door + path, json={}) as response:
        assert response.status == 415
    async with twilio._session.post(twilio.door + path, data={"Body": "x" * 70_000}) as response:
        assert response.status == 413
    async with twilio._session.post(twilio.door + path, data={f"f{n}": "x" for n in range(200)}) as response:
        assert response.status == 400


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        # Both are Twilio's own examples.
        ([("CallSid", "CA1234567890ABCDE"), ("Digits", "1234"), ("From", "+14158675309"), ("To", "+18005551212"),
          ("Caller", "+14158675309")], "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        ([("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234")], "IK+Dwps556ElfBT0I3Rgjkr1wJU="),
    ],
)  # fmt: skip
def test_a_signature_is_that_of_twilios_examples(fields: list[tuple[str, str]], expected: str) -> None:
    uri = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert RequestValidator("12345").compute_signature(uri, _Fields(fields)) == expected
