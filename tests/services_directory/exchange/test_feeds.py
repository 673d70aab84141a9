"""Feeds read a file or an address again and again, and change nothing: they propose, and a person decides."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from both_databases import both, both_settings, database_url, postgres_server  # noqa: F401
from sheet_of_a_hall import HEAD, MAPPING, ROWS
from shell import faro
from small_directory import SmallDirectory
from sqlalchemy import Engine, select

from services_directory import models, storage
from services_directory.exchange import feeds, from_models, proposals
from services_directory.exchange.apply import import_records
from services_directory.exchange.mapping import of_said
from services_directory.models import Feed, Proposal
from services_directory.settings import Settings
from services_directory.yaml_files import load

WEEK = timedelta(days=7)


@pytest.fixture
def engine(both: Engine, tmp_path: Path) -> Engine:  # noqa: F811
    """The small town, on each database."""
    import_records(both, SmallDirectory(tmp_path).records())
    return both


def feed(engine: Engine, tmp_path: Path, place: str) -> None:
    map_ = tmp_path / "map.yml"
    map_.write_text(MAPPING, encoding="utf-8")
    mapping = of_said(load(map_).data["mapping"], "mapping").model_dump(mode="json")
    with storage.transaction(engine) as session:
        feeds.add(session, Feed(city_id="pueblo", name="hall", place=place, format="csv", mapping=mapping, every_hours=24))


def names(engine: Engine) -> dict[str, str]:
    with storage.session(engine) as session:
        found = session.execute(select(models.Service.id, models.Service.name))
        return {id_: name for id_, name in found if id_.startswith("hall-")}


def open_(engine: Engine) -> list[Proposal]:
    with storage.session(engine) as session:
        return list(proposals.pending(session, "pueblo"))


def said(engine: Engine) -> str | None:
    with storage.session(engine) as session:
        return session.get_one(Feed, ("pueblo", "hall")).outcome


def test_a_feed_only_proposes_and_a_person_accepts_one_by_one(engine: Engine, tmp_path: Path) -> None:
    sheet = tmp_path / "hall.csv"
    sheet.write_text(HEAD + ROWS, encoding="utf-8")
    feed(engine, tmp_path, str(sheet))
    assert feeds.run(engine, "pueblo", "hall") == "2 changes proposed, 0 values left out"
    assert names(engine) == {}
    first, second = open_(engine)
    assert (first.how, first.service_id) == ("added", "hall-1")
    plan = proposals.accept(engine, [first.id])
    assert plan.of("service", ("added",), "pueblo") == ["hall-1"]
    assert names(engine) == {"hall-1": "Food bank"}
    assert [one.id for one in open_(engine)] == [second.id]


def test_what_has_not_changed_is_not_looked_at_and_what_was_rejected_not_proposed_again(engine: Engine, tmp_path: Path) -> None:
    sheet = tmp_path / "hall.csv"
    sheet.write_text(HEAD + ROWS, encoding="utf-8")
    feed(engine, tmp_path, str(sheet))
    feeds.run(engine, "pueblo", "hall")
    assert feeds.run(engine, "pueblo", "hall") == "nothing new"
    with storage.transaction(engine) as session:
        proposals.reject(session, [one.id for one in open_(engine)])
    sheet.write_text(HEAD + ROWS + "\n", encoding="utf-8")
    assert feeds.run(engine, "pueblo", "hall") == "0 changes proposed, 0 values left out"
    sheet.write_text(HEAD + ROWS.replace("Legal desk", "Law desk"), encoding="utf-8")
    assert feeds.run(engine, "pueblo", "hall") == "1 changes proposed, 0 values left out"
    assert [one.service_id for one in open_(engine)] == ["hall-2"]


def test_a_change_and_a_removal_are_proposed_and_an_editors_field_stays(engine: Engine, tmp_path: Path) -> None:
    sheet = tmp_path / "hall.csv"
    sheet.write_text(HEAD + ROWS, encoding="utf-8")
    feed(engine, tmp_path, str(sheet))
    feeds.run(engine, "pueblo", "hall")
    proposals.accept(engine, [one.id for one in open_(engine)])
    with storage.transaction(engine) as session:
        session.get_one(models.Service, "hall-1").name = "The food bank of the town"
    sheet.write_text(HEAD + "1,Larder,Red Hall,Food,952 12 61 27,Free\n", encoding="utf-8")
    feeds.run(engine, "pueblo", "hall")
    found = {one.service_id: one for one in open_(engine)}
    assert {id_: one.how for id_, one in found.items()} == {"hall-1": "changed", "hall-2": "removed"}
    assert "name" not in found["hall-1"].fields
    assert "phones" in found["hall-1"].fields
    assert names(engine) == {"hall-1": "The food bank of the town", "hall-2": "Legal desk"}
    proposals.accept(engine, [one.id for one in found.values()])
    assert names(engine) == {"hall-1": "The food bank of the town"}
    with storage.session(engine) as session:
        records = from_models.city(session, "pueblo")
    assert records is not None
    assert [phone.number for phone in records.services["hall-1"].phones] == ["+34952126127"]


def test_what_goes_wrong_is_the_outcome_and_proposes_nothing(engine: Engine, tmp_path: Path) -> None:
    sheet = tmp_path / "hall.csv"
    feed(engine, tmp_path, str(sheet))
    assert feeds.run(engine, "pueblo", "hall") == "cannot be fetched (FileNotFoundError)"
    sheet.write_text(HEAD + "1,,Red Hall,Food,,\n2,,Red Hall,Food,,\n", encoding="utf-8")
    assert feeds.run(engine, "pueblo", "hall") == "2 problems; the first: hall.csv:2: Program: is empty"
    sheet.write_bytes(b"")
    assert "problems" in feeds.run(engine, "pueblo", "hall")
    assert open_(engine) == []
    assert said(engine) is not None


def test_feeds_are_due_by_their_hours(engine: Engine, tmp_path: Path) -> None:
    feed(engine, tmp_path, str(tmp_path / "hall.csv"))
    now = datetime.now(UTC).replace(tzinfo=None)
    with storage.session(engine) as session:
        assert feeds.due(session, now) == [("pueblo", "hall")]
    feeds.run(engine, "pueblo", "hall")
    with storage.session(engine) as session:
        assert feeds.due(session, now) == []
        assert feeds.due(session, now + WEEK) == [("pueblo", "hall")]


class Page(BaseHTTPRequestHandler):
    """A maker's server: a sheet, an address that leads to a file of this machine, one that is gone."""

    def __init__(self, hits: list[str], *args: object) -> None:
        self._hits = hits
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self._hits.append(self.path)
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd")
        elif self.path == "/sheet":
            self.send_response(200)
        else:
            self.send_response(404)
        self.end_headers()
        if self.path == "/sheet":
            self.wfile.write((HEAD + ROWS).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def maker() -> Iterator[tuple[str, list[str]]]:
    hits: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Page, hits))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", hits
    server.shutdown()
    server.server_close()


def test_an_address_is_fetched_and_leads_nowhere_else(engine: Engine, tmp_path: Path) -> None:
    with maker() as (url, hits):
        feed(engine, tmp_path, f"{url}/sheet")
        assert feeds.run(engine, "pueblo", "hall") == "2 changes proposed, 0 values left out"
        feed(engine, tmp_path, f"{url}/away")
        assert feeds.run(engine, "pueblo", "hall") == "cannot be fetched (HTTPError)"
        feed(engine, tmp_path, f"{url}/gone")
        assert feeds.run(engine, "pueblo", "hall") == "cannot be fetched (HTTPError)"
        assert hits == ["/sheet", "/away", "/gone"]
    assert feeds.run(engine, "pueblo", "hall") == "cannot be fetched (URLError)"
    assert names(engine) == {}


def test_a_shell_does_all_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small = SmallDirectory(tmp_path)
    settings: Settings = small.settings
    faro(settings, "import")
    (tmp_path / "map.yml").write_text(MAPPING, encoding="utf-8")
    sheet = tmp_path / "hall.csv"
    sheet.write_text(HEAD + ROWS, encoding="utf-8")
    about = ("--name", "hall", "--city", "pueblo")
    assert faro(settings, "feed", "add", str(sheet), *about, "--format", "csv", "--map", str(tmp_path / "map.yml")) == 0
    assert faro(settings, "feed", "run") == 0
    assert "pueblo/hall: 2 changes proposed" in capsys.readouterr().out
    assert faro(settings, "proposals", "list", "--city", "pueblo") == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line.split(" ", 1)[1] for line in listed] == [
        "added pueblo/hall-1 (from hall)",
        "added pueblo/hall-2 (from hall)",
    ]
    first, second = (line.split()[0] for line in listed)
    assert faro(settings, "proposals", "accept", first) == 0
    assert faro(settings, "proposals", "reject", second) == 0
    assert faro(settings, "proposals", "accept", second) == 2
    assert "no open proposal" in capsys.readouterr().err
    assert faro(settings, "feed", "list") == 0
    assert "pueblo/hall" in capsys.readouterr().out
    assert faro(settings, "feed", "remove", *about) == 0
    assert faro(settings, "feed", "run", *about) == 2
    assert faro(settings, "feed", "add", "ftp://example.org/x", *about, "--format", "hsds-json") == 1
    assert "an address begins with http" in capsys.readouterr().err
