"""Who may frame the chat, and under which name it is reached."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.room import open_channels
from bot.channels.web_settings import WebSettings
from bot.privacy.redaction import redact
from services_directory.errors import FaroError
from services_directory.web import front_door
from services_directory.web.limits import Limiter


def test_nobody_may_frame_it_by_default() -> None:
    assert WebSettings.from_environment({}) == WebSettings((), None)


def test_origins_stand_with_spaces_or_commas_between_them() -> None:
    said = {
        "FARO_EMBED_ORIGINS": " https://www.malaga.eu, https://city.example:8443/ ",
        "FARO_PUBLIC_URL": "https://faro.example",
    }
    assert WebSettings.from_environment(said) == WebSettings(
        ("https://www.malaga.eu", "https://city.example:8443"), "https://faro.example"
    )


@pytest.mark.parametrize(
    "said", ["*", "https://*.example.org", "www.malaga.eu", "http://www.malaga.eu", "https://a.org/path", "'self'"]
)
def test_what_is_no_origin_is_named(said: str) -> None:
    with pytest.raises(FaroError, match="FARO_EMBED_ORIGINS"):
        WebSettings.from_environment({"FARO_EMBED_ORIGINS": said})


async def _asked(root: Path, worker: Path, settings: WebSettings, path: str) -> Any:
    room = open_channels([worker], Limiter(10, 1), redact, root=root, pages=settings)
    async with TestClient(TestServer(front_door.build([room]))) as client:
        response = await client.get(path)
        return response.headers, await response.text()


@pytest.mark.parametrize("path", ["/", "/costa", "/privacy"])
async def test_pages_name_the_sites_that_may_frame_them(root: Path, worker: Path, path: str) -> None:
    sites = ("https://www.malaga.eu", "https://city.example")
    headers, _ = await _asked(root, worker, WebSettings(sites), path)
    assert "frame-ancestors https://www.malaga.eu https://city.example" in headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in headers
    headers, _ = await _asked(root, worker, WebSettings(), path)
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"


async def test_what_is_no_page_is_framed_by_nobody(root: Path, worker: Path) -> None:
    for path in ("/healthz", "/embed.js", "/nowhere"):
        headers, _ = await _asked(root, worker, WebSettings(("https://city.example",)), path)
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


async def test_the_picture_of_a_preview_has_the_public_name(root: Path, worker: Path) -> None:
    _, page = await _asked(root, worker, WebSettings(public="https://faro.example"), "/")
    assert 'content="https://faro.example/static/preview.png' in page
