"""Static files: named by content, kept for ever under that name, compressed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from services_directory.errors import FaroError
from services_directory.web.assets import Assets


async def test_a_file_under_the_name_of_its_content_is_kept_for_ever(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("p { color: red }")
    assets = Assets([tmp_path])
    app = web.Application()
    app.add_routes(assets.routes())
    async with TestClient(TestServer(app)) as client:
        response = await client.get(assets.url("a.css"))
        assert (response.status, await response.text(), response.content_type) == (200, "p { color: red }", "text/css")
        assert "immutable" in response.headers["Cache-Control"]
        for other in ("/static/a.css", "/static/a.css?v=0123456789ab"):
            assert (await client.get(other)).headers["Cache-Control"] == "no-cache"
        for bad in ("/static/b.css", "/static/..%2Fsecret", "/static/%00", "/static/"):
            assert (await client.get(bad)).status == 404


def test_another_content_has_another_name(tmp_path: Path) -> None:
    names = set()
    for content in ("one", "two"):
        (tmp_path / "a.js").write_text(content)
        names.add(Assets([tmp_path]).url("a.js"))
    assert len(names) == 2
    assert all(re.fullmatch(r"/static/a\.js\?v=[0-9a-f]{12}", name) for name in names)


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.js").write_text(folder)
    with pytest.raises(FaroError, match=r"a\.js"):
        Assets([tmp_path / "x", tmp_path / "y"])


def test_a_file_that_is_not_there_is_a_mistake_of_ours(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        Assets([tmp_path]).url("b.js")
