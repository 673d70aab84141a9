"""The console over HTTP: who may do what, drafts and review, two editors at once, and what is refused."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import FormData
from aiohttp.test_utils import TestClient
from offices import Towns, door, sign_in, stamp, towns

ENTRY = "/edit/pueblo/entry/clinic-door"


@pytest.fixture
def made(tmp_path: Path) -> Towns:
    return towns(tmp_path)


@pytest.fixture
async def client(made: Towns) -> AsyncIterator[TestClient]:
    async with door(made) as opened:
        yield opened


def fields(page: str) -> list[tuple[str, str]]:
    """What a browser would send of the form of an entry as it stands."""
    form = page.split('<form method="post" id="entry"')[1].split("</form>")[0]
    found: list[tuple[str, str]] = []
    pattern = r"<input ([^>]*)>|<textarea ([^>]*)>(.*?)</textarea>|<select ([^>]*)>(.*?)</select>"
    for tag, area, text, select, options in re.findall(pattern, form, re.DOTALL):
        said = dict(re.findall(r'([\w-]+)="([^"]*)"', tag or area or select))
        if "name" not in said:
            continue
        if tag and said.get("type") == "checkbox":
            if " checked" in tag:
                found.append((said["name"], html.unescape(said.get("value", "on"))))
        elif tag:
            found.append((said["name"], html.unescape(said.get("value", ""))))
        elif area:
            found.append((said["name"], html.unescape(text.removeprefix("\n"))))
        else:
            chosen = re.search(r'<option value="([^"]*)" selected', options) or re.search(r'<option value="([^"]*)"', options)
            found.append((said["name"], html.unescape(chosen[1]) if chosen else ""))
    return found


def changed(page: str, do: str, **values: str) -> list[tuple[str, str]]:
    """The form with some values changed, sent by a button. A `__` in a name is a dot."""
    new = {name.replace("__", "."): value for name, value in values.items()}
    kept = [(name, new.pop(name) if name in new else value) for name, value in fields(page)]
    return [*kept, *new.items(), ("do", do)]


async def page_of(client: TestClient, path: str, status: int = 200) -> str:
    response = await client.get(path)
    text = await response.text()
    assert response.status == status, text[:3000]
    return text


async def post(client: TestClient, path: str, data: Any, status: int = 303) -> Any:
    response = await client.post(path, data=data, allow_redirects=False)
    assert response.status == status, (await response.text())[:4000]
    return response


async def test_every_page_opens(client: TestClient, made: Towns) -> None:
    await sign_in(client, made, made.account("administrator"))
    for path in ("", "/check", "/review", "/words", "/words/fr", "/missing", "/reports", "/people"):
        assert "<h1>" in await page_of(client, f"/edit/pueblo{path}")
    for path in ("", "/preview", "/history", "/care", "/words/fr", "/words/ar"):
        assert "<h1>" in await page_of(client, f"{ENTRY}{path}")


async def test_from_draft_to_public_and_back(client: TestClient, made: Towns) -> None:
    editor, reviewer = made.account("editor"), made.account("reviewer")
    await sign_in(client, made, editor)
    page = await page_of(client, ENTRY + "?text=en")
    await post(client, ENTRY, changed(page, "save", service__description="A new text."))
    await post(client, ENTRY, changed(await page_of(client, ENTRY + "?text=en"), "send"))
    await sign_in(client, made, reviewer)
    assert "clinic-door" in await page_of(client, "/edit/pueblo/review")
    page = await page_of(client, ENTRY + "?text=en")
    assert "A new text." in page
    await post(client, ENTRY, changed(page, "publish"))
    history = await page_of(client, ENTRY + "/history")
    assert "editor" in history
    assert "reviewer" in history
    assert editor not in history.split("<main")[1]
    before = await page_of(client, ENTRY + "/history/1")
    await post(
        client, ENTRY + "/history/1", {"stamp": stamp(before), "seen": before.split('name="seen" value="')[1].split('"')[0]}
    )
    page = await page_of(client, ENTRY + "?text=en")
    assert "A doctor for everyone." in page
    await post(client, ENTRY, changed(page, "publish"))
    from services_directory import storage
    from services_directory.models import Service

    with storage.session(made.engine) as session:
        assert session.get_one(Service, "clinic-door").descriptions["en"] == "A doctor for everyone."


def addresses(client: TestClient) -> list[tuple[str, str]]:
    """Every route of the console, filled with the entry of the town."""
    filled = {"{city}": "pueblo", "{id}": "clinic-door", "{number}": "1", "{language}": "fr", "{name}": "a-list"}
    found = []
    for route in client.app.router.routes():  # type: ignore[union-attr]
        assert route.resource is not None
        path = route.resource.canonical
        if path.startswith("/edit") and route.method in ("GET", "POST"):
            for name, value in filled.items():
                path = path.replace(name, value)
            found.append((route.method, path))
    return found


async def test_nobody_gets_in_without_a_session(client: TestClient) -> None:
    assert len(addresses(client)) > 25
    for method, path in addresses(client):
        response = await client.request(method, path, allow_redirects=False)
        assert response.status == 303, (method, path)
        assert response.headers["Location"].startswith("/sign-in?next=/edit"), (method, path)


async def test_somebody_of_another_city_sees_nothing_not_even_drafts(client: TestClient, made: Towns) -> None:
    await sign_in(client, made, made.account("editor"))
    page = await page_of(client, ENTRY + "?text=en")
    await post(client, ENTRY, changed(page, "save", service__description="zq-draft"))
    await sign_in(client, made, made.account("administrator", "aldea"))
    for method, path in addresses(client):
        if path != "/edit":
            response = await client.request(method, path, allow_redirects=False)
            assert response.status == 404, (method, path)
            assert "zq-draft" not in await response.text()
    moved = [path.replace("pueblo", "aldea") for method, path in addresses(client) if method == "GET" and "clinic-door" in path]
    for path in moved:
        response = await client.get(path)
        assert response.status == 404, path
        assert "zq-draft" not in await response.text()


async def test_a_viewer_changes_nothing(client: TestClient, made: Towns) -> None:
    await sign_in(client, made, made.account("viewer"))
    page = await page_of(client, ENTRY)
    assert 'value="save"' not in page
    for method, path in addresses(client):
        if method == "POST" and not path.endswith("preview"):  # a preview changes nothing
            response = await client.post(path, data={"stamp": stamp(page), "do": "save"}, allow_redirects=False)
            assert response.status == 403, path


async def test_staff_of_the_desk_and_editors_without_a_second_factor_stay_out(client: TestClient, made: Towns) -> None:
    await sign_in(client, made, made.account("staff"))
    assert (await client.get("/edit/pueblo")).status == 403
    login = made.account("administrator", login="bare")
    made.factors.pop(login)
    from services_directory import storage
    from services_directory.models import Account

    with storage.transaction(made.engine) as session:
        for account in session.query(Account).filter(Account.login == login):
            account.second_factor = None
    await sign_in(client, made, login)
    assert (await client.get("/edit/pueblo")).status == 403


async def test_an_editor_does_not_publish_nor_administer(client: TestClient, made: Towns) -> None:
    await sign_in(client, made, made.account("editor"))
    page = await page_of(client, ENTRY)
    assert 'value="publish"' not in page
    for do in ("publish", "give_back"):
        await post(client, ENTRY, changed(page, do), 403)
    assert (await client.get("/edit/pueblo/people")).status == 403
    await post(client, "/edit/pueblo/people", {"stamp": stamp(page), "do": "invite", "role": "administrator"}, 403)


async def test_every_form_needs_the_stamp_of_its_session_and_the_same_site(client: TestClient, made: Towns) -> None:
    await sign_in(client, made, made.account("administrator"))
    own = stamp(await page_of(client, ENTRY))
    for method, path in addresses(client):
        if method == "POST" and not path.endswith(("/file", "/bring")):  # uploads
            for data, headers in (({}, {}), ({"stamp": "x" * 27}, {}), ({"stamp": own}, {"Sec-Fetch-Site": "cross-site"})):
                response = await client.post(path, data=data, headers=headers, allow_redirects=False)
                assert response.status == 403, path
    upload = FormData()
    upload.add_field("file", b"name\nClinic\n", filename="list.csv")
    upload.add_field("stamp", "x" * 27)
    assert (await client.post("/edit/pueblo/bring", data=upload, allow_redirects=False)).status == 403


async def test_two_editors_are_told_and_nothing_is_overwritten(client: TestClient, made: Towns) -> None:
    first, second = made.account("editor"), made.account("editor", login="another")
    await sign_in(client, made, first)
    of_first = await page_of(client, ENTRY + "?text=en")
    await sign_in(client, made, second)
    of_second = await page_of(client, ENTRY + "?text=en")
    assert "Somebody else has this entry open right now (editor)." in of_second
    await post(client, ENTRY, changed(of_second, "save", service__description="Of the second."))
    await sign_in(client, made, first)
    response = await post(
        client,
        ENTRY,
        changed(of_first, "save", service__description="Of the first.", stamp=stamp(await page_of(client, "/edit/pueblo"))),
        409,
    )
    conflict = await response.text()
    assert "Nothing was overwritten" in conflict
    assert "Of the first." in conflict
    assert "Of the second." in conflict
    assert "Of the second." in await page_of(client, ENTRY + "?text=en")
    await post(client, ENTRY, changed(conflict, "save"))  # now knowingly
    assert "Of the first." in await page_of(client, ENTRY + "?text=en")


async def test_blank_is_refused_and_the_draft_is_kept(client: TestClient, made: Towns) -> None:
    await sign_in(client, made, made.account("reviewer"))
    page = await page_of(client, ENTRY + "?text=en")
    bad = {"answer.refugee": "", "service.ways.in_person.shares_data": "", "phone.0.number": "95212", "service.fee.code": ""}
    response = await post(client, ENTRY, [*[(n, bad.get(n, v)) for n, v in fields(page)], ("do", "publish")], 400)
    refused = await response.text()
    for field in ("service.access.status.refugee", "service.ways.in_person.shares_data", "service.fee.code"):
        assert f'id="fault-{field}"' in refused, field
    assert "not stated" in refused
    assert "95212" in await page_of(client, ENTRY + "?text=en")  # saved as a draft
    from services_directory import storage
    from services_directory.models import Service

    with storage.session(made.engine) as session:
        assert session.get_one(Service, "clinic-door").costs[0].option == "free"


async def test_all_that_are_empty_get_one_answer(client: TestClient, made: Towns) -> None:
    await sign_in(client, made, made.account("editor", "aldea"))
    page = await page_of(client, "/edit/aldea")
    made_new = await post(client, "/edit/aldea/new", {"stamp": stamp(page), "name": "Casa <b>Ñ</b>"})
    path = made_new.headers["Location"]
    assert path == "/edit/aldea/entry/casa-b-n-b"
    page = await page_of(client, path)
    assert "<b>Ñ" not in page
    sent = [(n, {"answer.refugee": "no"}.get(n, v)) for n, v in fields(page)]
    await post(client, path, [*sent, ("fill", "not_stated")])
    said = dict(fields(await page_of(client, path)))
    assert said["answer.refugee"] == "no"
    assert said["answer.undocumented"] == "not_stated"


@pytest.mark.parametrize(
    "nasty",
    ["<script>alert(1)</script>", "'; DROP TABLE service; --", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "\u202e\u0000x"],
)
async def test_what_is_typed_stays_text(client: TestClient, made: Towns, nasty: str) -> None:
    await sign_in(client, made, made.account("editor"))
    page = await page_of(client, ENTRY + "?text=en")
    await post(client, ENTRY, changed(page, "save", service__name=nasty, service__description=nasty))
    for path in (
        ENTRY,
        "/edit/pueblo",
        ENTRY + "/history",
        ENTRY + "/history/2",
        ENTRY + "/words/fr",
        f"/edit/pueblo?q={nasty}",
    ):
        shown = await page_of(client, path)
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert "49" not in shown.split("<h1>")[1].split("</h1>")[0]


@pytest.mark.parametrize(
    "path",
    ["/edit/pueblo/entry/castle", ENTRY + "/history/99", ENTRY + "/history/x", "/edit/pueblo/words/xx!", "/edit/atlantis"],
)
async def test_what_is_not_there_is_a_page(client: TestClient, made: Towns, path: str) -> None:
    await sign_in(client, made, made.account("administrator"))
    assert "There is nothing here" in await page_of(client, path, 404)


async def test_a_preview_is_what_the_directory_would_answer(client: TestClient, made: Towns) -> None:
    await sign_in(client, made, made.account("viewer"))
    page = await page_of(client, ENTRY + "/preview")
    assert "Open door" in page
    person = {"stamp": stamp(page), "status": "asylum_seeker", "age": "30", "child_age": "4", "as_lang": "es"}
    seen = await (await post(client, ENTRY + "/preview", person, 200)).text()
    assert "Sí, puedes usarlo" in html.unescape(seen)
    assert "tu hijo" in html.unescape(seen)
    await post(client, ENTRY + "/preview", {**person, "age": "very old"}, 400)


async def test_an_invitation_from_the_console(client: TestClient, made: Towns) -> None:
    admin, editor = made.account("administrator"), made.account("editor")
    await sign_in(client, made, admin)
    page = await page_of(client, "/edit/pueblo/people")
    shown = await (
        await post(client, "/edit/pueblo/people", {"stamp": stamp(page), "do": "invite", "role": "editor"}, 200)
    ).text()
    link = re.search(r'id="link">[^<]*(/invitation/[\w-]+)<', shown)
    assert link
    assert link[1].rpartition("/")[2] not in await page_of(client, "/edit/pueblo/people")  # it is shown this once
    account = re.search(r'name="account" value="(\d+)"', page)
    assert account
    await post(client, "/edit/pueblo/people", {"stamp": stamp(page), "do": "leave", "account": account[1]}, 200)
    response = await client.post("/sign-in", data={"login": editor, "password": "four plain words here"}, allow_redirects=False)
    assert response.status == 403


async def test_the_link_of_a_letter_confirms_by_a_button(client: TestClient, made: Towns) -> None:
    await sign_in(client, made, made.account("editor"))
    letter = await (await client.get("/edit/pueblo/letter/clinic-door")).text()
    import email
    import email.policy

    text = email.message_from_string(letter, policy=email.policy.default).get_content()  # type: ignore[attr-defined]
    found = re.search(r"/still-right/\S+", text)
    assert found
    client.session.cookie_jar.clear()
    page = await page_of(client, found[0])
    assert "Sigue siendo correcto" in html.unescape(page)
    await page_of(client, found[0])  # opening it changes nothing
    await post(client, found[0], {}, 200)
    await page_of(client, found[0], 404)
    await page_of(client, found[0][:-1] + "x", 404)


async def test_the_week_is_told_while_one_types(client: TestClient, made: Towns) -> None:
    await sign_in(client, made, made.account("editor"))
    said = await (await client.get("/edit/pueblo/hours?Mo=9-14&Tu=9-14&holidays=1")).json()
    assert said["osm"] == "Mo,Tu 09:00-14:00; PH off"
    assert len(said["lines"]) == 7
    assert (await (await client.get("/edit/pueblo/hours?osm=nonsense")).json())["lines"] == []


async def test_every_route_is_described(client: TestClient) -> None:
    whole = await (await client.get("/api/openapi.json")).json()
    served = set()
    for route in client.app.router.routes():  # type: ignore[union-attr]
        assert route.resource is not None
        if route.method != "HEAD":
            served.add((route.method.lower(), route.resource.canonical))
    described = {(method, path) for path, item in whole["paths"].items() for method in item}
    assert served == described
