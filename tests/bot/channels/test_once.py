"""A thousand deliveries, shuffled, doubled and delayed, while the front door is killed and started again: each answered once."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from fake_graph import NUMBER, SECRET, TOKEN, VERIFY, FakeGraph, envelope, text_message
from messenger_door import DoorProcess
from messengers import open_whatsapp
from running_faro import free_port
from sealed_link import TestLink, redis_socket

from bot.channels import owed_shared
from bot.channels.owed import MemoryOwed, Owed, StoreGone
from bot.channels.owed_shared import SharedOwed
from bot.channels.whatsapp import ADDRESS

MESSAGES, PHONES, KILLS, SECONDS = 500, 40, 3, 18.0
SLOW_SECONDS = 0.3  # of fake_worker for "slowly"


@pytest.fixture
async def graph() -> AsyncIterator[FakeGraph]:
    started = await FakeGraph().start()
    yield started
    await started.stop()


@pytest.fixture
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with redis_socket(tmp_path_factory.mktemp("redis")) as socket:
        yield socket


def environment(graph: FakeGraph, folder: Path) -> dict[str, str]:
    found = {"FARO_WHATSAPP_NUMBERS": f"{NUMBER}=costa", "FARO_WHATSAPP_GRAPH_URL": graph.url}
    for name, secret in (("TOKEN", TOKEN), ("APP_SECRET", SECRET), ("VERIFY_TOKEN", VERIFY)):
        file = folder / name
        file.write_text(secret + "\n")
        found[f"FARO_WHATSAPP_{name}_FILE"] = str(file)
    return {**found, "FARO_TEST_LOG": str(folder / "door.log")}


@pytest.mark.server
@pytest.mark.parametrize("shared", [False, True], ids=["alone", "with a shared store"])
async def test_every_message_is_answered_once_while_the_process_is_killed(
    graph: FakeGraph, root: Path, worker: Path, tmp_path: Path, request: pytest.FixtureRequest, shared: bool
) -> None:
    socket = request.getfixturevalue("redis") if shared else None
    port, chance = free_port(), random.Random(8)
    door = DoorProcess(port, worker, root, environment(graph, tmp_path), socket)
    graph.webhook = f"http://127.0.0.1:{port}{ADDRESS}"
    door.start()
    await door.ready()

    async def deliver(number: int) -> None:
        await asyncio.sleep(chance.random() * SECONDS)
        message = text_message(f"message {number}", f"346000000{number % PHONES:02}")
        await asyncio.gather(*(_later(graph, message, chance.random() * 2) for _ in range(2)))

    async def kill() -> None:
        for _ in range(KILLS):
            await asyncio.sleep(SECONDS / (KILLS + 1) * chance.uniform(0.7, 1.3))
            door.kill()
            await asyncio.sleep(0.3)
            door.start()

    numbers = list(range(MESSAGES))
    chance.shuffle(numbers)
    try:
        await asyncio.gather(kill(), *map(deliver, numbers))
        await _until_answered(graph)
    finally:
        door.kill()
    answers = Counter(sent.text.split("\n")[0] for sent in graph.sent)
    assert answers == {f"heard: message {number}": 1 for number in range(MESSAGES)}
    log = door.log.read_text()
    assert "34600" not in log
    assert "message 1" not in log


async def _later(graph: FakeGraph, message: dict[str, object], seconds: float) -> None:
    await asyncio.sleep(seconds)
    await graph.deliver(envelope(message), most=500)


async def _until_answered(graph: FakeGraph) -> None:
    """With a shared store an acknowledged message is answered later, by whoever lives then."""
    until = time.monotonic() + 75
    while len({sent.text.split("\n")[0] for sent in graph.sent}) < MESSAGES and time.monotonic() < until:
        await asyncio.sleep(0.2)
    await asyncio.sleep(2)  # for an answer that would come twice


@pytest.mark.server
async def test_with_a_shared_store_fifty_at_once_are_acknowledged_without_waiting_for_the_assistant(
    graph: FakeGraph, root: Path, worker: Path, redis: Path, tmp_path: Path
) -> None:
    port = free_port()
    door = DoorProcess(port, worker, root, environment(graph, tmp_path), redis)
    graph.webhook, graph.statuses = f"http://127.0.0.1:{port}{ADDRESS}", False
    door.start()
    await door.ready()
    # How fast it is on a quiet machine: `make bench`. Here: that nobody waits for the assistant.
    assert await _fifty_at_once(graph, 0) < SLOW_SECONDS / 2
    async with asyncio.timeout(30):
        while len(graph.sent) < 300:
            await asyncio.sleep(0.1)
    door.kill()


async def _fifty_at_once(graph: FakeGraph, number: int) -> float:
    """Fifty conversations of six messages, with an assistant that is slow; the 99th percentile of the webhook, in seconds."""
    took: list[float] = []

    async def talk(phone: int) -> None:
        await asyncio.sleep(phone * 0.03)
        for turn in range(6):
            payload = envelope(text_message(f"slowly {number} {turn}", f"346000000{phone:02}"))
            started = time.perf_counter()
            assert await graph.post(payload) == 200
            took.append(time.perf_counter() - started)
            await asyncio.sleep(0.5 + phone * 0.02)

    await asyncio.gather(*map(talk, range(50)))
    took.sort()
    print(f"p50 {took[len(took) // 2] * 1000:.1f} ms, p99 {took[int(len(took) * 0.99)] * 1000:.1f} ms of {len(took)}")
    return took[int(len(took) * 0.99)]


async def test_the_shared_store_can_read_nothing_and_forgets_what_is_answered(
    graph: FakeGraph, root: Path, worker: Path, redis: Path
) -> None:
    link = TestLink(redis)
    door = await open_whatsapp(root, worker, graph, SharedOwed(link))
    graph.fails = [(503, 2)] * 2
    assert await graph.post(envelope(text_message("my secret word"))) == 200

    async def dump() -> bytes:
        names = await link.redis.keys("*")
        return b"".join([name + (await link.redis.dump(name) or b"") for name in names])

    held = await dump()
    assert b"faro:owed:" in held
    for planted in (b"16505551234", b"secret word"):
        assert planted not in held
    async with asyncio.timeout(10):
        while not graph.sent:
            await asyncio.sleep(0.05)
    async with asyncio.timeout(5):
        while b"faro:owed:" in await dump():
            await asyncio.sleep(0.05)
    assert await graph.post(envelope(text_message("another"))) == 200
    await door.server.close()
    await link.close()


async def test_without_its_store_the_front_door_answers_by_itself(
    graph: FakeGraph, root: Path, worker: Path, tmp_path: Path
) -> None:
    link = TestLink(tmp_path / "nobody.sock")
    door = await open_whatsapp(root, worker, graph, SharedOwed(link))
    payload = envelope(text_message("hello"))
    assert await graph.post(payload) == 200
    assert await graph.post(payload) == 200
    assert [sent.text.split("\n")[0] for sent in graph.sent] == ["heard: hello"]
    await door.server.close()
    await link.close()


@pytest.fixture(params=["memory", "shared"])
async def owed(request: pytest.FixtureRequest) -> AsyncIterator[Owed]:
    if request.param == "memory":
        yield MemoryOwed()
        return
    link = TestLink(request.getfixturevalue("redis"))
    yield SharedOwed(link)
    await link.close()


async def test_a_store_keeps_a_message_until_it_is_answered_and_remembers_that(owed: Owed) -> None:
    assert await owed.keep("a", b"one") == b"one"
    assert await owed.keep("a", b"two") is None, "somebody works on it"
    await owed.update("a", b"one and its answer")
    assert not await owed.answered("a")
    await owed.finish("a")
    assert await owed.answered("a")
    assert await owed.keep("a", b"one") is None
    await owed.update("a", b"late")
    assert [key for key, _ in await owed.left()] == []


async def test_a_store_remembers_parts_and_what_was_said(owed: Owed) -> None:
    assert await owed.marked("t") is None
    await owed.mark("t", "sending")
    assert await owed.marked("t") == "sending"
    await owed.mark("t", "sent")
    assert await owed.marked("t") == "sent"
    assert await owed.first("met")
    assert not await owed.first("met")


async def test_a_message_that_was_left_goes_on_where_it_stopped() -> None:
    owed = MemoryOwed()
    await owed.keep("a", b"one")
    await owed.update("a", b"one and its answer")
    await owed.leave("a")
    assert await owed.keep("a", b"one") == b"one and its answer"


async def test_a_lease_that_is_over_is_taken_by_one_other_server(redis: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owed_shared, "LEASE_SECONDS", 1)
    first, other = SharedOwed(TestLink(redis)), SharedOwed(TestLink(redis))
    await first.keep("a" * 32, b"one")
    assert await other.left() == []
    await asyncio.sleep(2.1)
    found = await asyncio.gather(first.left(), other.left(), other.left())
    assert sorted(map(len, found)) == [0, 0, 1]
    assert [record for records in found for _, record in records] == [b"one"]


async def test_memory_forgets_after_a_day_and_holds_only_so_much() -> None:
    now = [0.0]
    owed = MemoryOwed(lambda: now[0])
    await owed.keep("old", b"a number")
    await owed.leave("old")
    await owed.finish("done")
    now[0] = 86_401.0
    assert not await owed.answered("done")
    await owed.keep("new", b"")
    assert list(owed._records) == ["new"]
    for number in range(10_000 - 1):
        await owed.keep(str(number), b"")
    with pytest.raises(StoreGone):
        await owed.keep("one more", b"")


def test_a_record_holds_what_it_needs_to_go_on() -> None:
    from bot.channels.received import Received, packed, unpacked

    received = Received("whatsapp", "1", "2", "3", "4", 5.0, "text", "six")
    assert unpacked(packed(received, [{"type": "text"}])) == (received, [{"type": "text"}])
    assert json.loads(packed(received, None))["bodies"] is None
