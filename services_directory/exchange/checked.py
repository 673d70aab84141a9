"""From parsed YAML to a record: every fault of the mapping becomes a problem with its line."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import ValidationError

from services_directory.exchange.problems import Problems
from services_directory.exchange.records import Record
from services_directory.yaml_files import Document

R = TypeVar("R", bound=Record)
_SAID = {
    "missing": "is missing; where nothing is known, write what the format has for that (such as not_stated)",
    "extra_forbidden": "no such field here",
    "bool_type": "must be true or false",
    "string_type": "must be text; put it in quotes if it looks like a number or a date",
    "dict_type": "must be a mapping",
    "list_type": "must be a list",
    "date_type": "must be a day, as 2026-11-22",
    "model_type": "must be a mapping",
}


def checked(
    kind: type[R], said: Any, document: Document, where: str, problems: Problems, country: str | None = None
) -> R | None:
    """Make a record, or note everything that is wrong with it and give None.

    Args:
        kind: the record to make.
        said: the mapping as it was parsed.
        where: dotted place of the mapping in the file, empty for the whole file.
        country: ISO 3166-1 code, in which short phone numbers are judged.
    """
    try:
        return kind.model_validate(said, context={"country": country})
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_context=False):
            problems.add(document, join(where, *_place(fault["loc"])), _why(fault["type"], fault["msg"]))
        return None


def join(where: str, *parts: str | int) -> str:
    """A dotted place inside another one: `join("services[0]", "needs", 2)` is `services[0].needs[2]`."""
    for part in parts:
        where = f"{where}[{part}]" if isinstance(part, int) else f"{where}.{part}" if where else str(part)
    return where


def _place(parts: tuple[str | int, ...]) -> list[str | int]:
    return [part for part in parts if part != "[key]"]


def _why(kind: str, message: str) -> str:
    return _SAID.get(kind) or message.removeprefix("Value error, ")
