"""The forms in which foreign data come, each read into the same thing."""

from __future__ import annotations

from pathlib import Path

from services_directory.errors import FaroError
from services_directory.exchange.foreign import Setting
from services_directory.exchange.incoming import Incoming, read_json, read_tabular
from services_directory.exchange.mapped import read_mapped
from services_directory.exchange.mapping import Mapping_
from services_directory.exchange.notes import Notes

FORMS = ("hsds-json", "hsds-tabular", "csv", "xlsx")
SUFFIXES = {"hsds-json": ".json", "hsds-tabular": ".zip", "csv": ".csv", "xlsx": ".xlsx"}
_BY_SUFFIX = {
    ".json": "hsds-json", ".ndjson": "hsds-json", ".zip": "hsds-tabular", ".csv": "csv", ".tsv": "csv", ".txt": "csv",
    ".xlsx": "xlsx", ".xlsm": "xlsx",
}  # fmt: skip


def form_of(path: Path) -> str:
    """The form of a file by its name.

    Raises:
        FaroError: the name tells none.
    """
    form = "hsds-tabular" if path.is_dir() else _BY_SUFFIX.get(path.suffix.lower())
    if form is None:
        raise FaroError(f"{path.name}: the form cannot be told from the name; say --format {' | '.join(FORMS)}")
    return form


def read_form(
    path: Path, form: str, setting: Setting, notes: Notes, mapping: Mapping_ | None = None, loose: bool = False
) -> Incoming:
    """Read a file of a form.

    Args:
        mapping: for sheets; without it they cannot be read.
        loose: keys of HSDS tables that lead nowhere are left aside.

    Raises:
        FaroError: a sheet without a mapping.
    """
    if form == "hsds-json":
        return read_json(path, setting, notes)
    if form == "hsds-tabular":
        return read_tabular(path, setting, notes, loose)
    if mapping is None:
        raise FaroError(f"{path.name}: a sheet needs a mapping (--map); `faro directory map {path.name}` writes a first one")
    return read_mapped(path, mapping, setting, notes)
