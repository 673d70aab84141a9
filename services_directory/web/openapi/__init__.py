"""The front door describes itself: parts of an OpenAPI 3.1 document, one for each room, put together here."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from aiohttp import web

from services_directory.errors import FaroError
from services_directory.vocabulary import ids
from services_directory.yaml_files import load

ADDRESS = "/api/openapi.json"
_VOCABULARY = "x-vocabulary"


def document(parts: Iterable[Path]) -> dict[str, Any]:
    """One OpenAPI document.

    Args:
        parts: YAML files that each hold some of the document; mappings are joined key by key. A schema with
            `x-vocabulary: <kind>` gets the ids of that kind as its `enum`.

    Raises:
        FaroError: two parts say something different of the same thing.
        BadYaml: a part is not YAML.
    """
    joined: dict[str, Any] = {}
    for part in parts:
        _join(joined, load(part).data, part.name)
    filled: dict[str, Any] = _filled(joined)
    return filled


def routes(parts: Iterable[Path]) -> list[web.RouteDef]:
    """The address of the document."""
    whole = document(parts)

    async def describe(_: web.Request) -> web.Response:
        return web.json_response(whole)

    return [web.get(ADDRESS, describe)]


def _join(into: dict[str, Any], part: dict[str, Any], where: str) -> None:
    for key, value in part.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _join(into[key], value, f"{where} {key}")
        elif key in into:
            raise FaroError(f"{where}: {key} is described twice")
        else:
            into[key] = copy.deepcopy(value)


def _filled(node: Any) -> Any:
    if isinstance(node, list):
        return [_filled(item) for item in node]
    if not isinstance(node, dict):
        return node
    filled = {key: _filled(value) for key, value in node.items()}
    if _VOCABULARY in filled:
        filled["enum"] = list(ids(filled[_VOCABULARY]))
    return filled
