"""Alive and ready: which part is missing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from made_door import Made, made_door

from bot.channels.room import open_channels
from bot.privacy.redaction import redact
from services_directory.access import Directory
from services_directory.settings import Settings
from services_directory.web import front_door
from services_directory.web.app import directory_app
from services_directory.web.limits import Limiter


async def test_ready_when_all_parts_are(client: TestClient) -> None:
    response = await client.get("/readyz")
    assert (response.status, await response.json()) == (200, {"ready": True, "parts": ["assistant", "directory"]})
    assert (await (await client.get("/healthz")).json()) == {"alive": True}


async def test_not_ready_without_a_worker_says_which_part(directory: Directory, settings: Settings, tmp_path: Path) -> None:
    rooms = [open_channels([tmp_path / "nobody.sock"], Limiter(10, 1), redact), directory_app(directory, settings)]
    async with TestClient(TestServer(front_door.build(rooms))) as client:
        response = await client.get("/readyz")
        error = (await response.json())["error"]
        assert (response.status, error["code"], error["where"]) == (503, "not_ready", "assistant")
        assert (await client.get("/healthz")).status == 200


async def test_not_ready_without_a_database_says_which_part_and_makes_none(
    directory: Directory, worker: Path, tmp_path: Path
) -> None:
    gone = Settings(directory._root, tmp_path, f"sqlite:///{tmp_path / 'gone.db'}")
    rooms = [open_channels([worker], Limiter(10, 1), redact), directory_app(directory, gone)]
    async with TestClient(TestServer(front_door.build(rooms))) as client:
        assert (await (await client.get("/readyz")).json())["error"]["where"] == "directory"
    assert not (tmp_path / "gone.db").exists()


async def test_a_part_that_does_not_even_fail_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    async def handler(_: web.Request) -> web.Response:
        return web.json_response({})

    class Hanging(Made):
        async def ready(self) -> dict[str, bool]:
            await asyncio.sleep(60)
            return {}

    monkeypatch.setattr("services_directory.web.health.READY_SECONDS", 0.1)
    async with made_door(Hanging(handler)) as client:
        assert (await client.get("/readyz")).status == 503
