"""Training rows as the Rasa NLU files hold them, read without Rasa: one text with its labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

HEADS = ("needs", "statuses", "crisis")


@dataclass(frozen=True)
class Row:
    """One example: text, intent and the ids of each head (`needs`, `statuses`, `crisis`)."""

    text: str
    intent: str
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    language: str = ""


def labels_of(metadata: Mapping[str, Any] | None) -> dict[str, tuple[str, ...]]:
    """The ids that the metadata of an intent block names for each head."""
    return {head: tuple(sorted((metadata or {}).get(head) or ())) for head in HEADS}


def read_rows(languages: Path, tags: Sequence[str]) -> list[Row]:
    """All rows of the languages' `nlu/*.yml`, in the order of files and lines."""
    return [row for tag in tags for path in sorted((languages / tag / "nlu").glob("*.yml")) for row in _file(path, tag)]


def _file(path: Path, tag: str) -> Iterator[Row]:
    read = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    for block in (read or {}).get("nlu") or []:
        labels = labels_of(block.get("metadata"))
        for line in (block.get("examples") or "").splitlines():
            text = line.strip().removeprefix("- ").strip()
            if text and text != "-":
                yield Row(text, block["intent"], labels, tag)
