"""The chat inside a page of another site: on the list or not, apart from it, and left from there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import unused_port
from chat_page import Tab
from playwright.async_api import expect

from bot.channels.web_settings import WebSettings

pytestmark = [pytest.mark.server, pytest.mark.asyncio(loop_scope="session")]
STRICT = "default-src 'none'; script-src {faro}; frame-src {faro}"


@asynccontextmanager
async def _city_site(port: int, faro: str) -> AsyncIterator[str]:
    """A city's own page, with a strict policy of its own, and one script tag."""

    async def page(_: web.Request) -> web.Response:
        tag = f'<script src="{faro}/embed.js" data-city="costa" data-lang="en" async></script>'
        html = f"<!doctype html><html lang=en><title>The city</title><h1>The city</h1>{tag}"
        return web.Response(text=html, content_type="text/html", headers={"Content-Security-Policy": STRICT.format(faro=faro)})

    app = web.Application()
    app.add_routes([web.get("/", page), web.get("/favicon.ico", lambda _: web.Response(status=204))])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield f"http://127.0.0.1:{port}"
    await runner.cleanup()


@asynccontextmanager
async def _framed(tab: Any, serve: Any, listed: bool) -> AsyncIterator[Tab]:
    port = unused_port()
    settings = WebSettings(frames=(f"http://127.0.0.1:{port}",) if listed else ("https://other.example",))
    async with serve(settings) as faro, _city_site(port, faro) as city:
        one: Tab = await tab()
        one.asked.clear()
        await one.page.goto(city)
        yield one
        one.asked[:] = [address for address in one.asked if not address.startswith(city)]


async def test_a_site_on_the_list_shows_the_chat_and_cannot_read_it(tab: Any, serve: Any) -> None:
    async with _framed(tab, serve, listed=True) as one:
        frame = one.page.frame_locator("iframe")
        await frame.locator("#text").fill("doctor")
        await frame.locator("#text").press("Enter")
        await expect(frame.locator(".card")).to_have_count(3)
        assert await one.page.evaluate("document.querySelector('iframe').contentDocument") is None
        sandbox = await one.page.locator("iframe").get_attribute("sandbox")
        assert sandbox
        assert "allow-top-navigation" not in sandbox
        assert await one.page.locator("iframe").get_attribute("title") == "Faro"
        assert "Faro" in await frame.locator(".top").inner_text()
        assert one.complaints == []


@pytest.mark.parametrize("way", ["button", "escape inside", "escape outside"])
async def test_leaving_inside_a_frame_leaves_the_whole_page(tab: Any, serve: Any, way: str) -> None:
    async with _framed(tab, serve, listed=True) as one:
        frame = one.page.frame_locator("iframe")
        await frame.locator("#text").fill("doctor")
        await frame.locator("#text").press("Enter")
        await expect(frame.locator(".card")).to_have_count(3)
        if way == "button":
            await frame.locator("#leave").tap()
        elif way == "escape outside":
            await one.page.locator("h1").tap()
        if way != "button":
            for _ in range(3):
                await one.page.keyboard.press("Escape")
        await one.page.wait_for_url("https://en.wikipedia.org/")


async def test_a_site_that_is_not_on_the_list_shows_nothing(tab: Any, serve: Any) -> None:
    async with _framed(tab, serve, listed=False) as one:
        await expect(one.page.locator("iframe")).to_have_count(1)
        await one.page.wait_for_load_state("networkidle")
        assert [text for text in one.complaints if "frame-ancestors" in text]
        assert await one.page.frame_locator("iframe").locator("#text").count() == 0
