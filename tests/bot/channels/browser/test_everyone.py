"""Whoever reads, hears or touches the page: WCAG 2.2 AA in every language and state, zoom, mirroring, colours, voices, paper."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from axe import faults
from chat_page import Tab
from playwright.async_api import expect

from bot.channels.languages import spoken_by_pages
from services_directory.wording.direction import direction
from services_directory.wording.phrases import Phrasebook

pytestmark = [pytest.mark.server, pytest.mark.asyncio(loop_scope="session")]
BOOK = Phrasebook.load()
# So high that nothing is rolled half under what sticks to the edge, which axe-core would take for a small target.
UNROLLED = {"width": 360, "height": 4000}
LANGUAGES = [language.tag for language in spoken_by_pages(BOOK)]
VOICE = """
  const voices = %s;
  const spoken = [];
  Object.defineProperty(self, 'speechSynthesis', { value: {
    getVoices: () => voices, speak: (one) => spoken.push([one.lang, one.text]), cancel: () => spoken.push('quiet'),
    addEventListener: () => {},
  }});
  self.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  self.spoken = spoken;
"""


async def _question(one: Tab) -> None:
    await one.say("hello", 1)


async def _cards(one: Tab) -> None:
    await one.page.locator(".topics button").first.click()
    await one.answered(1)
    for fold in await one.page.locator(".card summary").all():
        await fold.click()
    await one.page.locator(".card .save").first.click()


async def _danger(one: Tab) -> None:
    await one.say("he is hitting me", 1)


async def _other_way(one: Tab) -> None:
    await one.say("عربي", 1)


async def _line_down(one: Tab) -> None:
    await one.page.context.set_offline(True)
    await one.page.locator("#text").fill("hello")
    await one.page.locator("#text").press("Enter")
    await expect(one.page.locator(".wait button")).to_be_visible()


async def _forgotten(one: Tab) -> None:
    await one.page.locator("[name=forget]").click()
    await one.answered(1)


async def _nothing(one: Tab) -> None:
    """As it is opened."""


STATES: dict[str, tuple[str, Callable[[Tab], Awaitable[None]]]] = {
    "start": ("/", _nothing),
    "city": ("/costa", _nothing),
    "privacy": ("/privacy", _nothing),
    "numbers": ("/offline", _nothing),
    "question": ("/costa", _question),
    "cards": ("/costa", _cards),
    "danger": ("/costa", _danger),
    "other direction": ("/costa", _other_way),
    "forgotten": ("/costa", _forgotten),
    "line down": ("/costa", _line_down),
}


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_nothing_is_against_wcag_in_any_state(tab: Any, site: str, lang: str) -> None:
    one: Tab = await tab("phone", lang, viewport=UNROLLED)
    for name, (path, come_to) in STATES.items():
        await one.page.context.set_offline(False)
        await one.go(site + path)
        if path != "/offline":
            await expect(one.page.locator("html")).to_have_attribute("lang", lang)
        await come_to(one)
        assert await faults(one.page) == [], name
        assert await one.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


@pytest.mark.parametrize("about", [{"color_scheme": "dark"}, {"forced_colors": "active"}, {"contrast": "more"}], ids=str)
async def test_nothing_is_against_wcag_in_other_colours(tab: Any, site: str, about: dict[str, str]) -> None:
    one: Tab = await tab("desktop", "es", **about)
    for path, come_to in (STATES["start"], STATES["cards"], STATES["danger"]):
        await one.go(site + path)
        await come_to(one)
        assert await faults(one.page) == []


async def test_nothing_is_against_wcag_without_a_script(tab: Any, site: str) -> None:
    one: Tab = await tab(java_script_enabled=False)
    await one.go(f"{site}/costa")
    await one.page.locator(".topics button").first.click()
    await expect(one.page.locator(".card")).to_have_count(3)
    html = await one.page.content()
    other: Tab = await tab()
    await other.page.route("**/shown", lambda route: route.fulfill(body=html, content_type="text/html"))
    await other.go(f"{site}/shown")
    assert await faults(other.page) == []


@pytest.mark.parametrize(
    ("width", "height"), [(320, 568), (180, 370), (640, 400)], ids=["small", "zoomed 200 %", "desktop zoomed"]
)
async def test_nothing_overflows_and_everything_is_large_enough_to_hit(tab: Any, site: str, width: int, height: int) -> None:
    one: Tab = await tab("phone", LANGUAGES[-1], viewport={"width": width, "height": height})
    for path, come_to in (STATES[name] for name in ("start", "cards", "danger", "privacy", "numbers")):
        await one.go(site + path)
        await come_to(one)
        wide = await one.page.evaluate(
            "[...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1)"
            ".filter(e => !e.closest('.unseen')).map(e => e.outerHTML.slice(0, 120))"
        )
        assert wide == [], path
        small = await one.page.evaluate(
            "[...document.querySelectorAll('button, .leave, a.call, .reach a, summary, textarea')].filter(e => e.checkVisibility())"
            ".map(e => [e.textContent, e.getBoundingClientRect()]).filter(([, r]) => r.height < 43.9 || r.width < 43.9).map(([t]) => t)"
        )
        assert small == []


@pytest.mark.parametrize("lang", [tag for tag in LANGUAGES if direction(tag) == "rtl"])
async def test_a_page_from_right_to_left_is_mirrored(tab: Any, site: str, lang: str) -> None:
    one: Tab = await tab("phone", lang)
    await one.go(f"{site}/costa")
    await _cards(one)
    leave = await one.page.locator("#leave").bounding_box()
    brand = await one.page.locator(".brand").bounding_box()
    assert leave
    assert brand
    assert leave["x"] < brand["x"]
    assert await one.page.locator(".card").first.evaluate(
        "e => getComputedStyle(e).borderRightWidth > getComputedStyle(e).borderLeftWidth"
    )
    assert await one.page.locator("#text").evaluate("e => getComputedStyle(e).direction") == "rtl"


async def test_a_message_in_another_direction_is_shown_in_its_own(tab: Any, site: str) -> None:
    one: Tab = await tab()
    await one.go(f"{site}/costa?lang=en")
    await one.say("عربي", 1)
    answer = one.page.locator(".answer[dir=rtl]").first
    await expect(answer).to_have_attribute("lang", "ar")
    assert await one.page.locator(".mine bdi").evaluate("e => getComputedStyle(e).unicodeBidi") == "isolate"


async def test_new_answers_are_announced_and_the_focus_stays(tab: Any, site: str) -> None:
    one: Tab = await tab()
    await one.go(f"{site}/costa?lang=en")
    log = one.page.locator("#log")
    assert (await log.get_attribute("role"), await log.get_attribute("aria-live")) == ("log", "polite")
    await log.evaluate("e => { self.before = e; }")
    await one.say("hello", 1)
    assert await log.evaluate("e => e === self.before")  # the same element: a new one would not be announced
    await expect(one.page.locator("#text")).to_be_focused()


async def test_nothing_moves_for_who_wants_no_movement(tab: Any, site: str) -> None:
    for wish, behaviour in (("reduce", "auto"), ("no-preference", "smooth")):
        one: Tab = await tab(reduced_motion=wish)
        await one.go(site)
        assert await one.page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == behaviour


@pytest.mark.parametrize(
    ("voices", "offered"),
    [
        ("[{lang: 'en-US', localService: true}]", True),
        ("[{lang: 'en-US', localService: false}]", False),  # it would send the text to somebody
        ("[{lang: 'fi-FI', localService: true}]", False),
        ("[]", False),
    ],
)
async def test_an_answer_is_read_aloud_by_a_voice_of_the_device_alone(tab: Any, site: str, voices: str, offered: bool) -> None:
    one: Tab = await tab()
    await one.page.add_init_script(VOICE % voices)
    await one.go(f"{site}/costa?lang=en")
    await one.say("doctor", 1)
    button = one.page.locator(".answer .read")
    assert await button.count() == int(offered)
    if offered:
        await button.tap()
        await expect(button).to_have_attribute("aria-pressed", "true")
        lang, text = await one.page.evaluate("spoken.at(-1)")
        assert lang == "en"
        assert "Yes, you can use it" in text
        assert "Read aloud" not in text
        await button.tap()
        assert await one.page.evaluate("spoken.at(-1)") == "quiet"


async def test_saved_services_are_counted_kept_over_a_change_of_language_and_printed_alone(
    tab: Any, site: str, tmp_path: Path
) -> None:
    one: Tab = await tab()
    await one.go(f"{site}/costa?lang=en")
    await one.say("doctor", 1)
    await expect(one.page.locator("#saved")).to_be_hidden()
    await one.page.locator(".card .save").nth(1).tap()
    await expect(one.page.locator("#saved")).to_contain_text("Saved services: 1")
    await one.page.locator("[name=choose][value=es]").tap()
    await expect(one.page.locator("#saved")).to_contain_text("Servicios guardados: 1")
    await one.page.emulate_media(media="print")
    seen = [await card.is_visible() for card in await one.page.locator(".card").all()]
    assert seen == [False, True, False]
    for hidden in ("#talk", "#leave", ".mine", ".topics", ".card .save"):
        assert not await one.page.locator(hidden).first.is_visible(), hidden
    assert await one.page.locator(".card.saved .verdict").is_visible()
    await one.page.emulate_media(media="screen")
    await one.page.locator(".card .save").nth(1).tap()
    await expect(one.page.locator("#saved")).to_be_hidden()


async def test_the_print_button_prints(tab: Any, site: str) -> None:
    one: Tab = await tab()
    await one.page.add_init_script("self.print = () => { self.printed = true; }")
    await one.go(f"{site}/costa?lang=en")
    await one.say("doctor", 1)
    await one.page.locator(".card .save").first.tap()
    await one.page.locator("#print").tap()
    assert await one.page.evaluate("self.printed === true")
