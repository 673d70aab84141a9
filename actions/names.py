"""Which services or programmes a text names: by their own names, or by what people call them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import yaml

from actions.directory import DirectoryGone, directory
from services_directory.access import Question
from services_directory.settings import ROOT

_MOST_NAMED = 3
_MOST_READ = 2000
_SHORTEST = 4
_ACRONYM = re.compile(r"\b(?:[A-Z]{3,8}|[A-Z][a-z]+[A-Z]\w+)\b")
_PARTS = re.compile(r"\s+[-–—]\s+|\s*[():/]\s*")
_NOT_A_LETTER = re.compile(r"[^\w+]+")


def named_in(text: str, city: str | None) -> list[str]:
    """Ids of services or programmes of the city that the text names, the longest name first; empty where it names none."""
    if not city:
        return []
    said = f" {_fold(text)} "
    found = [(len(name), id_) for name, id_ in _names(city) if f" {name} " in said]
    return list(dict.fromkeys(id_ for _, id_ in sorted(found, key=lambda one: -one[0])))[:_MOST_NAMED]


def _names(city: str) -> list[tuple[str, str]]:
    """Folded name to id, of everything that the city has."""
    try:
        ids = directory().services(city)
        known = frozenset(ids) | frozenset(directory().programmes())
    except DirectoryGone:
        return []
    own = _own_names(city, len(ids))
    return [(name, id_) for name, id_ in (*own, *_everyday_names()) if id_ in known]
