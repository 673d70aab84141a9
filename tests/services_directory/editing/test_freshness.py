"""What needs a look, links and numbers on loopback pages, letters with links that confirm once, notices that clear themselves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from small_directory import SmallDirectory
from sqlalchemy import Engine, select

from services_directory import storage
from services_directory.access import Directory, Question
from services_directory.editing import contacts, freshness, letters
from services_directory.editing.contacts import Contacts
from services_directory.errors import NotKnown
from services_directory.exchange.apply import import_records, mark_changed
from services_directory.models import City, ContactCheck, Notice, Report, Service, Tally
from services_directory.search.freshness import HOLDS_FOR, expired
from services_directory.settings import ROOT
from services_directory.web.auth_secrets import Secrets
from services_directory.wording.cards import card_text, checked_line
from services_directory.wording.phrases import Phrasebook

DOOR = "clinic-door"
NOW = date(2026, 11, 28)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    small = SmallDirectory(tmp_path)
    small.change("cities/pueblo/services/bus.yml", "published: false\n", "")
    engine = storage.open_engine(small.settings)
    storage.upgrade(engine)
    import_records(engine, small.records())
    yield engine
    engine.dispose()


def queue(engine: Engine) -> dict[str, freshness.Due]:
    with storage.session(engine) as session:
        return {due.id: due for due in freshness.queue(session, session.get_one(City, "pueblo"), NOW)}


def test_the_riskiest_come_first(engine: Engine) -> None:
    found = queue(engine)
    assert list(found) == ["bus-card", DOOR]  # never checked, from memory, not sure
    assert found["bus-card"].why == ("never", "uncertain")
    before = found[DOOR].risk
    with storage.transaction(engine) as session:
        session.add(Report(service_id=DOOR, kind="phone", times=3, last_on=NOW))
        session.add(Tally(kind="shown", city_id="pueblo", week=date(2026, 11, 23), service=DOOR, count=900))
    after = queue(engine)[DOOR]
    assert after.risk > 10 * before
    assert after.faults == {"phone": 3}
    assert "reported" in after.why


def test_confirming_settles_everything(engine: Engine) -> None:
    with storage.transaction(engine) as session:
        session.add(Report(service_id="bus-card", kind="phone", times=3, last_on=NOW))
    with storage.transaction(engine) as session:
        city = session.get_one(City, "pueblo")
        day = freshness.confirm(session, city, "bus-card")
        freshness.look_after(session, city, "bus-card", None, day + timedelta(days=1))
        with pytest.raises(NotKnown):
            freshness.confirm(session, city, "castle")
        with pytest.raises(NotKnown):
            freshness.look_after(session, city, "bus-card", 77, None)
    with storage.session(engine) as session:
        assert session.scalars(select(Report)).all() == []
        row = session.get_one(Service, "bus-card")
        assert (row.last_verified, row.verified_how) == (day, "office")
        due = {one.id: one for one in freshness.queue(session, session.get_one(City, "pueblo"), day + timedelta(days=2))}
    assert "due" in due["bus-card"].why


@pytest.fixture
async def pages() -> AsyncIterator[TestServer]:
    """Pages of offices: one with its number, one with another, one that is gone, one that moved, one that is broken."""

    def html(text: str) -> web.Response:
        return web.Response(text=f"<html><p>{text}</p></html>", content_type="text/html")

    async def answer(request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name == "moved":
            return web.Response(status=301, headers={"Location": "/right"})
        if name == "loop":
            return web.Response(status=302, headers={"Location": "/loop"})
        if name in ("gone", "broken", "shut"):
            return web.Response(status={"gone": 404, "broken": 500, "shut": 403}[name])
        return html("Call 952 12 61 26" if name == "right" else "Call 952 99 99 99")

    app = web.Application()
    app.router.add_get("/{name}", answer)
    async with TestServer(app) as server:
        yield server


@pytest.mark.parametrize(
    ("page", "phone", "found"),
    [
        ("right", "+34952126126", ["ok", "ok"]),
        ("moved", "+34952126126", ["ok", "ok"]),
        ("other", "+34952126126", ["ok", "not_on_page"]),
        ("gone", "+34952126126", ["dead", "ok"]),
        ("broken", "+34952126126", ["dead", "ok"]),
        ("loop", "+34952126126", ["dead", "ok"]),
        ("shut", "112", ["ok", "ok"]),
        ("right", "+34000000000", ["ok", "impossible"]),
    ],
)
async def test_links_and_numbers(pages: TestServer, page: str, phone: str, found: list[str]) -> None:
    entry = Contacts(DOOR, "pueblo", str(pages.make_url(f"/{page}")), (phone,))
    assert [one.found for one in await contacts.look([entry], inner=True)] == found


async def test_the_inner_network_is_not_asked(pages: TestServer) -> None:
    for url in (
        str(pages.make_url("/right")),
        f"http://localhost:{pages.port}/right",
        "http://169.254.169.254/",
        "http://[::1]/",
    ):
        (found,) = await contacts.look([Contacts(DOOR, "pueblo", url, ())])
        assert found.found == "dead", url


async def test_dead_links_are_flagged_since_when_and_looked_at_again(engine: Engine, pages: TestServer) -> None:
    first, later = datetime(2026, 11, 1), datetime(2026, 11, 20)
    with storage.session(engine) as session:
        due = contacts.due(session, moment=first)
    assert {one.service for one in due} == {DOOR, "bus-card"}
    dead = Contacts(DOOR, "pueblo", str(pages.make_url("/gone")), ())
    for moment in (first, later):
        with storage.transaction(engine) as session:
            assert contacts.note(session, await contacts.look([dead], inner=True), moment)["dead"] == 1
    with storage.session(engine) as session:
        row = session.scalars(select(ContactCheck)).one()
        assert (row.since, row.checked) == (first, later)
        assert [one.service for one in contacts.due(session, moment=later + timedelta(days=1))] == ["bus-card"]
        assert len(contacts.due(session, moment=later + timedelta(days=8))) == 2
    assert "dead" in queue(engine)[DOOR].why
    with storage.transaction(engine) as session:
        contacts.note(
            session, await contacts.look([Contacts(DOOR, "pueblo", str(pages.make_url("/right")), ())], inner=True), later
        )
        assert [row.found for row in session.scalars(select(ContactCheck))] == ["ok"]


def test_a_letters_link_confirms_once_and_not_for_ever(engine: Engine) -> None:
    signer, book = Secrets(b"k" * 32), Phrasebook.load()
    with storage.session(engine) as session:
        service = session.get_one(Service, DOOR)
        path = letters.link(signer, service, NOW)
        letter = letters.letter(book, "es", service, f"https://faro.example{path}", "ana@example.org")
    assert letter["To"] == "ana@example.org"
    assert path in letter.get_content().replace("=\n", "")
    _, _, id_, until, token = path.split("/")
    with storage.transaction(engine) as session:
        for other in ((DOOR, until, token[:-1] + "x"), (DOOR, "2030-01-01", token), ("bus-card", until, token)):
            with pytest.raises(NotKnown):
                letters.asked(session, signer, *other, NOW)
        with pytest.raises(NotKnown):
            letters.asked(session, signer, id_, until, token, NOW + timedelta(days=31))
        assert letters.asked(session, signer, id_, until, token, NOW).service.id == DOOR
        freshness.confirm(session, session.get_one(City, "pueblo"), DOOR)
        with pytest.raises(NotKnown):
            letters.asked(session, signer, id_, until, token, NOW)


def card(engine: Engine, day: str, lang: str = "en") -> dict[str, object]:
    moment = datetime.fromisoformat(f"{day}T10:30+01:00")
    return Directory(engine, ROOT).answer(Question("pueblo", services=(DOOR,), now=moment, lang=lang)).cards[0]


def test_a_notice_is_said_while_it_holds_and_clears_itself(engine: Engine) -> None:
    with storage.transaction(engine) as session:
        session.add(
            Notice(service_id=DOOR, city_id="pueblo", kind="closed", start=NOW, until=date(2026, 11, 30), note={"es": "Obras."})
        )
        mark_changed(session)
    assert card(engine, "2026-11-27")["notice"] is None
    shut = card(engine, "2026-11-30", "es")
    assert (shut["notice"], shut["open_now"]) == (
        {"kind": "closed", "until": "2026-11-30", "note": "Obras.", "note_lang": "es"},
        False,
    )
    assert "Está cerrado hasta el 30 de noviembre de 2026. Obras." in card_text(Phrasebook.load(), shut, "es")
    cleared = card(engine, "2026-12-01")
    assert (cleared["notice"], cleared["open_now"]) == (None, True)


def test_a_notice_outlives_an_import(engine: Engine, tmp_path: Path) -> None:
    with storage.transaction(engine) as session:
        session.add(Notice(service_id=DOOR, city_id="pueblo", kind="full", start=NOW, until=None, note={}))
    small = SmallDirectory(tmp_path / "again")
    small.change("cities/pueblo/services/clinic.yml", "name: Open door", "name: Open gate")
    import_records(engine, small.records())
    notice = card(engine, "2026-11-30")["notice"]
    assert isinstance(notice, dict)
    assert notice["kind"] == "full"


def test_an_old_check_says_so_and_sinks(engine: Engine) -> None:
    assert not expired(NOW - HOLDS_FOR, NOW)
    assert expired(NOW - HOLDS_FOR - timedelta(days=1), NOW)
    assert expired(None, NOW)
    fresh, old = card(engine, "2026-11-30"), card(engine, "2027-11-30")
    assert (fresh["expired"], old["expired"]) == (False, True)
    later = date(2027, 11, 30)
    assert "Not confirmed since November 22, 2026." in checked_line(Phrasebook.load(), old, "en", later)
    assert "Not confirmed since" not in checked_line(Phrasebook.load(), fresh, "en", NOW)


@pytest.mark.parametrize(("checked", "first"), [(date(2026, 11, 1), DOOR), (date(2025, 1, 1), "bus-card")])
def test_what_is_old_comes_after_its_equals(engine: Engine, checked: date, first: str) -> None:
    with storage.transaction(engine) as session:
        door, bus = session.get_one(Service, DOOR), session.get_one(Service, "bus-card")
        door.needs[0].need, door.last_verified = "transport", checked
        bus.programme_id, bus.access, bus.last_verified = None, dict(door.access), date(2026, 11, 1)
        mark_changed(session)
    asked = Question("pueblo", needs=("transport",), now=datetime.fromisoformat("2026-11-30T10:00+01:00"))
    assert Directory(engine, ROOT).answer(asked).cards[0]["id"] == first
