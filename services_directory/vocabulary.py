"""The ids that everything shares, read once from `data/vocabulary.yml`.

Public: any room may import this module; it needs neither Rasa, SQLAlchemy nor aiohttp.
"""

from __future__ import annotations

from functools import cache

import yaml

from services_directory.settings import ROOT

VOCABULARY_FILE = ROOT / "data" / "vocabulary.yml"


@cache
def _all() -> dict[str, tuple[str, ...]]:
    loaded = yaml.safe_load(VOCABULARY_FILE.read_text(encoding="utf-8"))["vocabulary"]
    return {kind: tuple(ids) for kind, ids in loaded.items()}


def ids(kind: str) -> tuple[str, ...]:
    """Ids of one kind, in the order of the vocabulary.

    Args:
        kind: `needs`, `crises`, `statuses`, `documents`, `reasons`, `fees`, `facts`, `intents`, …

    Raises:
        KeyError: there is no such kind.
    """
    return _all()[kind]


@cache
def id_set(kind: str) -> frozenset[str]:
    """The same ids for membership tests."""
    return frozenset(ids(kind))


def kinds() -> tuple[str, ...]:
    """Names of all kinds of id."""
    return tuple(_all())
