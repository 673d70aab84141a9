"""One shape of errors everywhere, and nothing of a request in any of them or in a log."""

from __future__ import annotations

import json
import logging

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from made_door import addresses, made_door, raising

from services_directory.errors import BadQuestion, FaroError, NotKnown

CANARY = "zq-canary-4711"


async def test_every_error_of_every_route_has_the_one_shape(client: TestClient) -> None:
    for method, path in addresses(client.app):  # type: ignore[arg-type]
        if method == "HEAD":
            continue
        for bad in ("DELETE", "PATCH", method):
            response = await client.request(bad, path, data=b"\xff{", headers={"content-type": "application/json"})
            if response.status >= 400:
                error = (await response.json())["error"]
                assert set(error) <= {"code", "message", "where"}, path
                assert {"code", "message"} <= set(error)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (BadQuestion("city", "why"), 400, "bad_request"),
        (NotKnown("service: there is no such service"), 404, "not_found"),
        (web.HTTPNotFound(text=CANARY), 404, "not_found"),
        (web.HTTPForbidden(text=CANARY), 403, "forbidden"),
        (web.HTTPUnprocessableEntity(text=CANARY), 422, "bad_request"),
        (web.HTTPBadGateway(text=CANARY), 502, "internal"),
        (FaroError(CANARY), 503, "unavailable"),
        (TimeoutError(CANARY), 503, "unavailable"),
        (RuntimeError(CANARY), 500, "internal"),
        (KeyError(CANARY), 500, "internal"),
        (RecursionError(CANARY), 500, "internal"),
    ],
)
async def test_whatever_fails_has_the_one_shape_and_says_nothing_of_it(
    error: BaseException, status: int, code: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    async with made_door(raising(error)) as client:
        response = await client.get("/made", params={"q": CANARY})
        text = await response.text()
    assert (response.status, json.loads(text)["error"]["code"]) == (status, code)
    shown = caplog.text + "".join(capfd.readouterr())
    assert CANARY not in text
    assert CANARY not in shown


async def test_a_failure_is_reported_by_type_and_place(caplog: pytest.LogCaptureFixture) -> None:
    async with made_door(raising(RuntimeError(CANARY))) as client:
        await client.get("/made")
    assert "RuntimeError" in caplog.text
    assert "made_door.py" in caplog.text


async def test_a_database_that_is_gone_is_503_and_not_500() -> None:
    from sqlalchemy.exc import OperationalError

    async with made_door(raising(OperationalError(CANARY, {}, Exception(CANARY)))) as client:
        response = await client.get("/made")
        assert (response.status, (await response.json())["error"]["code"]) == (503, "unavailable")
    assert response.headers["Retry-After"] == "5"
