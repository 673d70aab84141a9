"""The first page on a bad line: few bytes, one round trip after the HTML, nothing from elsewhere, no letters to download."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from chat_page import Tab

from bot.channels.languages import spoken_by_pages
from services_directory.wording.phrases import Phrasebook

pytestmark = [pytest.mark.server, pytest.mark.asyncio(loop_scope="session")]
BUDGET = 30 * 1024
LANGUAGES = [language.tag for language in spoken_by_pages(Phrasebook.load())]


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_the_first_page_is_under_30_kb_and_usable_one_round_trip_after_its_html(tab: Any, site: str, lang: str) -> None:
    one: Tab = await tab("phone", lang)
    session = await one.page.context.new_cdp_session(one.page)
    found: dict[str, Any] = {}
    sizes: dict[str, int] = {}
    session.on("Network.requestWillBeSent", lambda event: found.setdefault(event["requestId"], event))
    session.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    await session.send("Network.enable")
    await one.page.goto(f"{site}/costa", wait_until="load")
    first = [event for id_, event in found.items() if id_ in sizes]
    paths = {urlsplit(event["request"]["url"]).path for event in first}
    assert {"/costa", "/static/chat.css", "/static/chat.js", "/static/icons.svg"} <= paths
    assert 5_000 < sum(sizes[event["requestId"]] for event in first) < BUDGET
    for event in first:  # what the HTML itself names: nothing that is loaded loads anything more
        kind, by = event["initiator"]["type"], event["initiator"].get("url", f"{site}/costa")
        assert (kind, urlsplit(by).path) in {("other", "/costa"), ("parser", "/costa")}, event["request"]["url"]
    assert not [event for event in first if event.get("type") == "Font"]
    assert await one.page.locator("#text").is_editable()


async def test_everything_that_is_kept_for_later_fits_the_budget_too(tab: Any, site: str) -> None:
    one: Tab = await tab()
    await one.go(f"{site}/costa")
    total = await one.page.evaluate(
        """async () => {
          let total = 0;
          for (const path of ['/sw.js', '/offline']) {
            const packed = (await fetch(path)).body.pipeThrough(new CompressionStream('gzip'));
            total += (await new Response(packed).arrayBuffer()).byteLength;
          }
          return total;
        }"""
    )
    assert 500 < total < 10_000
