"""The document describes what is served: every route, and real answers fit its schemas."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml
from aiohttp.test_utils import TestClient
from jsonschema import Draft202012Validator, RefResolver

from services_directory.errors import FaroError
from services_directory.settings import ROOT
from services_directory.vocabulary import ids
from services_directory.web.openapi import document

METHODS = {"get", "post", "put", "patch", "delete"}


async def _document(client: TestClient) -> dict[str, Any]:
    response = await client.get("/api/openapi.json")
    assert response.status == 200
    found: dict[str, Any] = await response.json()
    return found


def _fits(whole: dict[str, Any], schema: dict[str, Any], value: Any) -> None:
    resolver = RefResolver("", whole)
    errors = list(Draft202012Validator(schema, resolver=resolver).iter_errors(value))
    assert not errors, [f"{list(error.path)}: {error.message}"[:300] for error in errors[:5]]


def _schema(whole: dict[str, Any], path: str, method: str, status: int) -> dict[str, Any]:
    answer = whole["paths"][path][method]["responses"][str(status)]
    if "$ref" in answer:
        answer = whole["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    schema: dict[str, Any] = answer["content"]["application/json"]["schema"]
    return schema


async def test_every_route_is_described_and_nothing_else(client: TestClient) -> None:
    served = set()
    for route in client.app.router.routes():  # type: ignore[union-attr]
        resource = route.resource
        assert resource is not None
        if route.method != "HEAD":
            served.add((route.method.lower(), resource.canonical))
    whole = await _document(client)
    described = {(method, path) for path, item in whole["paths"].items() for method in item if method in METHODS}
    assert served == described


async def test_it_is_openapi_3_1_with_ids_and_without_loose_ends(client: TestClient) -> None:
    whole = await _document(client)
    assert whole["openapi"] == "3.1.0"
    operations = [item[method] for item in whole["paths"].values() for method in item if method in METHODS]
    named = [operation["operationId"] for operation in operations]
    assert len(named) == len(set(named))
    assert all(operation["summary"] and operation["responses"] for operation in operations)
    text = json.dumps(whole)
    for reference in set(re.findall(r'"\$ref": "#/([^"]+)"', text)):
        node = whole
        for step in reference.split("/"):
            node = node[step]
    for schema in whole["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    assert whole["components"]["schemas"]["Need"]["enum"] == list(ids("needs"))
    assert set(whole["components"]["schemas"]["Facts"]["properties"]) == {*ids("facts"), "minor"}


async def test_path_parameters_are_described(client: TestClient) -> None:
    whole = await _document(client)
    for path, item in whole["paths"].items():
        for operation in (item[method] for method in item if method in METHODS):
            said = [one if "name" in one else whole["components"]["parameters"][one["$ref"].rpartition("/")[2]]
                    for one in operation.get("parameters", [])]  # fmt: skip
            assert {one["name"] for one in said if one["in"] == "path"} == set(re.findall(r"{(\w+)}", path))


BODIES: list[tuple[str, dict[str, Any]]] = [
    ("/api/v1/access", {"city": "malaga", "needs": list(ids("needs")), "limit": 1000}),
    ("/api/v1/access", {"city": "malaga", "needs": ["health_care", "employment"], "facts": {"status": "asylum_seeker"}, "lang": "es"}),
    ("/api/v1/access", {"city": "malaga", "services": ["PAD"], "explain": True, "place": {"lat": 36.72, "lon": -4.42},
                        "people": [{"who": "child", "facts": {"age": 3, "documents": []}}]}),
    ("/webhooks/rest/webhook", {"sender": "t", "message": "I need a doctor", "metadata": {"city": "malaga", "language": "en"}}),
    ("/webhooks/rest/webhook", {"sender": "t", "message": "he is hitting me"}),
    ("/webhooks/rest/webhook", {"sender": "t", "message": ""}),
]  # fmt: skip


@pytest.mark.parametrize(("path", "body"), BODIES)
async def test_questions_and_real_answers_fit_the_schemas(client: TestClient, path: str, body: dict[str, Any]) -> None:
    whole = await _document(client)
    asked = whole["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]
    _fits(whole, asked, body)
    response = await client.post(path, json=body)
    assert response.status == 200
    _fits(whole, _schema(whole, path, "post", 200), await response.json())


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/api/v1/access", "/api/v1/access?city=malaga&need=food"),
        ("/api/v1/services/{id}", "/api/v1/services/112-emergencias"),
        ("/api/v1/cities", "/api/v1/cities"),
        ("/healthz", "/healthz"),
        ("/readyz", "/readyz"),
        ("/api/openapi.json", "/api/openapi.json"),
    ],
)
async def test_what_is_got_fits_the_schemas(client: TestClient, path: str, address: str) -> None:
    whole = await _document(client)
    response = await client.get(address)
    assert response.status == 200, await response.text()
    _fits(whole, _schema(whole, path, "get", 200), await response.json())


async def test_every_service_of_the_city_fits_the_schema(client: TestClient, directory: Any) -> None:
    whole = await _document(client)
    schema = whole["components"]["schemas"]["Service"]
    for service in directory.services("malaga"):
        _fits(whole, schema, directory.card(service, "es"))


@pytest.mark.parametrize(
    ("method", "address", "path", "status"),
    [
        ("post", "/api/v1/access", "/api/v1/access", 400),
        ("get", "/api/v1/access?status=x", "/api/v1/access", 400),
        ("get", "/api/v1/services/castle", "/api/v1/services/{id}", 404),
        ("post", "/webhooks/rest/webhook", "/webhooks/rest/webhook", 400),
        ("get", "/static/castle.css", "/static/{name}", 404),
    ],
)
async def test_real_errors_fit_the_schema(client: TestClient, method: str, address: str, path: str, status: int) -> None:
    whole = await _document(client)
    response = await client.request(method, address, **({"json": {}} if method == "post" else {}))
    assert response.status == status
    _fits(whole, _schema(whole, path, method, status), await response.json())


def test_two_parts_may_not_describe_the_same_thing_differently(tmp_path: Any) -> None:
    first, second = tmp_path / "first.yml", tmp_path / "second.yml"
    first.write_text("paths: {/a: {get: {summary: one}}}")
    second.write_text("paths: {/a: {get: {summary: two}}}")
    with pytest.raises(FaroError, match=r"second.yml.*summary is described twice"):
        document([first, second])


def test_the_document_needs_no_server(tmp_path: Any) -> None:
    part = tmp_path / "part.yml"
    part.write_text("components: {schemas: {Way: {type: string, x-vocabulary: ways}}}")
    assert document([part])["components"]["schemas"]["Way"]["enum"] == ["in_person", "online", "phone"]


def test_what_all_rooms_describe_fits_together() -> None:
    """Also the rooms that only some cities open: messengers, the console."""
    parts = [
        *sorted((ROOT / "bot" / "channels").glob("openapi*.yml")),
        *sorted((ROOT / "services_directory" / "web" / "openapi").glob("*.yml")),
    ]
    described: dict[tuple[str, str], str] = {}
    for part in parts:
        said = yaml.safe_load(part.read_text(encoding="utf-8"))
        kinds = {**said.get("components", {}), "paths": said.get("paths", {})}
        for kind, things in kinds.items():
            for name in things:
                assert (kind, name) not in described, f"{name} in {part.name} and {described[kind, name]}"
                described[kind, name] = part.name
