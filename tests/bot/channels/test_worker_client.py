"""The client of the local socket, against real processes on real sockets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import worker_client
from bot.worker_client import WorkerClient, WorkerTrouble

Start = Callable[[], Path]


async def _heard(client: WorkerClient, conversation: str) -> list[dict[str, object]]:
    answer = await client.message(conversation, "#heard")
    return json.loads(answer["messages"][0]["text"])


async def test_requests_at_the_same_time_get_their_own_answers(start_worker: Start) -> None:
    client = WorkerClient([start_worker()])
    texts = [f"{'slowly ' if place % 2 else ''}{place}" for place in range(20)]
    answers = await asyncio.gather(*(client.message("c", text) for text in texts))
    assert [answer["messages"][0]["text"] for answer in answers] == [f"heard: {text}" for text in texts]
    await client.close()


async def test_only_the_id_the_text_and_codes_go_through(start_worker: Start) -> None:
    client = WorkerClient([start_worker()])
    await client.message("0f", "hello", "costa", "en")
    (heard,) = await _heard(client, "0f")
    expected = {"do": "message", "conversation": "0f", "text": "hello", "city": "costa", "language": "en", "plain": False}
    expected["once"] = ""
    assert {key: value for key, value in heard.items() if key != "n"} == expected
    await client.close()


async def test_a_conversation_stays_with_one_worker_and_both_get_some(start_worker: Start) -> None:
    client = WorkerClient([start_worker(), start_worker()])
    for _ in range(2):
        for conversation in map(str, range(24)):
            await client.message(conversation, "hello")
    homes: dict[str, int] = {}
    for link in client._links:
        assert await link.open()
        found = await link.ask({"do": "message", "conversation": "", "text": "#heard"}, 5)
        said = [one["conversation"] for one in json.loads(found["messages"][0]["text"]) if one["conversation"]]
        assert said, "a worker got nothing"
        assert all(said.count(conversation) == 2 for conversation in said)
        homes |= dict.fromkeys(said, 1)
    assert len(homes) == 24
    await client.close()


async def test_another_worker_answers_what_one_that_died_did_not(start_worker: Start, tmp_path: Path) -> None:
    client = WorkerClient([start_worker(), start_worker()])
    said = f"die-once {tmp_path}/died"
    found = await asyncio.gather(client.message("c", "slowly"), client.message("c", said, once="0a"))
    assert [one["messages"][0]["text"] for one in found] == ["heard: slowly", f"heard: {said}"]
    (heard,) = [one for one in await _heard(client, "c") if one["text"] == said]
    assert heard["once"] == "0a", "the same message, so that a shared memory knows it again"
    assert await client.ready()
    await client.close()


async def test_when_the_only_worker_dies_in_the_middle_it_is_trouble(start_worker: Start) -> None:
    client = WorkerClient([start_worker()])
    waiting = asyncio.create_task(client.message("c", "silence"))
    await asyncio.sleep(0.1)
    with pytest.raises(WorkerTrouble, match="unavailable"):
        await client.message("c", "die")
    with pytest.raises(WorkerTrouble, match="unavailable"):
        await waiting
    await client.close()


async def test_a_worker_that_starts_later_is_found(start_worker: Start, tmp_path: Path) -> None:
    later = tmp_path / "later.sock"
    client = WorkerClient([later])
    assert not await client.ready()
    with pytest.raises(WorkerTrouble, match="unavailable"):
        await client.message("c", "hello")
    later.symlink_to(start_worker())
    await asyncio.sleep(worker_client._RETRY_SECONDS)
    assert (await client.message("c", "hello"))["language"] == "en"
    await client.close()


async def test_silence_ends_after_the_time_that_is_set_and_the_link_lives_on(start_worker: Start) -> None:
    client = WorkerClient([start_worker()], seconds=0.3)
    with pytest.raises(WorkerTrouble, match="timeout"):
        await client.message("c", "silence")
    assert (await client.message("c", "hello"))["language"] == "en"
    await client.close()


async def test_past_the_most_that_may_wait_it_is_busy_at_once(start_worker: Start) -> None:
    client = WorkerClient([start_worker()], seconds=1.0)
    waiting = [asyncio.create_task(client.message("c", "silence")) for _ in range(worker_client.MOST_WAITING)]
    await asyncio.sleep(0.2)
    with pytest.raises(WorkerTrouble, match="busy"):
        await client.message("c", "hello")
    ended = await asyncio.gather(*waiting, return_exceptions=True)
    assert {getattr(one, "code", None) for one in ended} == {"timeout"}
    assert (await client.message("c", "hello"))["language"] == "en"
    await client.close()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("bad_request", "bad_request"),
        ("too_long", "too_long"),
        ("busy", "busy"),
        ("internal", "internal"),
        ("my_name_is", "internal"),
    ],
)
async def test_the_workers_own_trouble_is_handed_on(start_worker: Start, said: str, code: str) -> None:
    client = WorkerClient([start_worker()])
    with pytest.raises(WorkerTrouble) as caught:
        await client.message("c", f"trouble:{said}")
    assert caught.value.code == code
    await client.close()


async def test_forgetting_reaches_every_worker(start_worker: Start) -> None:
    client = WorkerClient([start_worker(), start_worker()])
    assert await client.forget("c")
    for link in client._links:
        found = await link.ask({"do": "message", "conversation": "", "text": "#heard"}, 5)
        assert "forget" in [one["do"] for one in json.loads(found["messages"][0]["text"])]
    await client.close()
