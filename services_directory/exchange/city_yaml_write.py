"""City records to the files of a city's folder: what `city_yaml` reads."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from services_directory.exchange.city_records import CityRecords
from services_directory.exchange.records import Service
from services_directory.exchange.yaml_text import Block, Shared, to_yaml


def write_city(records: CityRecords, folder: Path) -> list[Path]:
    """Write `city.yml`, `sources.yml`, `services/*.yml` and `words/*.yml`; `crisis.yml` is no part of the records.

    A source that only one file cites stands in that file, the others in `sources.yml`. Comments of files that are written
    over are lost.

    Returns:
        The files written.
    """
    files = {"city.yml": to_yaml(_blocks(records.city.said(), "dated_facts", "checked_and_left_out", "holidays"))}
    by_file: dict[str, list[Service]] = defaultdict(list)
    for service in records.services.values():
        by_file[service.file].append(service)
    used = {name: list(dict.fromkeys(id_ for s in services for id_ in s.sources)) for name, services in by_file.items()}
    files_of: dict[str, set[str]] = defaultdict(set)
    for name, ids in used.items():
        for id_ in ids:
            files_of[id_].add(name)
    shared = sorted(id_ for id_ in records.sources if len(files_of[id_]) != 1)
    if shared:
        files["sources.yml"] = to_yaml({"sources": _sources(records, shared)})
    for name, services in by_file.items():
        own = [id_ for id_ in used[name] if len(files_of[id_]) == 1]
        files[f"services/{name}.yml"] = _service_file(records, services, own)
    files |= _word_files(records)
    return [_write(folder / name, text) for name, text in files.items()]


def service_said(service: Service) -> dict[str, Any]:
    """A service as it stands in its file."""
    said = {key: value for key, value in service.said().items() if key not in ("organization", "file")}
    said["description"] = Block(said["description"])
    access = said["access"]
    if any(not isinstance(cell, str) for cell in access.get("status", {}).values()):
        access["status"] = _grid(access["status"])
    said["access"] = Block(access)
    said["ways"] = Block({way: Block(facts) for way, facts in said["ways"].items()})
    return Block(said)


def _grid(status: dict[str, Any]) -> Block:
    """The cells one a line; equal ones refer to the first of them."""
    seen: list[Shared] = []
    grid = Block()
    for name, cell in status.items():
        same = next((one for one in seen if one == cell), None)
        if same is None and isinstance(cell, dict):
            seen.append(same := Shared(cell))
        grid[name] = cell if same is None else same
    return grid


def _service_file(records: CityRecords, services: list[Service], own: list[str]) -> str:
    organization = records.organizations[services[0].organization]
    parts = [to_yaml({"organization": Block(organization.said())})]
    if own:
        parts.append(to_yaml({"sources": _sources(records, own)}))
    listed = [to_yaml({"services": [service_said(s)]}, s.id).removeprefix("services:\n") for s in services]
    parts.append("services:\n" + "\n".join(listed))
    return "\n".join(parts)


def _sources(records: CityRecords, ids: list[str]) -> Block:
    return Block({id_: Block(records.sources[id_].said()) for id_ in ids})


def _word_files(records: CityRecords) -> dict[str, str]:
    """A file holds the translations of one language that share their maker and day of review."""
    files: dict[str, str] = {}
    for language in dict.fromkeys(word.language for word in records.translations.values()):
        words = [word for word in records.translations.values() if word.language == language]
        makers = list(dict.fromkeys((word.source, word.reviewed) for word in words))
        for number, (source, reviewed) in enumerate(makers):
            said: dict[str, Any] = {"language": language, "source": source}
            if reviewed is not None:
                said["reviewed"] = reviewed
            texts: dict[str, Block] = defaultdict(Block)
            for word in sorted(words, key=lambda word: (word.service, word.field != "name", word.field)):
                if (word.source, word.reviewed) == (source, reviewed):
                    texts[word.service][word.field] = word.text
            files[f"words/{language}{f'-{number + 1}' if number else ''}.yml"] = to_yaml({**said, "words": Block(texts)})
    return files


def _blocks(said: dict[str, Any], *lists: str) -> dict[str, Any]:
    return {key: [Block(item) for item in value] if key in lists else value for key, value in said.items()}


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
