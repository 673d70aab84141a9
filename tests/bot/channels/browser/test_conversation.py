"""A whole conversation with the real assistant, on a phone and on a desktop: by touch, without JavaScript, by keyboard alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from chat_page import SIZES, Tab
from playwright.async_api import Locator, expect

from bot.channels.languages import spoken_by_pages
from services_directory.wording.direction import direction
from services_directory.wording.phrases import Phrasebook

pytestmark = [pytest.mark.server, pytest.mark.trained, pytest.mark.asyncio(loop_scope="session")]
BOOK = Phrasebook.load()
SPOKEN = {language.tag for language in spoken_by_pages(BOOK)}
LANGUAGES = [tag for tag in ("en", "ar", "zh") if tag in SPOKEN]
DANGER = {"en": "my husband is hitting me right now", "ar": "زوجي يضربني الآن ساعدوني", "zh": "我老公正在打我，救命"}
VERDICTS = ("yes", "no", "depends", "unknown")


def _verdicts(lang: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(BOOK.say(lang, f"verdict_{verdict}")) for verdict in VERDICTS))


async def _opened(tab: Any, faro: str, size: str, lang: str, **about: Any) -> Tab:
    one: Tab = await tab(size, lang, **about)
    await one.go(f"{faro}/malaga")
    html = one.page.locator("html")
    await expect(html).to_have_attribute("lang", lang)  # guessed from the browser
    await expect(html).to_have_attribute("dir", direction(lang))
    return one


async def _cards_in(one: Tab, lang: str) -> None:
    """The last answer is cards in the language, each with colour, shape and word."""
    card = one.page.locator("#log .turn").last.locator(".card").first
    await expect(card.locator(".verdict")).to_have_text(_verdicts(lang))
    shape = await card.locator(".verdict use").get_attribute("href")
    assert shape
    assert shape.partition("#")[2] in VERDICTS
    answer = one.page.locator("#log .turn").last.locator(".answer").first
    await expect(answer).to_have_attribute("lang", lang)
    await expect(answer).to_have_attribute("dir", direction(lang))


async def _no_wider_than_the_screen(one: Tab) -> None:
    assert await one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", LANGUAGES)
async def test_by_touch_from_a_picture_to_a_service_danger_and_forgetting(tab: Any, faro: str, lang: str, size: str) -> None:
    one = await _opened(tab, faro, size, lang)
    await one.page.locator(".topics button").first.click()
    await one.answered(1)
    await _cards_in(one, lang)
    await one.page.locator(".card [name=press]").first.click()
    await one.answered(2)
    await expect(one.page.locator("#log .turn").nth(1)).to_contain_text(BOOK.say(lang, "papers_label"))
    await _no_wider_than_the_screen(one)
    await one.say(DANGER[lang], 3)
    danger = one.page.locator("#log .turn").nth(2).locator(".answer.crisis")
    await expect(danger).to_contain_text(BOOK.say(lang, "danger_violence_now")[:20])
    assert await danger.locator("a[href='tel:016']").count() == 1
    await _no_wider_than_the_screen(one)
    await one.page.locator("[name=choose][value=es]").click()
    await expect(one.page.locator("html")).to_have_attribute("lang", "es")
    assert await one.page.locator("#log .turn").count() == 4  # the talk stays
    await one.page.locator("[name=forget]").click()
    await expect(one.page.locator("#log .turn")).to_have_count(1)
    await expect(one.page.locator("#log")).to_contain_text(BOOK.say("es", "page_forgotten"))
    assert one.complaints == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", LANGUAGES)
async def test_the_same_without_a_script(tab: Any, faro: str, lang: str, size: str) -> None:
    one = await _opened(tab, faro, size, lang, java_script_enabled=False)
    assert not await one.page.locator(".with-script >> visible=true").count()
    await one.page.locator(".topics button").first.click()
    await _cards_in(one, lang)
    await one.page.locator(".card [name=press]").first.click()
    await expect(one.page.locator("#log")).to_contain_text(BOOK.say(lang, "papers_label"))
    await one.page.locator("#text").fill(DANGER[lang])
    await one.page.locator(".send").click()
    await expect(one.page.locator(".answer.crisis a[href='tel:016']")).to_have_count(1)
    await one.page.locator("[name=choose][value=es]").click()
    await expect(one.page.locator("html")).to_have_attribute("lang", "es")
    await one.page.locator("[name=forget]").click()
    await expect(one.page.locator("#log")).to_contain_text(BOOK.say("es", "page_forgotten"))


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_the_same_by_keyboard_alone(tab: Any, faro: str, lang: str) -> None:
    one = await _opened(tab, faro, "desktop", lang)
    page = one.page
    await page.keyboard.press("Tab")
    await expect(page.locator(".skip")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.type(DANGER[lang])
    await page.keyboard.press("Enter")
    await one.answered(1)
    await expect(page.locator("#text")).to_be_focused()
    await _until_focused(one, page.locator(".topics summary"), "Shift+Tab")
    await page.keyboard.press("Enter")
    await _until_focused(one, page.locator(".topics button").first, "Tab")
    await page.keyboard.press("Enter")
    await one.answered(2)
    await _cards_in(one, lang)
    await _until_focused(one, page.locator(".card .save").first, "Tab")
    await page.keyboard.press("Space")
    await expect(page.locator("#saved")).to_be_visible()
    await _until_focused(one, page.locator("[name=forget]"), "Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#log .turn")).to_have_count(1)
    await expect(page.locator("#text")).to_be_focused()


async def _until_focused(one: Tab, wanted: Locator, key: str) -> None:
    """Go from one thing to the next; what has the focus is always seen."""
    for _ in range(80):
        await one.page.keyboard.press(key)
        seen = await one.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert seen != "none", await one.page.evaluate("document.activeElement.outerHTML")
        if await wanted.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError("it cannot be reached by keyboard")
