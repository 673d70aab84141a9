"""Files from outside: too large, not what they say, or a bomb, are refused before they cost anything."""

from __future__ import annotations

import resource
import zlib
from pathlib import Path

import aiohttp
import polib
import pytest
from aiohttp.test_utils import TestClient
from offices import Towns, door, sign_in, stamp, towns
from test_editors import page_of

from services_directory.web.uploads import MOST_BYTES

FILE = "/edit/pueblo/words/fr/file"


@pytest.fixture
def made(tmp_path: Path) -> Towns:
    return towns(tmp_path)


def form(own: str, body: bytes, name: str = "fr.po", do: str = "look") -> aiohttp.FormData:
    made = aiohttp.FormData()
    made.add_field("stamp", own)
    made.add_field("file", body, filename=name)
    made.add_field("do", do)
    return made


async def ready(client: TestClient, made: Towns, role: str = "editor") -> tuple[str, polib.POFile]:
    await sign_in(client, made, made.account(role))
    own = stamp(await page_of(client, "/edit/pueblo/words/fr"))
    return own, polib.pofile(await page_of(client, FILE))


async def test_a_file_comes_back_for_review(made: Towns) -> None:
    async with door(made) as client:
        own, file = await ready(client, made)
        file.find("clinic-door/documents_note", by="msgctxt").msgstr = "Passeport, si vous l'avez."
        looked = await client.post(FILE, data=form(own, str(file).encode()))
        assert looked.status == 200
        assert "1 text would change" in await looked.text()
        assert "clinic-door" not in (await page_of(client, "/edit/pueblo/review")).split("<main")[1]
        brought = await client.post(FILE, data=form(own, str(file).encode(), do="bring"), allow_redirects=False)
        assert brought.status == 303
        assert "clinic-door" in await page_of(client, "/edit/pueblo/review")


async def test_problems_are_named_by_file_and_line(made: Towns) -> None:
    async with door(made) as client:
        own, file = await ready(client, made)
        file.append(polib.POEntry(msgctxt="castle/name", msgid="x", msgstr="y"))
        refused = await client.post(FILE, data=form(own, str(file).encode(), name="../../etc/x.po", do="bring"))
        text = await refused.text()
        assert refused.status == 400
        assert "castle/name" in text
        assert "x.po" in text
        assert "../" not in text.split("<main")[1]


async def test_too_large_or_no_file_or_no_stamp(made: Towns) -> None:
    async with door(made) as client:
        own, file = await ready(client, made)
        assert (await client.post(FILE, data=form(own, b"x" * (MOST_BYTES + 1)))).status == 413
        assert (await client.post(FILE, data=form(own, b""))).status == 400
        assert (await client.post(FILE, data={"stamp": own})).status == 415
        assert (await client.post(FILE, data=form("", str(file).encode()))).status == 403
        cross = await client.post(FILE, data=form(own, str(file).encode()), headers={"Sec-Fetch-Site": "cross-site"})
        assert cross.status == 403
        many = form(own, b"x")
        for number in range(30):
            many.add_field(f"f{number}", "x")
        assert (await client.post(FILE, data=many)).status == 400
        assert (await client.post(FILE, data=form(own, b"\xff\xfe\x00 not a po file"))).status == 400


async def test_a_viewer_brings_nothing(made: Towns) -> None:
    async with door(made) as client:
        own, file = await ready(client, made, "viewer")
        assert (await client.post(FILE, data=form(own, str(file).encode(), do="bring"))).status == 403


async def test_a_bomb_is_refused_while_it_unpacks(made: Towns) -> None:
    async with door(made) as client:
        own, _ = await ready(client, made)
        mark = "zq"
        head = f'--{mark}\r\nContent-Disposition: form-data; name="stamp"\r\n\r\n{own}\r\n--{mark}\r\n'
        head += 'Content-Disposition: form-data; name="file"; filename="x.po"\r\n\r\n'
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        body = packer.compress(head.encode()) + b"".join(packer.compress(b"0" * 1_000_000) for _ in range(600)) + packer.flush()
        assert len(body) < 1_000_000  # and 600 MB unpacked
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        headers = {"Content-Encoding": "gzip", "Content-Type": f"multipart/form-data; boundary={mark}"}
        response = await client.post(FILE, data=body, headers=headers)
        assert response.status in (400, 413)
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kilobytes
