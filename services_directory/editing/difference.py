"""What differs between two states of an entry, place by place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Difference:
    """One place. `old` or `new` is None where it is not there; else text, number, or a list as one text."""

    field: str
    old: str | None
    new: str | None


def differences(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> list[Difference]:
    """All places at which two contents differ, in the order of the newer one."""
    before, after = dict(_flat(old or {})), dict(_flat(new))
    places = [*after, *(place for place in before if place not in after)]
    return [Difference(p, before.get(p), after.get(p)) for p in places if before.get(p) != after.get(p)]


def fields(found: list[Difference]) -> list[str]:
    """The parts of the form in which they lie: `name`, `access`, `ways` …, each once."""
    return list(dict.fromkeys(part(one.field) for one in found))


def part(field: str) -> str:
    """The part of the form of a dotted place."""
    first, _, rest = field.partition(".")
    return rest.partition(".")[0] if first == "service" else first


def _flat(said: Any, where: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(said, Mapping):
        for key, value in said.items():
            yield from _flat(value, f"{where}.{key}" if where else str(key))
    elif isinstance(said, list) and any(isinstance(one, Mapping) for one in said):
        for number, one in enumerate(said, 1):
            yield from _flat(one, f"{where}.{_name(one, number)}")
    elif isinstance(said, list):
        if said:
            yield where, ", ".join(map(str, said))
    elif said is not None:
        yield where, str(said)


def _name(one: Any, number: int) -> str:
    """Translations by language and field, so that a new one does not seem to change all after it."""
    return (
        f"{one['language']}.{one['field']}"
        if isinstance(one, Mapping) and "language" in one and "field" in one
        else str(number)
    )
