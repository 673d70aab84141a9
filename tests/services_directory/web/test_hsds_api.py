"""The HSDS API as another program meets it, on SQLite and on PostgreSQL, against the schemas and the OpenAPI document of HSDS."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from both_databases import postgres_server  # noqa: F401
from hsds_schemas import EXAMPLES, answer_faults, faults

from services_directory import storage
from services_directory.access import Directory
from services_directory.exchange.apply import import_records
from services_directory.exchange.directory_yaml import read_directory
from services_directory.exchange.foreign import Setting
from services_directory.exchange.hsds.taxonomies import NEEDS, STATUSES, taxonomies, term
from services_directory.exchange.incoming import read_json
from services_directory.exchange.merging import import_incoming
from services_directory.exchange.notes import Notes
from services_directory.exchange.problems import Problems
from services_directory.settings import ROOT, Settings
from services_directory.web import front_door
from services_directory.web.app import directory_app

BASE = "/api/hsds/v3"
LISTS = ("services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms")
OBJECTS = {"services": "service", "service_at_locations": "service_at_location", "organizations": "organization",
           "taxonomies": "taxonomy", "taxonomy_terms": "taxonomy_term"}  # fmt: skip


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Málaga and the official example, published, in a database of each kind."""
    folder = tmp_path_factory.mktemp("hsds")
    url = f"sqlite:///{folder / 'directory.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_server").database()
    settings = Settings(ROOT, folder, url)
    engine, problems = storage.open_engine(settings), Problems()
    storage.upgrade(engine)
    import_records(engine, read_directory(ROOT / "services_directory", problems, ["malaga"]))
    setting = Setting("malaga", "ES", "en", "example", date(2026, 11, 28), publish=True, contacts=True)
    said = json.loads((EXAMPLES / "service_full.json").read_text())
    said["attributes"].append(
        {"id": "7a0f3d2e-7b24-41ef-ba1b-a79405d4dcaa", "taxonomy_term": term(NEEDS, "mental_health").said()}
    )
    (folder / "example.json").write_text(json.dumps(said))
    import_incoming(engine, read_json(folder / "example.json", setting, Notes()), setting, complete=True)
    engine.dispose()
    return settings


@pytest.fixture
async def client(filled: Settings) -> AsyncIterator[TestClient]:
    room = directory_app(Directory.open(filled), filled)
    async with TestClient(TestServer(front_door.build([room]))) as opened:
        yield opened


async def got(client: TestClient, address: str, status: int = 200) -> Any:
    response = await client.get(f"{BASE}{address}")
    assert response.status == status, await response.text()
    return await response.json()


async def test_the_root_says_where_everything_is(client: TestClient) -> None:
    for address in ("", "/"):
        said = await got(client, address)
        assert answer_faults("/", said) == []
        assert said["version"] == "3.2"
    for key in ("profile", "openapi_url"):
        assert said[key].startswith("http://")
        found = await client.get("/" + said[key].split("/", 3)[3])
        assert found.status == 200
    profile = await got(client, "/profile")
    for url in profile["patches"].values():
        patch = await (await client.get("/" + url.split("/", 3)[3])).json()
        assert "x_faro" in patch["properties"]


@pytest.mark.parametrize("name", LISTS)
async def test_every_page_is_hsds(client: TestClient, name: str) -> None:
    first = await got(client, f"/{name}?per_page=40")
    pages = first["total_pages"]
    ids: list[str] = []
    for number in range(1, pages + 1):
        page = await got(client, f"/{name}?per_page=40&page={number}")
        assert answer_faults(f"/{name}", page) == []
        assert (page["first_page"], page["last_page"], page["empty"]) == (number == 1, number == pages, False)
        assert page["size"] == len(page["contents"])
        ids += [one["id"] for one in page["contents"]]
        for one in page["contents"]:
            assert all(not isinstance(value, list) for value in one.values())
    assert len(ids) == len(set(ids)) == first["total_items"]
    past = await got(client, f"/{name}?per_page=40&page={pages + 1}")
    assert (past["empty"], past["contents"], past["last_page"], past["total_items"]) == (True, [], True, len(ids))
    lines = await client.get(f"{BASE}/{name}?format=ndjson")
    assert lines.content_type == "application/x-ndjson"
    assert [json.loads(line)["id"] for line in (await lines.text()).splitlines()] == ids


@pytest.mark.parametrize("name", LISTS)
async def test_each_thing_is_found_by_its_id(client: TestClient, name: str) -> None:
    page = await got(client, f"/{name}?per_page=500")
    for one in [*page["contents"][:4], page["contents"][-1]]:
        found = await got(client, f"/{name}/{one['id']}")
        assert found["id"] == one["id"]
        assert answer_faults(f"/{name}/{{id}}", found) == []
        assert faults(OBJECTS[name], found) == []
    assert (await got(client, f"/{name}/00000000-0000-4000-8000-000000000000", 404))["error"]["code"] == "not_found"
    assert (await got(client, f"/{name}/17", 400))["error"]["where"] == "id"


async def test_full_lists_are_whole(client: TestClient) -> None:
    for name in ("services", "service_at_locations", "organizations"):
        page = await got(client, f"/{name}?full=true&per_page=5")
        assert answer_faults(f"/{name}", page) == []
        for one in page["contents"]:
            assert one == await got(client, f"/{name}/{one['id']}")
    with_services = (await got(client, "/organizations?full_service=true&per_page=3"))["contents"]
    assert all(one["services"][0]["attributes"] for one in with_services)


async def test_minimal_says_what_changed(client: TestClient) -> None:
    page = await got(client, "/services?minimal=true&per_page=500")
    assert all(set(one) == {"id", "modified_date"} for one in page["contents"])
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat().replace("+", "%2B")
    assert (await got(client, f"/services?modified_after={later}"))["empty"]
    assert (await got(client, "/services?modified_after=2020-01-01T00:00:00Z"))["total_items"] == page["total_items"]


async def test_filters_hold_together(client: TestClient, filled: Settings) -> None:
    need = term(NEEDS, "food")
    food = await got(client, f"/services?taxonomy_term_id={need.id}&full=true&per_page=500")
    assert food["contents"]
    assert all("food" in one["x_faro"]["record"]["needs"] for one in food["contents"])
    organization = food["contents"][0]["organization"]["id"]
    both = await got(client, f"/services?taxonomy_term_id={need.id}&organization_id={organization}")
    assert 0 < both["total_items"] <= food["total_items"]
    assert (await got(client, f"/services?taxonomy_id={taxonomies()[NEEDS]['id']}"))["total_items"] > food["total_items"]
    foreign = await got(client, "/services?taxonomy_term_id=3f7b145d-84af-42d7-8fae-eaca714b02b2")
    assert [one["name"] for one in foreign["contents"]] == ["Community Counselling"]
    assert (await got(client, "/services?city=nowhere"))["empty"]
    assert (await got(client, "/taxonomy_terms?top_only=true&search=food"))["contents"]


async def test_text_search(client: TestClient) -> None:
    names = [one["name"] for one in (await got(client, "/services?search=comedor"))["contents"]]
    assert any("omedor" in name for name in names)
    assert (await got(client, "/services?search=qqqqxyz"))["empty"]


async def test_in_a_postcode(client: TestClient) -> None:
    postcode = (await got(client, "/service_at_locations?postcode=29001&full=true&per_page=500"))["contents"]
    assert postcode
    assert all("29001" in one["location"]["addresses"][0]["address_1"] for one in postcode)
    assert (await got(client, "/service_at_locations?postcode=99999&proximity=1000"))["empty"]
    assert (await got(client, "/services?lat=36.72&lon=-4.42&radius=1"))["empty"]


async def test_no_status_stands_in_an_address(client: TestClient) -> None:
    status = term(STATUSES, "undocumented")
    for query in (f"taxonomy_term_id={status.id}", f"taxonomy_id={taxonomies()[STATUSES]['id']}", "status=undocumented"):
        said = await got(client, f"/services?{query}", 400)
        assert "undocumented" not in json.dumps(said)


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("page=0", "page"), ("page=x", "page"), ("per_page=501", "per_page"), ("per_page=-1", "per_page"), ("full=maybe", "full"),
        ("format=xml", "format"), ("modified_after=soon", "modified_after"), ("organization_id=1", "organization_id"),
        ("lat=91&lon=0", "lat"), ("lat=1", "lon"), ("castle=1", "query"), ("search=%00", "search"), ("lang=%3Cx", "lang"),
        ("lat=nan&lon=0", "lat"), ("page=99999999999999999999", "page"),
    ],
)  # fmt: skip
async def test_what_cannot_be_is_named(client: TestClient, query: str, where: str) -> None:
    said = await got(client, f"/services?{query}", 400)
    assert said["error"]["where"] == where
    assert set(said) == {"error"}


async def test_texts_come_in_the_language_asked_for(client: TestClient) -> None:
    id_ = (await got(client, "/services?search=comedor"))["contents"][0]["id"]
    english, spanish = await got(client, f"/services/{id_}?lang=en"), await got(client, f"/services/{id_}?lang=es")
    assert english["description"] != spanish["description"]
    assert english["x_faro"] == spanish["x_faro"]


async def test_what_is_unknown_has_no_attribute(client: TestClient) -> None:
    services = (await got(client, "/services?full=true&per_page=500"))["contents"]
    example = next(one for one in services if one["name"] == "Community Counselling")
    assert not [one for one in example["attributes"] if one.get("link_type") in ("eligibility", "access_policy")]
    own = next(one for one in services if one["x_faro"]["record"]["id"] == "a21-900759759")
    said = {one["taxonomy_term"]["code"]: one.get("value") for one in own["attributes"]}
    assert said["id_required"] == "none"
    assert said["undocumented"] == "yes"
    assert "shares_with_immigration" not in said


@pytest.mark.server
def test_schemathesis_finds_no_fault(filled: Settings, tmp_path: Path) -> None:
    """Whatever is asked, the answer is one that the document describes, and never a 5xx."""
    if filled.database_url.startswith("sqlite"):
        pytest.skip("once is enough: PostgreSQL refuses more than SQLite does")
    script = ROOT / "tests" / "support" / "serve_directory.py"
    with subprocess.Popen([sys.executable, script, filled.database_url], stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
        try:
            assert server.stdout is not None
            port = server.stdout.readline().strip()
            done = subprocess.run(
                [sys.executable, "-m", "schemathesis.cli", "run", f"http://127.0.0.1:{port}/api/openapi.json",
                 "--include-path-regex", "^/api/hsds/v3", "--max-examples", "5", "--phases", "examples,coverage,fuzzing",
                 "--checks", "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
                 "--seed", "1", "--no-color", "--generation-database", "none"],
                capture_output=True, text=True, cwd=tmp_path, check=False,
            )  # fmt: skip
        finally:
            server.kill()
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
