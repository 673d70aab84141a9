"""Pictures of the chat with the real assistant, to be looked at:
`PYTHONPATH=.:tests/support python tests/support/screenshots.py FOLDER [LANGUAGE …]`.

One file for each language, size and state, named `<language>-<size>-<state>.png`. The trained model must be there.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from aiohttp.test_utils import unused_port
from chat_page import SIZES, Tab, chromium, open_tab
from playwright.async_api import Browser
from running_worker import Worker

from bot.channels.languages import spoken_by_pages
from bot.channels.room import open_channels
from bot.privacy.redaction import redact
from services_directory.web import front_door
from services_directory.web.limits import Limiter
from services_directory.wording.phrases import Phrasebook

DANGER = {
    "en": "my husband is hitting me right now", "es": "mi marido me está pegando ahora", "fr": "mon mari me frappe en ce moment",
    "uk": "чоловік мене зараз б'є", "ar": "زوجي يضربني الآن ساعدوني", "zh": "我老公正在打我，救命",
}  # fmt: skip


async def take(folder: Path, languages: list[str]) -> None:
    """All pictures."""
    worker = Worker(Path(tempfile.mkdtemp(prefix="faro-pictures")))
    port = unused_port()
    room = open_channels([worker.path], Limiter(10_000, 1000), redact)
    try:
        async with front_door.serving(front_door.build([room]), port), chromium() as browser:
            for lang in languages:
                for size in SIZES:
                    await _of(browser, f"http://localhost:{port}", folder, lang, size)
    finally:
        worker.stop()


async def _of(browser: Browser, url: str, folder: Path, lang: str, size: str) -> None:
    context, tab = await open_tab(browser, size, lang, color_scheme="dark" if (lang, size) == ("es", "desktop") else "light")
    for path, state in (("/", "start"), ("/privacy", "privacy"), ("/offline", "numbers"), ("/chicago", "city")):
        await tab.go(url + path)
        await tab.page.screenshot(path=folder / f"{lang}-{size}-{state}.png", full_page=path in ("/privacy", "/offline"))
    await tab.page.locator(".topics button").first.click()
    await tab.answered(1)
    await _picture(tab, folder / f"{lang}-{size}-cards.png")
    await tab.page.locator(".card [name=press]").first.click()
    await tab.answered(2)
    await _picture(tab, folder / f"{lang}-{size}-whole.png")
    await tab.say(DANGER.get(lang, DANGER["en"]), 3)
    await _picture(tab, folder / f"{lang}-{size}-danger.png")
    await context.close()


async def _picture(tab: Tab, file: Path) -> None:
    """The last turn, whole, with what stands around it on the screen."""
    await tab.page.evaluate("document.querySelectorAll('#log .turn:last-child summary').forEach(fold => fold.click())")
    await tab.page.locator("#log .turn").last.screenshot(path=file)


def main() -> None:
    """Take the pictures that the command line asks for."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    spoken = [language.tag for language in spoken_by_pages(Phrasebook.load())]
    asyncio.run(take(folder, sys.argv[2:] or spoken))


if __name__ == "__main__":
    main()
