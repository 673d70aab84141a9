"""A line that is bad or down: said, sent again without doubling, numbers for danger still there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from chat_page import Tab
from playwright.async_api import Route, expect

pytestmark = [pytest.mark.server, pytest.mark.asyncio(loop_scope="session")]


async def _heard(one: Tab) -> list[str]:
    """Texts that the worker heard since this was last asked."""
    await one.say("#heard", await one.page.locator("#log .turn").count() + 1)
    said = await one.page.locator("#log .turn").last.locator(".answer").inner_text()
    return [heard.get("text", "") for heard in json.loads(said)]


async def test_what_is_written_without_a_line_is_sent_when_it_is_back_in_order_and_once(tab: Any, site: str) -> None:
    one: Tab = await tab()
    await one.go(f"{site}/costa?lang=en")
    await _heard(one)
    await one.page.context.set_offline(True)
    await expect(one.page.locator("#line")).to_contain_text("There is no connection")
    for text in ("first words", "second words"):
        await one.page.locator("#text").fill(text)
        await one.page.locator("#text").press("Enter")
    await expect(one.page.locator("#log")).to_contain_text("Your message was not sent")
    await one.page.context.set_offline(False)
    await expect(one.page.locator("#line")).to_contain_text("The connection is back")
    await one.answered(3)
    assert await _heard(one) == ["first words", "second words"]


async def test_an_answer_that_was_lost_on_its_way_is_asked_for_again_and_nothing_is_done_twice(tab: Any, site: str) -> None:
    one: Tab = await tab()
    await one.go(f"{site}/costa?lang=en")
    await _heard(one)
    lost: list[str] = []

    async def lose_the_first(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.request.post_data or "")
            await route.fetch()
            return await route.abort("connectionreset")
        return await route.continue_()

    await one.page.route("**/costa", lose_the_first)
    await one.page.locator("#text").fill("say it once")
    await one.page.locator("#text").press("Enter")
    await one.answered(2)
    assert "heard: say it once" in await one.text()
    assert len(lost) == 1
    assert await _heard(one) == ["say it once"]


async def test_an_answer_that_breaks_off_is_asked_for_again(tab: Any, site: str) -> None:
    one: Tab = await tab()
    await one.go(f"{site}/costa?lang=en")
    broken: list[int] = []

    async def break_off(route: Route) -> None:
        if route.request.method == "POST" and not broken:
            whole = await (await route.fetch()).text()
            broken.append(len(whole))
            return await route.fulfill(body=whole[: len(whole) * 2 // 3], content_type="text/html")
        return await route.continue_()

    await one.page.route("**/costa", break_off)
    await one.say("doctor", 1)
    assert broken
    assert await one.page.locator(".card").count() == 3
    assert await one.page.locator(".mine").count() == 1


async def test_a_server_that_cannot_answer_is_told_from_a_line_that_is_down(tab: Any, site: str) -> None:
    one: Tab = await tab()
    await one.go(f"{site}/costa?lang=en")
    await one.page.route("**/costa", lambda route: route.fulfill(status=503, body="{}"))
    await one.page.locator("#text").fill("hello")
    await one.page.locator("#text").press("Enter")
    await expect(one.page.locator(".wait")).to_contain_text("I cannot answer just now")
    await one.page.unroute("**/costa")
    await one.page.locator(".wait button").tap()
    await one.answered(1)
    assert "heard: hello" in await one.text()


async def test_without_a_line_the_screen_stays_and_a_new_page_has_the_numbers(tab: Any, site: str) -> None:
    one: Tab = await tab("phone", "es")
    await one.go(f"{site}/costa")
    await one.kept()
    await one.say("médico", 1)
    await one.page.context.set_offline(True)
    assert await one.page.locator(".card").count() == 3
    await one.page.reload()
    shown = one.page.locator("#offline details[open]")
    await expect(shown).to_have_attribute("lang", "es")
    await expect(shown).to_contain_text("No hay conexión")
    for number in ("tel:112", "tel:911", "tel:016"):
        assert await shown.locator(f"a[href='{number}']").count() >= 1
    assert "médico" not in await one.page.content()
    await one.page.context.set_offline(False)
    await one.page.reload()
    await expect(one.page.locator("#talk")).to_be_visible()


async def test_a_slow_line_shows_each_message_as_it_comes(tab: Any, site: str) -> None:
    """Read from the wire: that the message has arrived is told before the answer is there, and the end is marked."""
    one: Tab = await tab()
    await one.go(f"{site}/costa?lang=en")
    pieces = await one.page.evaluate(
        """async () => {
          const body = new URLSearchParams({text: 'slowly please', language: 'en'});
          const answer = await fetch('/costa', {method: 'POST', body, headers: {'Faro-Part': 'turn'}});
          const reader = answer.body.getReader();
          const times = [];
          for (let read = await reader.read(); !read.done; read = await reader.read())
            times.push([performance.now(), new TextDecoder().decode(read.value)]);
          return times;
        }"""
    )
    assert len(pieces) > 1
    assert pieces[0][1] == "<!--part-->"
    assert pieces[-1][0] - pieces[0][0] > 200
    assert "".join(text for _, text in pieces).endswith("<!--end--><!--part-->")
