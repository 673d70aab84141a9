"""The page in a real browser: with its script, without it, on a line that is down, and left in a hurry."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import unused_port
from browser import Tab, browser

from bot.channels.room import open_channels
from bot.privacy.redaction import redact
from services_directory.web import front_door
from services_directory.web.limits import Limiter

pytestmark = pytest.mark.server
TURNS = "document.querySelectorAll('#log .turn').length"
ANSWERED = f"{TURNS} === %d && !document.querySelector('.wait')"
PLANTED = "zq-planted-word"


@asynccontextmanager
async def _served(root: Path, worker: Path) -> AsyncIterator[str]:
    port = unused_port()
    room = open_channels([worker], Limiter(1000, 10), redact, root=root)
    async with front_door.serving(front_door.build([room]), port):
        yield f"http://localhost:{port}"


async def _say(tab: Tab, text: str, turns: int) -> None:
    await tab.tap("#text")
    await tab.write(text)
    await tab.key("Enter")
    await tab.until(ANSWERED % turns)


async def test_a_talk_with_the_script(root: Path, worker: Path) -> None:
    async with _served(root, worker) as url, browser() as (tab, profile):
        await tab.do("Emulation.setLocaleOverride", locale="en")
        await tab.go(f"{url}/costa?lang=en")
        conversation = await tab.js("document.getElementById('talk').elements.conversation.value")
        await tab.tap(".topics button")
        await tab.until(ANSWERED % 1)
        assert await tab.js("document.querySelectorAll('.card').length") == 3
        assert await tab.js("document.querySelector('.topics').open") is False
        await _say(tab, f"{PLANTED} hello", 2)
        await _say(tab, "necesito un médico", 3)
        await tab.until("document.documentElement.lang === 'es'")
        assert await tab.js(TURNS) == 3  # the page changed its language around the talk
        assert await tab.js("document.getElementById('talk').elements.conversation.value") == conversation
        await tab.tap("[name=choose][value=en]")
        await tab.until("document.documentElement.lang === 'en'")
        assert await tab.js(TURNS) == 4
        assert await tab.js("document.title") == "Faro"
        assert await tab.js("document.cookie + localStorage.length + sessionStorage.length") == "00"
        assert await tab.js("location.href") == f"{url}/costa?lang=en"
        await tab.tap("[name=forget]")
        await tab.until(f"{TURNS} === 1")
        assert PLANTED not in await tab.js("document.documentElement.outerHTML")
        assert await tab.js("document.getElementById('talk').elements.conversation.value") != conversation
        assert all(address.startswith(url) for address in tab.requested())
        assert tab.complaints() == []
        await asyncio.sleep(0.5)
        _nothing_kept(profile)


def _nothing_kept(profile: Path) -> None:
    for file in profile.rglob("*"):
        if file.is_file():
            assert PLANTED.encode() not in file.read_bytes(), file


async def test_a_talk_without_any_script(root: Path, worker: Path) -> None:
    async with _served(root, worker) as url, browser() as (tab, _):
        await tab.go(f"{url}/?lang=en")
        await tab.do("Emulation.setScriptExecutionDisabled", value=True)
        await tab.go(f"{url}/?lang=en")
        await tab.tap("[name=open]")
        await _until_path(tab, "/costa")
        await tab.tap(".topics button")
        await tab.until("document.querySelectorAll('.card').length === 3")
        await tab.tap("#text")
        await tab.write("hello")
        await tab.tap(".send")
        await tab.until("(document.querySelector('.mine') || {}).textContent === 'You: hello'")
        assert await tab.js("location.pathname + location.search") == "/costa"
        assert all(address.startswith(url) for address in tab.requested())


async def _until_path(tab: Tab, path: str) -> None:
    await tab.until(f"location.pathname === '{path}' && document.readyState === 'complete'")


@pytest.mark.parametrize("way", ["button", "escape"])
async def test_leave_fast_clears_the_page_forgets_and_goes_elsewhere(root: Path, worker: Path, way: str) -> None:
    async with _served(root, worker) as url, browser() as (tab, _):
        await tab.go(f"{url}/costa?lang=en")
        await _say(tab, f"{PLANTED} hello", 1)
        await tab.do("Network.setBlockedURLs", urls=["*wikipedia.org*"])
        if way == "button":
            await tab.tap("#leave")
        else:
            for _ in range(3):
                await tab.key("Escape")
        await tab.until("!location.href.includes('/costa')")
        history = await tab.do("Page.getNavigationHistory")
        assert not [entry for entry in history["entries"] if "/costa" in entry["url"]]
        assert [address for address in tab.requested() if not address.startswith(url)] == ["https://en.wikipedia.org/"]
        sent = [event["params"]["request"] for event in tab.events if event["method"] == "Network.requestWillBeSent"]
        assert "forget=1" in next(_body(one) for one in sent if "forget" in _body(one))
        assert not [one for one in sent if "wikipedia" in one["url"] and "Referer" in one["headers"]]


def _body(request: dict[str, Any]) -> str:
    return str(request.get("postData", ""))


async def test_a_line_that_is_down_is_said_and_the_message_can_be_sent_again(root: Path, worker: Path) -> None:
    async with _served(root, worker) as url, browser() as (tab, _):
        await tab.go(f"{url}/costa?lang=en")
        offline = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        await tab.do("Network.emulateNetworkConditions", offline=True, **offline)
        await tab.tap("#text")
        await tab.write("hello again")
        await tab.key("Enter")
        await tab.until("(document.querySelector('.wait') || {textContent: ''}).textContent.includes('There is no connection')")
        await tab.do("Network.emulateNetworkConditions", offline=False, **offline)
        await tab.key("Enter")  # the focus is on "try again"
        await tab.until(ANSWERED % 1)
        assert "heard: hello again" in await tab.js("document.getElementById('log').textContent")


@pytest.mark.parametrize(("width", "height"), [(320, 568), (360, 740), (1280, 800)])
async def test_nothing_overflows_and_everything_to_touch_is_large_enough(
    root: Path, worker: Path, width: int, height: int
) -> None:
    async with _served(root, worker) as url, browser(width, height) as (tab, _):
        for path in ("/?lang=en", "/costa?lang=es", "/privacy?lang=es"):
            await tab.go(url + path)
            if "costa" in path:
                await _say(tab, "necesito un médico", 1)
                await _say(tab, "he is hitting me", 2)
            assert await tab.js("document.documentElement.scrollWidth <= innerWidth"), path
            small = await tab.js(
                "[...document.querySelectorAll('button, .leave, a.call, .reach a, summary, textarea')]"
                ".filter(e => e.checkVisibility()).map(e => [e.textContent, e.getBoundingClientRect()])"
                ".filter(([, r]) => r.height < 44 || r.width < 44).map(([t]) => t)"
            )
            assert small == [], path
