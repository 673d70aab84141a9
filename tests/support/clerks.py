"""A clerk at the console in a real Chromium: signs in, writes entries, translates, publishes, the way a person would."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright

PASSWORD = "four plain words here"


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium; without one the test is skipped, but never where CI runs."""
    program = shutil.which("chromium")
    if program is None:
        if "CI" in os.environ:
            pytest.fail("there is no chromium; install Debian's package chromium")
        pytest.skip("there is no chromium here")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        await browser.close()


class Clerk:
    """One person with a browser window of their own.

    Attributes:
        complaints: errors in scripts and console, which a page must not have.
    """

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda said: self.complaints.append(said.text) if said.type == "error" and "status of 4" not in said.text else None,
        )

    async def go(self, path: str) -> None:
        """Open a page."""
        await self.page.goto(self.url + path)

    async def press(self, name: str) -> None:
        """Press a button and wait for the page after it."""
        async with self.page.expect_navigation():
            await self.page.get_by_role("button", name=name, exact=True).first.click()

    async def alert(self) -> str:
        """What a page says went wrong."""
        return await self.page.locator("[role=alert]").first.inner_text()

    async def status(self) -> str:
        """What a page says was done."""
        return await self.page.locator(".good").first.inner_text()

    async def choose(self, name: str, value: str) -> None:
        await self.page.select_option(f'select[name="{name}"]', value)

    async def write(self, name: str, text: str) -> None:
        await self.page.fill(f'[name="{name}"]', text)

    async def entry(self, said: Mapping[str, Any]) -> None:
        """Write everything that a new entry needs into its form; nothing is sent yet."""
        await self.choose("organization.id", said["organization"]) if said.get("organization") else None
        if said.get("new_organization"):
            await self.write("organization.name", said["new_organization"])
        await self.choose("service.kind", said["kind"])
        await self.write("service.description", said["description"])
        for need in said["needs"]:
            await self.page.check(f'input[name="service.needs"][value="{need}"]')
        await self.choose("service.main_need", said["needs"][0])
        await self.choose("service.access.basis", said["basis"])
        await self.page.click("[data-fill=yes]")
        await self.choose("service.residency.level", said.get("residency", "anyone"))
        await self.choose("service.income.limit", said.get("income", "no"))
        await self.page.check('input[name="service.ways.in_person.on"]')
        for field in ("id_required", "asks_status", "shares_data"):
            await self.choose(f"service.ways.in_person.{field}", said[field])
        await self.choose("service.fee.code", said["fee"])
        await self.write("phone.0.number", said["phone"])
        await self.write("place.0.address", said["address"])
        for day, hours in said.get("hours", {}).items():
            await self.write(f"service.hours.{day}", hours)
        await self.write("source.0.citation", said["source"])


@asynccontextmanager
async def clerk(browser: Browser, url: str, width: int = 1280, script: bool = True) -> AsyncIterator[Clerk]:
    """A window of its own: another person, or another computer."""
    context = await browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=script, reduced_motion="reduce"
    )
    yield Clerk(await context.new_page(), url)
    await context.close()
