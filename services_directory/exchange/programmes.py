"""Programme files: laws per country, region and city."""

from __future__ import annotations

from pathlib import Path

from services_directory.exchange.checked import checked
from services_directory.exchange.problems import Problems
from services_directory.exchange.records import Programme
from services_directory.exchange.rule_check import check_rules
from services_directory.yaml_files import Document


def read_programmes(root: Path, problems: Problems) -> dict[str, Programme]:
    """Read every programme below a directory's root, by id.

    Args:
        root: the folder that holds `countries/` and `cities/`.
        problems: gathers what is wrong; a programme with a fault is left out.
    """
    read: dict[str, Programme] = {}
    for path in [*sorted(root.glob("countries/*/programmes/*.yml")), *sorted(root.glob("cities/*/programmes/*.yml"))]:
        document = problems.read(path)
        programme = None if document is None else _programme(document, problems)
        if programme is None or document is None:
            continue
        if programme.programme in read:
            problems.add(document, "programme", f"the id {programme.programme!r} is taken by another programme")
        read.setdefault(programme.programme, programme)
    return read


def _programme(document: Document, problems: Problems) -> Programme | None:
    programme = checked(Programme, document.data, document, "", problems)
    if programme is None:
        return None
    place, folder = document.path.parts[-4:-2]
    said = programme.scope.country.lower() if place == "countries" else programme.scope.city
    if said != folder:
        problems.add(document, "scope", f"does not agree with the folder {place}/{folder}")
    check_rules(programme.rules, programme.sources, document, problems)
    return programme
