"""The chat page in a real Chromium, driven through Playwright."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

SIZES = {"phone": (360, 740), "desktop": (1280, 800)}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP *.example 127.0.0.1"]
expect.set_options(timeout=20_000)  # the first message in a language takes longest, on a busy machine
ELSEWHERE = "https://*.wikipedia.org/**"


def program() -> str:
    """Debian's Chromium. Without it the test is skipped, but never where CI runs."""
    found = shutil.which("chromium")
    if found is None:
        if "CI" in os.environ:
            pytest.fail("there is no chromium; install Debian's package chromium")
        pytest.skip("there is no chromium here")
    return found


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program(), args=ARGUMENTS)
        yield browser
        await browser.close()


class Tab:
    """One tab of a device of its own, with everything that it asked for and complained of.

    Attributes:
        page: Playwright's page.
        asked: addresses of all requests.
        complaints: errors of the page's script and console.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        self.complaints: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    async def go(self, address: str) -> None:
        """Open a page."""
        await self.page.goto(address)

    async def kept(self) -> None:
        """Wait until the public files are on the device."""
        await asyncio.wait_for(self.page.evaluate("navigator.serviceWorker.ready.then(() => 0)"), 10)

    async def answered(self, turns: int) -> None:
        """Wait until so many turns stand in the talk, all of them answered."""
        await expect(self.page.locator("#log .turn")).to_have_count(turns)
        await expect(self.page.locator("#log .wait")).to_have_count(0)

    async def say(self, text: str, turns: int) -> None:
        """Write and send; the answer is the turn of this number."""
        await self.page.locator("#text").fill(text)
        await self.page.locator("#text").press("Enter")
        await self.answered(turns)

    async def text(self) -> str:
        """What stands in the talk."""
        return await self.page.locator("#log").inner_text()

    async def conversation(self) -> str:
        """The name of the talk."""
        return await self.page.locator("[name=conversation]").input_value()


async def open_tab(browser: Browser, size: str = "phone", lang: str = "en", **about: Any) -> tuple[BrowserContext, Tab]:
    """A fresh device with one tab; what Wikipedia would answer is answered here, so that nothing leaves the machine."""
    width, height = SIZES[size]
    usual = {"viewport": {"width": width, "height": height}, "reduced_motion": "reduce", "has_touch": size == "phone"}
    context = await browser.new_context(locale=lang, **{**usual, **about})
    context.set_default_timeout(20_000)
    await context.route(ELSEWHERE, lambda route: route.fulfill(body="<title>elsewhere</title>", content_type="text/html"))
    tab = Tab(await context.new_page())
    context.on("request", lambda request: tab.asked.append(request.url))
    return context, tab
