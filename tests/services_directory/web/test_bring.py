"""A list of another maker in the console: guessed, mended, looked at, proposed, accepted one by one; bombs are refused."""

from __future__ import annotations

import io
import json
import re
import resource
import zipfile
import zlib
from html import unescape
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestClient
from axe import faults
from clerks import chromium, clerk
from offices import Towns, door, sign_in, stamp, towns
from sheet_of_a_hall import HEAD, ROWS
from sqlalchemy import select
from test_editors import page_of
from test_editors_day import accept, invited, served

from services_directory import models, storage
from services_directory.editing import review
from services_directory.exchange import proposals
from services_directory.web.editors_bring import MOST_BYTES

BRING, PROPOSALS = "/edit/pueblo/bring", "/edit/pueblo/proposals"
MORE = ROWS + "3,Baths,Red Hall,Wash,12 34 56 78 99,Free\n"
_MAPPING = re.compile(r"<textarea[^>]*>(.*?)</textarea>", re.DOTALL)
_ACTION = re.compile(r'action="(/edit/pueblo/bring/[^"]+)"')


@pytest.fixture
def made(tmp_path: Path) -> Towns:
    return towns(tmp_path)


def form(own: str, body: bytes, name: str = "hall.csv") -> aiohttp.FormData:
    sent = aiohttp.FormData()
    sent.add_field("stamp", own)
    sent.add_field("file", body, filename=name)
    sent.add_field("language", "en")
    return sent


async def ready(client: TestClient, made: Towns, role: str = "editor") -> str:
    await sign_in(client, made, made.account(role))
    return stamp(await page_of(client, BRING))


async def opened(client: TestClient, own: str, text: str) -> tuple[str, str]:
    """The address under which a sheet is kept, and the mapping that was guessed."""
    response = await client.post(BRING, data=form(own, text.encode()))
    page = await response.text()
    assert response.status == 200, page
    return _ACTION.findall(page)[0], unescape(_MAPPING.findall(page)[0])


async def look(client: TestClient, own: str, address: str, mapping: str, **more: str) -> tuple[int, str]:
    response = await client.post(address, data={"stamp": own, "mapping": mapping, "do": "look", **more}, allow_redirects=False)
    return response.status, unescape(await response.text())


def ids(made: Towns) -> set[str]:
    with storage.session(made.engine) as session:
        return {id_ for id_ in session.scalars(select(models.Service.id)) if id_.startswith("hall-")}


def numbers(made: Towns) -> dict[str, int]:
    with storage.session(made.engine) as session:
        return {row.service_id: row.id for row in proposals.pending(session, "pueblo")}


async def test_from_a_file_to_entries_in_review(made: Towns) -> None:
    async with door(made) as client:
        own = await ready(client, made)
        address, mapping = await opened(client, own, HEAD + MORE)
        assert "name: Program\n" in mapping
        assert "id: Key\n" in mapping
        assert "Food: [food]" in mapping
        status, page = await look(client, own, address, mapping)
        assert status == 200
        assert "3 proposals would be made" in page
        assert "hall-1" in page
        assert "hall.csv" in page
        assert "not taken over" in page  # a number that cannot exist
        mended = mapping.replace("Law: []", "Law: [legal_aid]")
        assert mended != mapping
        done = await client.post(address, data={"stamp": own, "mapping": mended, "do": "propose"}, allow_redirects=False)
        assert (done.status, done.headers["Location"]) == (303, f"{PROPOSALS}?done=proposed")
        assert ids(made) == set()
        listed = await page_of(client, PROPOSALS)
        assert "Legal desk" in listed
        assert "legal_aid" in listed
        waiting = numbers(made)
        assert set(waiting) == {"hall-1", "hall-2", "hall-3"}
        for number, do, said in ((waiting["hall-2"], "accept", "accepted"), (waiting["hall-3"], "reject", "rejected")):
            done = await client.post(PROPOSALS, data={"stamp": own, "proposal": str(number), "do": do}, allow_redirects=False)
            assert done.headers["Location"] == f"{PROPOSALS}?done={said}"
        assert set(numbers(made)) == {"hall-1"}
        assert "Legal desk" in await page_of(client, "/edit/pueblo/review")
        assert ids(made) == set()
        again = await client.post(PROPOSALS, data={"stamp": own, "proposal": str(waiting["hall-2"]), "do": "accept"})
        assert again.status == 404


async def test_problems_stand_by_row_and_column_and_nothing_is_proposed(made: Towns) -> None:
    async with door(made) as client:
        own = await ready(client, made)
        address, mapping = await opened(client, own, HEAD + ROWS + "4,,Red Hall,Food,,\n")
        for do in ("look", "propose"):
            status, page = await look(client, own, address, mapping, do=do)
            assert status == 400
            assert "1 problem. Nothing was changed." in page
            assert re.search(r'<td>hall.csv</td><td class="number">4</td><td class="code">Program</td><td[^>]*>is empty', page)
            assert "Make proposals" not in page
        for wrong, why in (
            (mapping.replace("name: Program", "name: Programme"), "no such column"),
            (mapping + "  color: red\n", "color"),
            ("mapping: [", "not YAML"),
            ("", "mapping"),
            ("&a [*a]", "mapping"),
            ("x: " + "[" * 2000, "deeper than"),
        ):
            status, page = await look(client, own, address, wrong)
            assert status == 400, wrong
            assert why in page
        assert numbers(made) == {}


async def test_what_an_editor_published_gets_a_proposal_with_a_difference(made: Towns) -> None:
    async with door(made) as client:
        own = await ready(client, made, "reviewer")
        address, mapping = await opened(client, own, HEAD + ROWS.replace("Law", "Food"))
        await look(client, own, address, mapping, do="propose")
        for number in numbers(made).values():
            await client.post(PROPOSALS, data={"stamp": own, "proposal": str(number), "do": "accept"})
        with storage.transaction(made.engine) as session:
            city = session.get_one(models.City, "pueblo")
            for id_ in ("hall-1", "hall-2"):
                current = review.working(session, city, id_)
                review.publish(session, city, id_, current.seen, "reviewer")
        assert ids(made) == {"hall-1", "hall-2"}
        address, mapping = await opened(
            client, own, HEAD + ROWS.replace("Law", "Food").splitlines()[0].replace("26", "27") + "\n"
        )
        await look(client, own, address, mapping, do="propose", complete="1")
        with storage.session(made.engine) as session:
            found = {row.service_id: row.how for row in proposals.pending(session, "pueblo")}
        assert found == {"hall-1": "changed", "hall-2": "removed"}
        page = await page_of(client, PROPOSALS)
        assert "+34952126126" in page
        assert "+34952126127" in page
        assert "service.origin" not in page
        with storage.transaction(made.engine) as session:  # somebody is at work on the one
            city = session.get_one(models.City, "pueblo")
            current = review.working(session, city, "hall-1")
            review.save(session, city, "hall-1", current.content | {"words": []}, current.seen, "editor")
        at = {id_: str(number) for id_, number in numbers(made).items()}
        for id_, said in (("hall-1", "at_work"), ("hall-2", "accepted")):
            done = await client.post(PROPOSALS, data={"stamp": own, "proposal": at[id_], "do": "accept"}, allow_redirects=False)
            assert done.headers["Location"].endswith(f"done={said}")
        with storage.session(made.engine) as session:
            city = session.get_one(models.City, "pueblo")
            assert review.working(session, city, "hall-2").content["service"]["published"] is False
            assert session.get_one(models.Service, "hall-1").phones[0].number == "+34952126126"


async def test_hsds_needs_no_mapping(made: Towns) -> None:
    service = {"id": "0b1f9f4e-8a4e-4d4e-9f0e-1a2b3c4d5e6f", "name": "Soup", "status": "active", "description": "Soup at noon."}
    service["organization"] = {"id": "0b1f9f4e-8a4e-4d4e-9f0e-1a2b3c4d5e60", "name": "Kitchen", "description": "A kitchen"}  # type: ignore[assignment]
    async with door(made) as client:
        own = await ready(client, made)
        response = await client.post(BRING, data=form(own, json.dumps([service]).encode(), "soup.json"))
        page = await response.text()
        assert response.status == 200, page
        assert "1 proposal would be made" in page
        assert "<textarea" not in page
        await client.post(_ACTION.findall(page)[0], data={"stamp": own, "do": "propose"})
        assert len(numbers(made)) == 1


async def test_who_may_not_brings_nothing(made: Towns) -> None:
    async with door(made) as client, door(made) as other, door(made) as second:
        own = await ready(client, made)
        address, mapping = await opened(client, own, HEAD + ROWS)
        assert (await client.post(BRING, data=form("", b"a,b\n1,2\n"))).status == 403
        assert (await look(client, "", address, mapping))[0] == 403
        foreign = await client.post(BRING, data=form(own, b"a,b\n"), headers={"Sec-Fetch-Site": "cross-site"})
        assert foreign.status == 403
        assert (await client.post("/edit/aldea/bring", data=form(own, b"a,b\n"))).status == 404
        await sign_in(other, made, made.account("viewer"))
        assert (await other.get(BRING)).status == 403
        assert (await other.get(PROPOSALS)).status == 200
        theirs = stamp(await page_of(other, PROPOSALS))
        assert (await look(other, theirs, address, mapping))[0] == 403
        assert (await other.post(PROPOSALS, data={"stamp": theirs, "proposal": "1", "do": "accept"})).status == 403
        await sign_in(second, made, made.account("editor", login="second"))  # of the same city, but it is not their file
        theirs = stamp(await page_of(second, BRING))
        assert (await look(second, theirs, address, mapping))[0] == 303


async def test_a_proposal_of_another_city_is_not_there(made: Towns) -> None:
    async with door(made) as client, door(made) as other:
        own = await ready(client, made)
        address, mapping = await opened(client, own, HEAD + ROWS)
        await look(client, own, address, mapping, do="propose")
        number = str(min(numbers(made).values()))
        await sign_in(other, made, made.account("editor", "aldea"))
        theirs = stamp(await page_of(other, "/edit/aldea/bring"))
        for do in ("accept", "reject"):
            answer = await other.post("/edit/aldea/proposals", data={"stamp": theirs, "proposal": number, "do": do})
            assert answer.status == 404
        for said in ("x", "9" * 30, "-1", ""):
            answer = await other.post("/edit/aldea/proposals", data={"stamp": theirs, "proposal": said, "do": "accept"})
            assert answer.status == 400
        assert "Legal desk" not in await page_of(other, "/edit/aldea/proposals")


def workbook(sheet: bytes) -> bytes:
    """A workbook whose one sheet is this XML."""
    from openpyxl import Workbook

    plain, made = io.BytesIO(), io.BytesIO()
    Workbook().save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return made.getvalue()


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    cell = '<row><c t="inlineStr"><is><t>&l11;</t></is></c></row>'
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]><worksheet xmlns="{space}"><sheetData>{cell}</sheetData></worksheet>'.encode()


def packed(name: str, size: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"0" * size)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("bomb.xlsx", workbook(b"<worksheet>" + b" " * 400_000_000)),
        ("laughs.xlsx", workbook(laughs())),
        ("broken.xlsx", workbook(b"<worksheet><sheetData><row>")),
        ("bomb.zip", packed("services.csv", 400_000_000)),
        ("no.xlsx", b"PK\x03\x04 nothing"),
        ("no.zip", b"nothing"),
        ("deep.json", b"[" * 200_000),
        ("no.json", b"\xff\xfe{"),
        ("wide.csv", b'"' + b"x" * 7_000_000),
        ("empty.csv", b"\n\n"),
        ("what.exe", b"MZ"),
        ("../../etc/passwd", b"a,b\n1,2\n"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_bombs_and_what_is_no_list_are_refused(made: Towns, name: str, body: bytes) -> None:
    assert len(body) < MOST_BYTES
    async with door(made) as client:
        own = await ready(client, made)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        response = await client.post(BRING, data=form(own, body, name))
        page = await response.text()
        assert response.status == 400, page[:3000]
        assert "Nothing was changed" in page
        assert "../" not in page.split("<main")[1]
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000  # kilobytes
        assert (await client.get(BRING)).status == 200


async def test_a_body_that_unpacks_or_is_too_large_is_refused(made: Towns) -> None:
    async with door(made) as client:
        own = await ready(client, made)
        assert (await client.post(BRING, data=form(own, b"x" * (MOST_BYTES + 1)))).status == 413
        assert (await client.post(BRING, data={"stamp": own})).status == 415
        head = f'--zq\r\nContent-Disposition: form-data; name="stamp"\r\n\r\n{own}\r\n--zq\r\n'
        head += 'Content-Disposition: form-data; name="file"; filename="x.csv"\r\n\r\n'
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        body = packer.compress(head.encode()) + b"".join(packer.compress(b"0" * 1_000_000) for _ in range(400)) + packer.flush()
        headers = {"Content-Encoding": "gzip", "Content-Type": "multipart/form-data; boundary=zq"}
        assert (await client.post(BRING, data=body, headers=headers)).status in (400, 413)


@pytest.mark.server
@pytest.mark.parametrize("width", [360, 1280])
async def test_a_clerk_brings_a_list_in_a_browser(made: Towns, tmp_path: Path, width: int) -> None:
    sheet = tmp_path / "hall.csv"
    sheet.write_text(HEAD + MORE, encoding="utf-8")
    async with served(made) as url, chromium() as browser, clerk(browser, url, width) as someone:
        await accept(someone, invited(made, "pueblo", "editor"), "someone", "en")
        await someone.page.get_by_role("link", name="Proposals", exact=True).click()
        await someone.page.get_by_role("link", name="Bring a list").click()
        await someone.page.set_input_files("#file", sheet)
        await someone.press("Open it")
        await someone.page.fill("#mapping", (await someone.page.input_value("#mapping")).replace("Law: []", "Law: [legal_aid]"))
        await someone.press("See what would change")
        assert await someone.status() == "3 proposals would be made. Nothing has been changed yet."
        await someone.page.locator("details summary").first.click()
        assert await faults(someone.page) == []
        assert await someone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await someone.press("Make proposals of it")
        assert await faults(someone.page) == []
        assert await someone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await someone.press("Accept")
        assert "Accepted. It waits for review." in await someone.status()
        assert someone.complaints == []
