"""Whole conversations by WhatsApp: front door, real worker with the trained model, real directory, a Graph server as documented.

Afterwards the number of the person is looked for in everything that is not the front door: the worker's memory, logs, files.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from fake_graph import NUMBER, SECRET, TOKEN, VERIFY, FakeGraph, Sent, text_message
from messenger_door import DoorProcess
from running_faro import free_port
from running_worker import Person, Worker

from bot.channels.whatsapp import ADDRESS
from services_directory.settings import ROOT
from services_directory.wording.phrases import Phrasebook

pytestmark = [pytest.mark.server, pytest.mark.trained, pytest.mark.xdist_group("server")]
BOOK = Phrasebook.load()
PHONE, NAME = "34677128945", "Zzyzxova"


@pytest.fixture(scope="module")
def real_worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    started = Worker(tmp_path_factory.mktemp("worker"))
    for said in ("necesito un médico", "أحتاج إلى طبيب"):  # the words of a language are read when it is first heard
        while "error" in Person(started, "malaga").write(said):
            assert started.process.poll() is None
    yield started
    started.process.kill()


@pytest.fixture
async def phone(real_worker: Worker, tmp_path: Path) -> AsyncIterator[FakeGraph]:
    graph = await FakeGraph().start()
    port = free_port()
    found = {"FARO_WHATSAPP_NUMBERS": f"{NUMBER}=malaga", "FARO_WHATSAPP_GRAPH_URL": graph.url}
    for name, secret in (("TOKEN", TOKEN), ("APP_SECRET", SECRET), ("VERIFY_TOKEN", VERIFY)):
        (tmp_path / name).write_text(secret)
        found[f"FARO_WHATSAPP_{name}_FILE"] = str(tmp_path / name)
    door = DoorProcess(port, real_worker.path, ROOT, {**found, "FARO_TEST_LOG": str(tmp_path / "door.log")})
    graph.webhook = f"http://127.0.0.1:{port}{ADDRESS}"
    door.start()
    try:
        await door.ready()
        yield graph
    finally:
        door.kill()
        await graph.stop()


def memory_of(pid: int) -> Iterator[bytes]:
    """The writable memory of a process, piece by piece; skipped where the system does not let us look."""
    try:
        maps = Path(f"/proc/{pid}/maps").read_text().splitlines()
        memory = open(f"/proc/{pid}/mem", "rb", buffering=0)  # noqa: SIM115 - closed below
    except OSError:
        pytest.skip("the memory of another process cannot be read here (root can)")
    with memory:
        for line in maps:
            where, rights, *_ = line.split()
            if rights.startswith("rw"):
                start, end = (int(part, 16) for part in where.split("-"))
                with suppress(OSError, ValueError, OverflowError):
                    memory.seek(start)
                    yield memory.read(end - start)


def words(sent: list[Sent]) -> str:
    return "\n".join(one.text for one in sent)


def where(latitude: float, longitude: float) -> dict[str, Any]:
    message = {**text_message("", PHONE), "type": "location", "location": {"latitude": latitude, "longitude": longitude}}
    del message["text"]
    return message


async def touch(phone: FakeGraph, sent: list[Sent], payload: str) -> list[Sent]:
    """Touch what begins with a payload, in whichever message it is."""
    for one in sent:
        for title, id_ in one.choices.items():
            if id_.startswith(payload):
                return await phone.touch(one, title, PHONE)
    raise AssertionError(f"nothing to touch: {[one.choices for one in sent]}")


async def test_a_conversation_in_spanish_with_lists_a_place_danger_and_forget_me(
    phone: FakeGraph, real_worker: Worker, tmp_path: Path
) -> None:
    hello = await phone.write("hola", PHONE)
    assert "Faro" in words(hello)
    assert words(hello).count("Meta") == 1
    found = await phone.write(f"me llamo Ana {NAME}, necesito un médico y no tengo papeles, llámame al 677128945", PHONE)
    assert "Papeles:" in words(found)
    assert "Meta" not in words(found)
    opened = await touch(phone, found, "#details:")
    assert "Comprobado" in words(opened)
    first = await phone.write("necesito comida", PHONE)
    chosen = next(id_ for one in first for id_ in one.choices.values() if id_.startswith(("#details:", "#why:")))
    by_number = await phone.write("1", PHONE)
    assert by_number, "a bare digit opens the first of the list"
    named = [one for one in by_number if one.text]
    assert "Comprobado" in words(named)
    assert chosen.startswith("#details:")
    near = await phone.say(where(36.7213028, -4.4216366))
    assert "km" in words(near) or " m" in words(near), "how far it is"
    danger = await phone.write("mi marido me está pegando ahora mismo", PHONE)
    assert "112" in words(danger)
    assert "016" in words(danger)
    voice = {**text_message("", PHONE), "type": "audio", "audio": {"id": "1", "mime_type": "audio/ogg", "voice": True}}
    assert "Solo puedo leer texto" in words(await phone.say(voice))
    gone = await phone.write("olvídame", PHONE)
    assert "He olvidado" in words(gone) or "olvid" in words(gone).lower()
    assert phone.refused == [], "every message was inside WhatsApp's limits"
    _nowhere(real_worker, tmp_path)


async def test_a_conversation_in_arabic_with_lists_a_place_danger_and_forget_me(
    phone: FakeGraph, real_worker: Worker, tmp_path: Path
) -> None:
    if not BOOK.has("ar", "found_yes"):
        pytest.skip("Arabic phrases are not written yet")

    def arabic(sent: list[Sent]) -> bool:
        text = words(sent)
        letters = [char for char in text if char.isalpha()]
        return sum("\u0600" <= char <= "\u06ff" for char in letters) > 0.4 * len(letters)

    assert arabic(await phone.write("مرحبا، أحتاج إلى مساعدة", PHONE))
    found = await phone.write("أحتاج إلى طبيب وليس لدي أوراق", PHONE)
    assert arabic(found)
    assert arabic(await touch(phone, found, "#details:"))
    food = await phone.write("أحتاج إلى طعام", PHONE)
    assert arabic(food)
    assert arabic(await phone.write("١", PHONE)), "a digit of another script"
    assert await phone.say(where(36.7213028, -4.4216366))
    danger = await phone.write("زوجي يضربني الآن", PHONE)
    assert "112" in words(danger)
    assert await phone.write("انسني", PHONE)
    assert phone.refused == []
    _nowhere(real_worker, tmp_path)


def _nowhere(real_worker: Worker, folder: Path) -> None:
    """The number and the name: not in the worker's memory, a log or a file."""
    planted = [PHONE.encode(), PHONE[2:].encode(), NAME.encode()]
    files = [folder / "door.log", real_worker.log]
    for file in files:
        assert not [word for word in planted if word in file.read_bytes()], file
    for piece in memory_of(real_worker.process.pid):
        assert not [word for word in planted if word in piece], "in the worker's memory"
