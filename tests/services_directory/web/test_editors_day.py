"""The editors' day in a real browser, from an invitation to a public answer in two languages; axe finds nothing on any page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pyotp
import pytest
from aiohttp.test_utils import unused_port
from axe import faults
from clerks import PASSWORD, Clerk, chromium, clerk
from offices import Towns, towns

from services_directory import storage
from services_directory.access import Directory, Facts, Person, Question
from services_directory.settings import ROOT
from services_directory.web import auth_accounts, front_door
from services_directory.web.auth_pages import auth_room
from services_directory.web.editors import editors_room

pytestmark = pytest.mark.server
FOOD = {
    "new_organization": "Banco de Alimentos de la Aldea", "kind": "ngo", "description": "Damos comida los lunes y los martes.",
    "needs": ["food", "goods"], "basis": "source_says_open", "id_required": "none", "asks_status": "no", "shares_data": "not_stated",
    "fee": "free", "phone": "952 12 61 26", "address": "Calle Mayor, 1", "hours": {"Mo": "9-14", "Tu": "9-14, 16-19"},
    "source": "Llamada con la oficina",
}  # fmt: skip


@asynccontextmanager
async def served(made: Towns) -> AsyncIterator[str]:
    port = unused_port()
    app = front_door.build([auth_room(made.office), editors_room(made.office)])
    async with front_door.serving(app, port):
        yield f"http://localhost:{port}"


@pytest.fixture
def made(tmp_path: Path) -> Towns:
    return towns(tmp_path)


def invited(made: Towns, city: str, role: str) -> str:
    with storage.transaction(made.engine) as session:
        return f"/invitation/{auth_accounts.invite(session, city, role)}"


async def accept(someone: Clerk, link: str, login: str, language: str) -> None:
    """An invitation, with a code app where it is asked for."""
    await someone.page.goto(link if link.startswith("http") else someone.url + link)
    await someone.write("login", login)
    await someone.write("password", PASSWORD)
    await someone.choose("language", language)
    if await someone.page.locator("#code[required]").count():
        letters = await someone.page.locator("code").inner_text()
        await someone.write("code", pyotp.TOTP(letters).now())
    async with someone.page.expect_navigation():
        await someone.page.locator("button.main").click()


async def clean(someone: Clerk) -> None:
    """Nothing against WCAG AA on this page, and it is not wider than the window."""
    assert await faults(someone.page) == [], someone.page.url
    assert await someone.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), someone.page.url


async def test_the_whole_day(made: Towns) -> None:
    async with served(made) as url, chromium() as browser, clerk(browser, url) as boss, clerk(browser, url) as writer:
        await accept(boss, invited(made, "aldea", "administrator"), "boss", "en")
        assert "There is no entry here yet" in await boss.page.inner_text("main")
        await boss.go("/edit/aldea/people")
        await boss.press("Make a link")
        await accept(writer, await boss.page.inner_text("#link"), "clara", "es")

        await writer.write("name", "Comida para todos")
        await writer.press("Empezar")
        entry = writer.page.url.removeprefix(url)
        assert entry == "/edit/aldea/entry/comida-para-todos"
        await writer.entry({**FOOD, "fee": ""})
        week = writer.page.locator("#week")
        await week.get_by_text("martes").first.wait_for(timeout=8000)
        assert "16:00–19:00" in await week.inner_text()
        await writer.press("Enviar a revisión")
        assert "Así no se puede publicar" in await writer.alert()
        assert "Qué cuesta" in await writer.alert()
        await clean(writer)
        assert await writer.page.input_value('[name="phone.0.number"]') == "+34952126126"
        await writer.choose("service.fee.code", "free")
        await writer.press("Enviar a revisión")
        assert await writer.status() == "Enviado a revisión."

        await boss.go("/edit/aldea/review")
        await boss.page.get_by_role("link", name="What would a person see?").click()
        await boss.choose("status", "asylum_seeker")
        await boss.write("child_age", "4")
        await boss.choose("as_lang", "es")
        await boss.press("See")
        seen = await boss.page.locator(".preview").all_inner_texts()
        assert len(seen) == 2
        assert "Sí, puedes usarlo" in seen[0]
        assert "Damos comida los lunes" not in boss.page.url
        await clean(boss)
        await boss.go(entry)
        await boss.page.check("[name=confirmed]")
        await boss.press("Publish")
        assert await boss.status() == "Published. People see it now."

        await writer.go("/edit/aldea/entry/comida-para-todos/words/en")
        await writer.write("text.description", "We give food on Mondays and Tuesdays.")
        await clean(writer)
        await writer.press("Guardar borrador")
        await writer.go(entry)
        await writer.press("Enviar a revisión")
        await boss.go(entry)
        await boss.press("Publish")
        asked = Question("aldea", needs=("food",), people=(Person("me", Facts(status="undocumented")),), lang="en")
        (card,) = Directory(made.engine, ROOT).answer(asked).cards
        assert (card["verdict"], card["description"], card["verified_how"]) == (
            "yes",
            "We give food on Mondays and Tuesdays.",
            "office",
        )

        await writer.go(f"{entry}/care")
        await writer.choose("kind", "closed")
        await writer.page.fill("#until", "2099-08-31")
        await writer.press("Poner el aviso")
        await clean(writer)
        (card,) = Directory(made.engine, ROOT).answer(asked).cards
        assert card["notice"]["until"] == "2099-08-31"
        await writer.press("Quitarlo ahora")
        await boss.go(f"{entry}/history")
        assert "clara" not in await boss.page.inner_text("main")
        await clean(boss)
        assert boss.complaints == writer.complaints == []


async def test_two_at_once_in_two_windows(made: Towns) -> None:
    path = "/edit/pueblo/entry/clinic-door?text=en"
    async with served(made) as url, chromium() as browser, clerk(browser, url) as first, clerk(browser, url) as second:
        await accept(first, invited(made, "pueblo", "editor"), "first", "en")
        await accept(second, invited(made, "pueblo", "editor"), "second", "en")
        await first.go(path)
        await second.go(path)
        assert "Somebody else has this entry open right now" in await second.page.inner_text("main")
        await second.write("service.description", "Of the second.")
        await second.press("Save draft")
        await first.write("service.description", "Of the first.")
        await first.press("Save draft")
        assert "Nothing was overwritten" in await first.alert()
        assert "Of the second." in await first.alert()
        assert await first.page.input_value('[name="service.description"]') == "Of the first."
        await clean(first)
        await second.go(path)
        assert await second.page.input_value('[name="service.description"]') == "Of the second."


@pytest.mark.parametrize("width", [360, 1280])
async def test_every_page_is_clean_on_a_phone_and_on_a_desk(made: Towns, width: int) -> None:
    pages = ["", "/entry/clinic-door", "/entry/bus-card", "/entry/clinic-door/preview", "/entry/clinic-door/history", "/check", "/review",
             "/entry/clinic-door/care", "/entry/clinic-door/words/ar", "/words", "/words/fr", "/bring", "/proposals", "/missing", "/reports", "/people"]  # fmt: skip
    async with served(made) as url, chromium() as browser, clerk(browser, url, width) as someone:
        await someone.go("/sign-in")
        await clean(someone)
        await someone.go(invited(made, "pueblo", "administrator"))
        await clean(someone)
        await accept(someone, invited(made, "pueblo", "administrator"), "someone", "es")
        await someone.go("/account")
        await clean(someone)
        for path in pages:
            await someone.go(f"/edit/pueblo{path}")
            await clean(someone)
        assert someone.complaints == []


async def test_the_form_works_without_a_script_and_by_keyboard_alone(made: Towns) -> None:
    path = "/edit/pueblo/entry/clinic-door?text=en"
    async with served(made) as url, chromium() as browser, clerk(browser, url, script=False) as someone:
        await accept(someone, invited(made, "pueblo", "editor"), "someone", "en")
        await someone.go(path)
        await someone.write("service.description", "Without a script.")
        await someone.page.focus('[name="service.name"]')
        async with someone.page.expect_navigation():
            await someone.page.keyboard.press("Enter")  # what a browser sends then must save, and nothing else
        assert await someone.status() == "Saved."
        assert await someone.page.input_value('[name="service.description"]') == "Without a script."
        await someone.go("/edit/pueblo")
        await someone.page.keyboard.press("Tab")
        await someone.page.keyboard.press("Enter")
        assert someone.page.url.endswith("#main")
