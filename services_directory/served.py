"""Which cities this Faro answers for: those that were named when it was started, else all that are not drafts.

A city whose `city.yml` says `stage: draft` is checked, imported and answered by the API like any other; people are not sent
there before an editor has looked at it. The choice is `FARO_CITIES` (ids joined by commas), which every process inherits.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from services_directory.settings import ROOT
from services_directory.yaml_files import load

CHOICE = "FARO_CITIES"


def cities_there(root: Path = ROOT) -> tuple[str, ...]:
    """All cities that have a folder, in order of their ids."""
    return tuple(sorted(path.parent.name for path in (root / "services_directory" / "cities").glob("*/city.yml")))


def served_cities(root: Path = ROOT) -> tuple[str, ...]:
    """The cities that are served, in the order in which they were named or of their ids."""
    named = [city for city in os.environ.get(CHOICE, "").split(",") if city]
    return tuple(city for city in named if city in cities_there(root)) or _finished(root)


@cache
def _finished(root: Path) -> tuple[str, ...]:
    pages = {city: load(root / "services_directory" / "cities" / city / "city.yml").data for city in cities_there(root)}
    return tuple(city for city, page in pages.items() if page.get("stage") != "draft")
