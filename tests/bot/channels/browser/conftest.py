"""A real browser before a real front door: one browser and two front doors for all tests of this folder."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import unused_port
from chat_page import Tab, chromium, open_tab
from playwright.async_api import Browser
from running_worker import MODELS, Worker

from bot.channels.room import open_channels
from bot.channels.web_settings import WebSettings
from bot.privacy.redaction import redact
from services_directory.settings import ROOT
from services_directory.web import front_door
from services_directory.web.limits import Limiter

OpenTab = Callable[..., Awaitable[Tab]]
Serve = Callable[..., Any]


@asynccontextmanager
async def _served(worker: Path, root: Path, settings: WebSettings, host: str = "localhost") -> AsyncIterator[str]:
    port = unused_port()
    room = open_channels([worker], Limiter(10_000, 1000), redact, root=root, pages=settings)
    async with front_door.serving(front_door.build([room]), port):
        yield f"http://{host}:{port}"


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium."""
    async with chromium() as opened:
        yield opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def site(root: Path, worker: Path) -> AsyncIterator[str]:
    """The address of a front door of two made-up cities, whose worker says what a test wants."""
    async with _served(worker, root, WebSettings()) as url:
        yield url


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The socket of the real assistant: the trained model, the real directory."""
    if not list(MODELS.glob("*.tar.gz")):
        pytest.skip("there is no trained model; make train")
    worker = Worker(tmp_path_factory.mktemp("assistant"))
    yield worker.path
    worker.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def faro(assistant: Path) -> AsyncIterator[str]:
    """The address of the real thing."""
    async with _served(assistant, ROOT, WebSettings()) as url:
        yield url


@pytest.fixture(scope="session")
def serve(root: Path, worker: Path) -> Serve:
    """Serve the made-up cities with other settings: `async with serve(WebSettings(…)) as url`."""
    return lambda settings, host="localhost": _served(worker, root, settings, host)


@pytest_asyncio.fixture(loop_scope="session")
async def tab(browser: Browser) -> AsyncIterator[OpenTab]:
    """Open tabs, each of a device of its own: `await tab("phone", "ar")`; none may ask anybody but us."""
    opened: list[tuple[Any, Tab]] = []

    async def open_one(size: str = "phone", lang: str = "en", **about: Any) -> Tab:
        opened.append(await open_tab(browser, size, lang, **about))
        return opened[-1][1]

    yield open_one
    for context, one in opened:
        await context.close()
        strangers = [address for address in one.asked if not address.startswith(("http://localhost:", "data:", "about:"))]
        assert [address for address in strangers if "wikipedia.org" not in address] == []
