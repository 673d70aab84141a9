"""Rasa's REST channel: whole app, one request each, a worker on a real socket."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.room import open_channels
from services_directory.web import front_door
from services_directory.web.limits import Limiter

URL = "/webhooks/rest/webhook"
Json = Any


async def _said(client: TestClient, message: str, sender: str = "t1", **metadata: Any) -> list[dict[str, Any]]:
    body = {"sender": sender, "message": message} | ({"metadata": metadata} if metadata else {})
    response = await client.post(URL, json=body)
    assert response.status == 200, await response.text()
    answer: list[dict[str, Any]] = await response.json()
    assert all(one["recipient_id"] == sender for one in answer)
    return answer


async def _heard(client: TestClient) -> list[dict[str, Any]]:
    return json.loads((await _said(client, "#heard", "listener"))[0]["text"])  # type: ignore[no-any-return]


async def test_the_answer_has_rasas_shape(client: TestClient) -> None:
    assert await _said(client, "hello", "+34 612 345 678") == [
        {"recipient_id": "+34 612 345 678", "text": "heard: hello", "buttons": [{"title": "Skip", "payload": "#skip"}]}
    ]


async def test_services_come_as_codes_beside_the_text(client: TestClient) -> None:
    (answer,) = await _said(client, "necesito un médico", city="costa")
    assert "Centro de Salud" in answer["text"]
    assert answer["custom"]["type"] == "services"
    assert answer["custom"]["language"] == "es"
    assert [one["verdict"] for one in answer["custom"]["services"]] == ["yes", "depends", "no"]


async def test_the_worker_never_hears_who_it_is_nor_a_phone_number(client: TestClient) -> None:
    await _said(client, "llámame al 612 345 678", "whatsapp:+34699887766", city="costa", language="es")
    (heard,) = await _heard(client)
    assert heard["text"] == "llámame al [phone]"
    assert (heard["city"], heard["language"], heard["plain"]) == ("costa", "es", False)
    assert len(heard["conversation"]) == 32
    assert "699887766" not in json.dumps(heard)


async def test_one_sender_is_one_conversation_and_two_are_two(client: TestClient) -> None:
    for sender in ("a", "a", "b"):
        await _said(client, "hello", sender)
    first, again, other = [one["conversation"] for one in await _heard(client)]
    assert first == again != other


async def test_a_buttons_command_is_not_taken_for_a_phone_number(client: TestClient) -> None:
    await _said(client, "#details:900200999-iam")
    assert (await _heard(client))[0]["text"] == "#details:900200999-iam"


@pytest.mark.parametrize(
    ("said", "language", "heard"),
    [("es", "x", "es"), ("es-MX", "x", "es"), ("zh-Hans", "x", "zh"), ("tlh", "x", None), ("", "x", None)],
)
async def test_a_language_is_a_hint_that_faro_knows_or_none(
    client: TestClient, said: str, language: str, heard: str | None
) -> None:
    await _said(client, "hello", language=said)
    assert (await _heard(client))[0]["language"] == heard


@pytest.mark.parametrize("message", ["", "   ", "\n\t", "\0"])
@pytest.mark.parametrize(("language", "expected"), [("es", "Me ha llegado un mensaje vacío"), ("en", "I got an empty message")])
async def test_an_empty_message_gets_a_kind_answer(client: TestClient, message: str, language: str, expected: str) -> None:
    (answer,) = await _said(client, message, language=language)
    assert answer["text"].startswith(expected)
    assert await _heard(client) == []


async def test_an_empty_message_without_a_language_is_answered_in_the_citys(client: TestClient) -> None:
    assert (await _said(client, "", city="costa"))[0]["text"].startswith("Me ha llegado")
    assert (await _said(client, ""))[0]["text"].startswith("I got")


async def test_twenty_thousand_characters_are_too_long_in_the_language_of_the_text(client: TestClient) -> None:
    (answer,) = await _said(client, "necesito un médico para mi hijo " * 625, city="lakeview")
    assert answer["text"] == "Es demasiado largo para mí. Escríbelo en pocas frases, por favor."


async def test_danger_at_the_end_of_a_text_that_is_too_long_is_answered(client: TestClient) -> None:
    (answer,) = await _said(client, "hello " * 3000 + " my husband is hitting me right now", city="lakeview")
    assert answer["custom"]["crises"] == ["violence_now"]


async def test_half_a_character_does_no_harm(client: TestClient) -> None:
    response = await client.post(
        URL, data=b'{"sender": "t", "message": "hi \\ud800"}', headers={"content-type": "application/json"}
    )
    assert response.status == 200


BAD: list[tuple[str, Json, str]] = [
    ("no sender", {"message": "hi"}, "sender"),
    ("empty sender", {"sender": "", "message": "hi"}, "sender"),
    ("a number as sender", {"sender": 7, "message": "hi"}, "sender"),
    ("a very long sender", {"sender": "x" * 513, "message": "hi"}, "sender"),
    ("no message", {"sender": "t"}, "message"),
    ("null message", {"sender": "t", "message": None}, "message"),
    ("a list as message", {"sender": "t", "message": ["hi"]}, "message"),
    ("an object as message", {"sender": "t", "message": {"text": "hi"}}, "message"),
    ("text as metadata", {"sender": "t", "message": "hi", "metadata": "costa"}, "metadata"),
    ("a list as metadata", {"sender": "t", "message": "hi", "metadata": []}, "metadata"),
    ("an unknown city", {"sender": "t", "message": "hi", "metadata": {"city": "atlantis"}}, "metadata.city"),
    ("a list as city", {"sender": "t", "message": "hi", "metadata": {"city": ["costa"]}}, "metadata.city"),
    ("a number as language", {"sender": "t", "message": "hi", "metadata": {"language": 7}}, "metadata.language"),
    ("a list", [1], "body"),
    ("a text", "hi", "body"),
    ("null", None, "body"),
]


@pytest.mark.parametrize(("_", "body", "where"), BAD, ids=[case[0] for case in BAD])
async def test_bad_bodies_are_named_by_their_field(client: TestClient, _: str, body: Json, where: str) -> None:
    response = await client.post(URL, data=json.dumps(body), headers={"content-type": "application/json"})
    error = (await response.json())["error"]
    assert (response.status, error["code"], error["where"]) == (400, "bad_request", where)


async def test_an_unknown_city_is_told_the_cities(client: TestClient) -> None:
    response = await client.post(URL, json={"sender": "t", "message": "hi", "metadata": {"city": "atlantis"}})
    message = (await response.json())["error"]["message"]
    assert "costa" in message
    assert "lakeview" in message
    assert "atlantis" not in message


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'{"sender": "t", "message": "hi"', b"\xff\xfe", b"[" * 50_000, b"1" * 60_000],
    ids=["empty", "brace", "cut", "bytes", "deep", "huge number"],
)
async def test_broken_json_is_400(client: TestClient, body: bytes) -> None:
    response = await client.post(URL, data=body, headers={"content-type": "application/json"})
    assert (response.status, (await response.json())["error"]["where"]) == (400, "body")


@pytest.mark.parametrize("size", [65_537, 5_000_000])
async def test_a_body_past_64_kb_is_413(client: TestClient, size: int) -> None:
    body = json.dumps({"sender": "t", "message": "x" * size}).encode()
    response = await client.post(URL, data=body, headers={"content-type": "application/json"})
    assert (response.status, (await response.json())["error"]["code"]) == (413, "too_large")
    assert (await _said(client, "still there"))[0]["text"] == "heard: still there"


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "text/json; charset=nope"]
)
async def test_another_content_type_is_415(client: TestClient, kind: str) -> None:
    response = await client.post(URL, data=b"{}", headers={"content-type": kind})
    assert (response.status, response.headers["Accept-Post"]) == (415, "application/json")
    assert (await response.json())["error"]["code"] == "unsupported_media_type"


async def test_another_method_is_405_and_says_which(client: TestClient) -> None:
    response = await client.get(URL)
    assert (response.status, response.headers["Allow"]) == (405, "POST")
    assert (await response.json())["error"]["code"] == "method_not_allowed"


async def test_another_path_is_404(client: TestClient) -> None:
    response = await client.post("/webhooks/rest", json={})
    assert (response.status, await response.json()) == (
        404,
        {"error": {"code": "not_found", "message": "There is nothing at this address."}},
    )


async def test_without_a_worker_danger_is_answered_from_words_alone(lonely: TestClient) -> None:
    (answer,) = await _said(lonely, "my husband is hitting me right now", city="costa")
    assert answer["custom"]["type"] == "crisis"
    assert answer["custom"]["crises"] == ["violence_now"]
    assert [one["phone"] for one in answer["custom"]["contacts"]] == ["016", "112"]
    assert answer["text"].startswith("If you are in danger now, get to a safe place")
    lines = answer["text"].splitlines()
    silent, loud = (
        lines.index("WhatsApp +34 600 00 00 16 without a sound — Line of costa"),
        lines.index("Call 112 — Help of costa"),
    )
    assert silent < loud


async def test_without_worker_and_city_the_number_of_each_city_is_given(lonely: TestClient) -> None:
    (answer,) = await _said(lonely, "my husband is hitting me right now")
    assert {(one["name"], one["phone"]) for one in answer["custom"]["contacts"]} == {
        ("Costa Clara", "112"),
        ("Lakeview", "911"),
    }


@pytest.mark.parametrize(
    ("message", "metadata", "expected"),
    [
        ("necesito un médico para mi hijo", {}, "Ahora mismo no puedo responder"),
        ("necesito un médico para mi hijo", {"city": "lakeview"}, "Ahora mismo no puedo responder"),
        ("I need a doctor for my son", {"city": "costa"}, "I cannot answer just now"),
        ("ok", {"language": "es"}, "Ahora mismo no puedo responder"),
        ("ok", {"city": "costa"}, "Ahora mismo no puedo responder"),
        ("ok", {}, "I cannot answer just now"),
    ],
)
async def test_without_a_worker_it_says_so_in_the_language_of_the_person(
    lonely: TestClient, message: str, metadata: dict[str, str], expected: str
) -> None:
    (answer,) = await _said(lonely, message, **metadata)
    assert answer["text"].startswith(expected)
    assert "custom" not in answer


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("busy", "Many people"),
        ("too_long", "That is too long"),
        ("internal", "I cannot answer"),
        ("bad_request", "I cannot answer"),
    ],
)
async def test_trouble_of_a_worker_is_a_plain_sentence(client: TestClient, code: str, expected: str) -> None:
    assert (await _said(client, f"trouble:{code}", language="en"))[0]["text"].startswith(expected)


async def test_an_answer_that_is_none_is_a_plain_sentence(client: TestClient) -> None:
    assert (await _said(client, "broken", language="en"))[0]["text"].startswith("I cannot answer")


async def test_danger_is_answered_when_the_worker_dies_over_it(client: TestClient) -> None:
    (answer,) = await _said(client, "my husband is hitting me right now trouble:internal", city="costa")
    assert answer["custom"]["crises"] == ["violence_now"]


async def test_who_writes_too_fast_waits_but_never_in_danger(door: Callable[..., Any], worker: Any) -> None:
    client = await door(worker, burst=3.0)
    for _ in range(3):
        await _said(client, "hello")
    response = await client.post(URL, json={"sender": "t1", "message": "hello"})
    assert (response.status, (await response.json())["error"]["code"]) == (429, "too_many_requests")
    assert 1 <= int(response.headers["Retry-After"]) <= 10
    assert (await _said(client, "he is hitting me right now", city="costa"))[0]["custom"]["type"] == "crisis"
    assert (await _said(client, "hello", "another"))[0]["text"] == "heard: hello"


async def test_a_text_that_cannot_be_redacted_goes_no_further_but_danger_is_answered(root: Any, worker: Any) -> None:
    def redact(text: str, lang: str | None) -> str:
        if len(text) == 1:  # what a channel tries before it serves
            return text
        raise RuntimeError(text)

    room = open_channels([worker], Limiter(10, 1), redact, root=root)
    async with TestClient(TestServer(front_door.build([room]))) as client:
        assert (await _said(client, "hello there", language="en"))[0]["text"].startswith("I cannot answer just now")
        assert (await _said(client, "he is hitting me right now", city="costa"))[0]["custom"]["type"] == "crisis"
