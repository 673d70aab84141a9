"""The schemas and examples of HSDS 3.2.3, which stand beside the tests, and validators made of them."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, RefResolver

from services_directory.settings import ROOT

FOLDER = ROOT / "tests" / "services_directory" / "exchange" / "hsds" / "3.2.3"
EXAMPLES = FOLDER / "examples"


@cache
def _validator(name: str) -> Draft202012Validator:
    base = (FOLDER / "schema").as_uri() + "/"
    schema = json.loads((FOLDER / "schema" / f"{name}.json").read_text())
    return Draft202012Validator(schema, resolver=RefResolver(base + f"{name}.json", schema))


def faults(name: str, said: Any) -> list[str]:
    """What a schema finds wrong, as text."""
    return [f"{list(error.absolute_path)}: {error.message}"[:200] for error in _validator(name).iter_errors(said)]


@cache
def openapi() -> dict[str, Any]:
    """The OpenAPI document of HSDS."""
    found: dict[str, Any] = json.loads((FOLDER / "schema" / "openapi.offline.json").read_text())
    return found


def answer_faults(path: str, said: Any) -> list[str]:
    """What the OpenAPI document finds wrong with an answer of GET at a path of its own."""
    schema = openapi()["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    base = (FOLDER / "schema").as_uri() + "/openapi.offline.json"
    validator = Draft202012Validator(schema, resolver=RefResolver(base, openapi()))
    return [f"{list(error.absolute_path)}: {error.message}"[:200] for error in validator.iter_errors(said)]


def example(name: str) -> Any:
    """An official example."""
    return json.loads((EXAMPLES / f"{name}.json").read_text())


def without_ours(said: Any) -> Any:
    """Without what our profile adds."""
    if isinstance(said, dict):
        return {key: without_ours(value) for key, value in said.items() if key != "x_faro"}
    return [without_ours(item) for item in said] if isinstance(said, list) else said
