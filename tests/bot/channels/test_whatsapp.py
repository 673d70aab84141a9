"""WhatsApp: the whole channel over real HTTP, between a Graph server that behaves as documented and a worker on a real socket."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from fake_graph import NUMBER, OTHER_NUMBER, VERIFY, FakeGraph, envelope, signature, text_message
from messengers import Door, open_whatsapp

from bot.worker_client import WorkerClient

PHONE = "16505551234"


@pytest.fixture
async def graph() -> AsyncIterator[FakeGraph]:
    started = await FakeGraph().start()
    yield started
    await started.stop()


@pytest.fixture
async def door(graph: FakeGraph, root: Path, worker: Path) -> AsyncIterator[Door]:
    await heard(worker)
    opened = await open_whatsapp(root, worker, graph)
    yield opened
    await opened.server.close()


async def heard(worker: Path) -> list[dict[str, Any]]:
    listener = WorkerClient([worker])
    try:
        answer = await listener.message("0f", "#heard")
        return json.loads(answer["messages"][0]["text"])
    finally:
        await listener.close()


async def test_a_message_is_answered_read_and_the_worker_hears_no_number(door: Door, worker: Path) -> None:
    (sent,) = await door.graph.write("llámame al 612 345 678")
    assert (sent.number, sent.to) == (NUMBER, PHONE)
    assert sent.text.startswith("heard: llámame al [phone]")
    assert sent.choices == {"Skip": "#skip"}
    (said,) = await heard(worker)
    assert PHONE not in json.dumps(said)
    assert (said["city"], said["plain"], len(said["conversation"])) == ("costa", False, 32)
    assert door.graph.read[0]["status"] == "read"
    assert door.graph.read[0]["typing_indicator"] == {"type": "text"}


async def test_what_meta_keeps_is_said_once_under_the_first_answer(door: Door) -> None:
    first = await door.graph.write("hello")
    again = await door.graph.write("hello again")
    assert "Meta" in first[0].text
    assert first[0].text.startswith("heard: hello\n\n")
    assert "Meta" not in again[0].text


async def test_services_come_as_text_and_a_list_with_whole_names_and_forget_me(door: Door) -> None:
    text, shown = await door.graph.write("necesito un médico")
    assert text.body["text"]["preview_url"] is False
    assert "*" in text.text, "headlines are bold"
    rows = [row for section in shown.body["interactive"]["action"]["sections"] for row in section["rows"]]
    assert [row["id"] for row in rows] == [
        "#details:centro-de-salud", "#details:medicos-del-mundo", "#why:tarjeta-sanitaria", "#more", "#forget",
    ]  # fmt: skip
    assert rows[0]["description"] == "Centro de Salud Cruz de Humilladero"
    (opened,) = await door.graph.touch(shown, rows[0]["title"])
    assert opened.text == "heard: #details:centro-de-salud"


async def test_danger_is_answered_at_once_without_a_word_on_meta(door: Door) -> None:
    (sent,) = await door.graph.write("he is hitting me")
    assert "call now" in sent.text
    assert "Meta" not in sent.text


async def test_danger_in_a_caption_is_answered(door: Door) -> None:
    message = {
        **text_message(""),
        "type": "image",
        "image": {"id": "1", "caption": "he is hitting me", "mime_type": "image/jpeg"},
    }
    note, sent = await door.graph.say(message)
    assert "only read text" in note.text
    assert "call now" in sent.text


async def test_danger_is_answered_when_no_worker_is_there(graph: FakeGraph, root: Path, tmp_path: Path) -> None:
    door = await open_whatsapp(root, tmp_path / "nobody.sock", graph)
    (sent,) = await graph.write("my husband is hitting me right now")
    assert "112" in sent.text
    await door.server.close()


async def test_each_number_speaks_for_its_city_and_is_a_conversation_of_its_own(door: Door, worker: Path) -> None:
    await door.graph.say(text_message("hello"))
    await door.graph.say(text_message("hello", at=time.time() - 1), number=OTHER_NUMBER)
    one, other = await heard(worker)
    assert (one["city"], other["city"]) == ("costa", "lakeview")
    assert one["conversation"] != other["conversation"]
    assert [sent.number for sent in door.graph.sent] == [NUMBER, OTHER_NUMBER]


async def test_who_hides_the_number_is_answered_by_id_and_stays_one_conversation(door: Door, worker: Path) -> None:
    hidden = {**text_message("hello"), "from_user_id": "US.13491208655302741918"}
    shown = {**text_message("again"), "from_user_id": "US.13491208655302741918"}
    del hidden["from"]
    (sent,) = await door.graph.say(hidden)
    assert sent.to == "US.13491208655302741918"
    (sent,) = await door.graph.say(shown)
    assert sent.to == PHONE
    first, second = await heard(worker)
    assert first["conversation"] == second["conversation"]


async def test_several_entries_changes_and_messages_in_one_post(door: Door) -> None:
    now = time.time()
    payload = envelope(text_message("b", at=now), text_message("a", at=now - 5))
    payload["entry"] += envelope(text_message("c", "34600000001"))["entry"]
    payload["entry"][0]["changes"] += envelope(text_message("d", "34600000002"))["entry"][0]["changes"]
    assert await door.graph.post(payload) == 200
    assert sorted(sent.text.split("\n")[0] for sent in door.graph.sent) == ["heard: a", "heard: b", "heard: c", "heard: d"]
    mine = [sent.text.split("\n")[0] for sent in door.graph.sent if sent.to == PHONE]
    assert mine == ["heard: a", "heard: b"], "in the order in which they were written"


async def test_a_delivery_that_comes_again_is_not_answered_again(door: Door) -> None:
    payload = envelope(text_message("hello"))
    assert await asyncio.gather(*(door.graph.post(payload) for _ in range(5))) == [200] * 5
    assert await door.graph.post(payload) == 200
    assert len(door.graph.sent) == 1


async def test_forget_me_reaches_the_worker_and_the_language_is_forgotten(door: Door, worker: Path) -> None:
    await door.graph.write("necesito un médico")
    await door.graph.write("#forget")
    assert [one["text"] for one in await heard(worker)][-1] == "#forget"
    assert door.whatsapp._messenger._languages._known == {}


async def test_a_voice_message_is_answered_in_the_language_of_the_talk(door: Door) -> None:
    await door.graph.write("#lang:fr")
    voice = {**text_message(""), "type": "audio", "audio": {"id": "1", "voice": True, "mime_type": "audio/ogg; codecs=opus"}}
    (sent,) = await door.graph.say(voice)
    assert "Je sais seulement lire du texte" in sent.text


async def test_a_new_number_means_the_old_conversation_is_forgotten(door: Door, worker: Path) -> None:
    await door.graph.write("hello")
    moved = {**text_message("x"), "type": "system", "system": {"type": "user_changed_number", "wa_id": "12195555358"}}
    assert await door.graph.say(moved) == []
    hello, forget = await heard(worker)
    assert forget["do"] == "forget"
    assert forget["conversation"] == hello["conversation"]


async def test_a_message_that_is_taken_back_before_it_is_answered_is_not_answered(door: Door) -> None:
    door.graph.fails = [(503, 2)] * 3
    message = text_message("hello")
    waiting = asyncio.create_task(door.graph.post(envelope(message)))
    while not door.graph.read:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)
    revoke = {**text_message("x"), "type": "revoke", "revoke": {"original_message_id": message["id"]}}
    del revoke["text"]
    assert await door.graph.post(envelope(revoke)) == 200
    await asyncio.wait([waiting], timeout=3)
    assert await door.graph.post(envelope(message)) == 200
    assert door.graph.sent == []


@pytest.mark.parametrize("code", [(429, 130429), (400, 131056), (400, 131048), (500, 131000), (503, 2), (429, 80007, 0)])
async def test_a_rate_limit_or_overload_is_waited_for_and_the_answer_comes_once(door: Door, code: tuple[int, ...]) -> None:
    door.graph.fails = [code, code]
    assert len(await door.graph.write("hello")) == 1


@pytest.mark.parametrize("fate", ["lost", "gateway", "refused"])
async def test_an_answer_whose_fate_is_in_doubt_comes_once(door: Door, fate: str) -> None:
    door.graph.fails = [fate]
    await door.graph.write("hello")
    await door.graph.settled()
    assert len(door.graph.sent) == 1


async def test_a_part_that_is_out_is_not_sent_again_when_another_fails(door: Door) -> None:
    door.graph.fails = [None, *[(503, 2)] * 6]
    started = time.monotonic()
    door.whatsapp._answer_seconds = 0.5
    assert await door.graph.post(envelope(message := text_message("necesito un médico"))) == 503
    assert time.monotonic() - started < 3
    door.whatsapp._answer_seconds = 30.0
    door.graph.fails = []
    assert await door.graph.deliver(envelope(message)) >= 1
    assert [sent.body["type"] for sent in door.graph.sent] == ["text", "interactive"]


@pytest.mark.parametrize("code", [(400, 131047), (400, 131026), (400, 131030), (400, 100)])
async def test_what_can_never_be_sent_is_acknowledged_and_left(door: Door, code: tuple[int, int]) -> None:
    door.graph.fails = [code]
    assert await door.graph.post(envelope(message := text_message("hello"))) == 200
    assert await door.graph.post(envelope(message)) == 200
    assert door.graph.sent == []


async def test_with_a_dead_token_nothing_is_acknowledged_and_the_answer_comes_when_it_is_mended(door: Door) -> None:
    door.graph.fails = [(401, 190)]
    payload = envelope(text_message("hello"))
    assert await door.graph.post(payload) == 503
    assert await door.graph.post(payload) == 200
    assert len(door.graph.sent) == 1


async def test_outside_the_window_of_a_day_nothing_is_sent_and_replays_are_nothing(door: Door, worker: Path) -> None:
    old = envelope(text_message("hello", at=time.time() - 86_500))
    future = envelope(text_message("hello", at=time.time() + 90_000))
    assert await door.graph.post(old) == 200
    assert await door.graph.post(future) == 200
    assert door.graph.sent == []
    assert await heard(worker) == []


async def test_without_a_lasting_store_a_slow_answer_is_503_after_the_time_and_comes_once(door: Door) -> None:
    door.whatsapp._answer_seconds = 0.3
    door.graph.delay = 1.0
    payload = envelope(text_message("hello"))
    started = time.monotonic()
    assert await door.graph.post(payload) == 503
    assert 0.25 < time.monotonic() - started < 0.8
    assert await door.graph.deliver(payload) > 1
    assert len(door.graph.sent) == 1


async def test_a_flood_from_one_phone_gets_one_kind_word(graph: FakeGraph, root: Path, worker: Path) -> None:
    door = await open_whatsapp(root, worker, graph, burst=3)
    for number in range(12):
        await graph.write(f"hello {number}")
    assert len(graph.sent) == 4
    assert "wait a few seconds" in graph.sent[-1].text or "Espera" in graph.sent[-1].text
    await door.server.close()


async def test_past_what_a_number_can_do_nothing_is_lost(graph: FakeGraph, root: Path, worker: Path) -> None:
    door = await open_whatsapp(root, worker, graph, overall=2)
    statuses = [await graph.post(envelope(text_message("hello", f"3460000000{one}"))) for one in range(4)]
    assert statuses == [200, 200, 503, 503]
    await door.server.close()


async def test_a_body_of_more_than_three_megabytes_is_refused(door: Door) -> None:
    assert await door.graph.post({"object": "x" * (3 * 1024 * 1024)}) == 413


async def test_metas_question_gets_its_challenge_back_to_who_knows_the_token(door: Door) -> None:
    async with aiohttp.ClientSession() as session:

        async def ask(**query: str) -> tuple[int, str]:
            asked = {f"hub.{name}": value for name, value in query.items()}
            async with session.get(door.graph.webhook, params=asked) as response:
                return response.status, await response.text()

        right = {"mode": "subscribe", "verify_token": VERIFY, "challenge": "1158201444"}
        assert await ask(**right) == (200, "1158201444")
        for wrong in ({"verify_token": "other"}, {"mode": "unsubscribe"}, {"challenge": ""}, {"verify_token": "ñ"}):
            assert (await ask(**{**right, **wrong}))[0] == 403


@pytest.mark.parametrize("sign", [lambda raw: "", lambda raw: signature(raw, "other"), lambda raw: signature(raw + b" "),
                                  lambda raw: signature(raw)[7:], lambda raw: "sha256=é"])  # fmt: skip
async def test_what_is_not_signed_by_the_apps_secret_is_nothing(door: Door, sign: Any) -> None:
    assert await door.graph.post(envelope(text_message("hello")), sign) == 403
    assert door.graph.sent == []


async def test_nothing_of_a_person_is_in_a_log_a_repr_or_what_is_remembered(
    door: Door, capfd: pytest.CaptureFixture[str]
) -> None:
    door.graph.fails = [(400, 131026)]
    await door.graph.write("my secret word")
    await door.graph.write("my secret word")
    said = capfd.readouterr()
    assert PHONE not in said.out + said.err
    assert "secret word" not in said.out + said.err
    kept = door.whatsapp.deliveries._memory
    assert PHONE not in repr(vars(kept))
    assert kept._records == {}, "an address is kept as long as an answer is owed, no longer"  # type: ignore[attr-defined]


async def test_the_addresses_of_the_messengers_describe_themselves(door: Door) -> None:
    async with aiohttp.ClientSession() as session, session.get(door.server.make_url("/api/openapi.json")) as response:
        described = await response.json()
    assert {"get", "post"} <= set(described["paths"]["/webhooks/whatsapp"])
    assert "NotSigned" in described["components"]["responses"]


async def test_the_page_on_privacy_says_what_others_keep(door: Door) -> None:
    async with aiohttp.ClientSession() as session, session.get(door.server.make_url("/privacy?lang=es")) as response:
        page = await response.text()
    assert "Si escribes por WhatsApp o SMS" in page
    assert "Faro pide a Twilio que borre el texto" in page
