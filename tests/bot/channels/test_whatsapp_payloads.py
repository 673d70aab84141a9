"""Every kind of payload of Meta's public documentation, right and malformed: a labelled case each under `payloads/whatsapp/`.

A case holds the `payload` (or `raw` text), the HTTP `status` that it gets, what the assistant has `heard`, and what is `sent`:
`answer`, `services`, `only_text`, `unreadable`, `empty` (said kindly), `any`, or nothing.
"""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from fake_graph import FakeGraph, signature
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from messengers import Door, open_whatsapp

from bot.channels.whatsapp_payloads import read
from bot.worker_client import WorkerClient

FOLDER = Path(__file__).parent / "payloads" / "whatsapp"
CASES = sorted(file.stem for file in FOLDER.glob("*.json"))
BEGINS = {
    "answer": "heard: ",
    "services": "I found",
    "only_text": ("I can only read text", "Solo puedo leer texto"),
    "unreadable": ("Your message did not reach me", "Tu mensaje no me ha llegado entero"),
    "empty": ("I got an empty message", "Me ha llegado un mensaje vacío"),
    "any": "",
}


def case(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


def raw(one: dict[str, Any]) -> bytes:
    if "raw" in one:
        return str(one["raw"]).encode("utf-8", "surrogateescape")
    return json.dumps(one["payload"]).replace("{now}", str(int(time.time()))).encode()


@pytest.fixture
async def door(root: Path, worker: Path) -> AsyncIterator[Door]:
    graph = await FakeGraph(statuses=False).start()
    graph.last_wrote = {"16505551234": time.time(), "US.13491208655302741918": time.time()}
    listener = WorkerClient([worker])
    await listener.message("0f", "#heard")
    await listener.close()
    opened = await open_whatsapp(root, worker, graph)
    yield opened
    await opened.server.close()
    await graph.stop()


async def _post(door: Door, body: bytes) -> int:
    session = door.graph._session
    assert session is not None
    headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signature(body)}
    async with session.post(door.graph.webhook, data=body, headers=headers) as response:
        return response.status


async def _heard(worker: Path) -> list[dict[str, Any]]:
    listener = WorkerClient([worker])
    answer = await listener.message("0f", "#heard")
    await listener.close()
    return list(json.loads(answer["messages"][0]["text"]))


@pytest.mark.parametrize("name", CASES)
async def test_each_kind_of_payload_gets_what_its_case_says(
    door: Door, worker: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    one = case(name)
    assert await _post(door, raw(one)) == one["status"]
    assert await _post(door, raw(one)) == one["status"], "again"
    heard = await _heard(worker)
    said = [turn["text"] for turn in heard if turn["do"] == "message"]
    if not one.get("heard_any"):
        assert said == ([one["heard"]] if one["heard"] is not None else [])
    assert bool([turn for turn in heard if turn["do"] == "forget"]) == bool(one.get("forgets"))
    texts = [sent.text for sent in door.graph.sent]
    if one["sent"] is None:
        assert texts == []
    else:
        assert texts, "nothing was sent"
        assert texts[0].startswith(BEGINS[one["sent"]]), texts[0]
        assert sum("Meta" in text for text in texts) <= 1
    assert "16505551234" not in json.dumps(heard)
    if "reported" in one:
        assert one["reported"] in json.dumps([vars(record).get("faro_safe") for record in caplog.records])
    assert door.graph.refused == []


def test_every_kind_that_is_asked_for_has_a_case() -> None:
    kinds = {
        "text", "reply_button", "reply_list", "location", "reaction", "image", "audio", "video", "document", "sticker",
        "contacts", "unsupported", "number_changed", "ephemeral", "edit_text", "revoke", "status_failed", "errors",
    }  # fmt: skip
    assert kinds <= set(CASES)
    assert all(case(name)["label"] and case(name)["source"] for name in CASES)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@st.composite
def mangled(draw: st.DrawFn) -> Any:
    """A documented payload in which one thing is something else."""
    good = [name for name in CASES if not name.startswith("bad_")]
    payload = json.loads(raw(case(draw(st.sampled_from(good)))))
    places: list[tuple[Any, Any]] = []

    def walk(node: Any) -> None:
        for key, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
            places.append((node, key))
            walk(value)

    walk(payload)
    node, key = draw(st.sampled_from(places))
    node[key] = draw(JUNK)
    return payload


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mangled())
def test_whatever_a_payload_holds_reading_it_never_raises(payload: Any) -> None:
    for received in read(payload).messages:
        assert received.number
        assert received.sender
        assert isinstance(received.text, str)
        assert received.sender not in repr(received)
