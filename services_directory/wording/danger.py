"""Whom to reach in danger, in which order and by which ways: the same for the assistant and for the front door alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from services_directory.wording import formats

Contact = Mapping[str, Any]
C = TypeVar("C", bound=Contact)
MOST_SHOWN = 4
WAYS = ("text", "whatsapp", "chat", "url", "phone")
"""Ways to reach somebody, those that make no sound first."""
# Where a voice on the phone can bring more danger, a way that makes no sound comes first.
_SILENT_FIRST = frozenset({"violence_now", "trafficking_now", "child_in_danger"})
_ON_THE_WEB = frozenset({"chat", "url"})


def most_fitting(contacts: Sequence[C], crises: Iterable[str]) -> list[C]:
    """The first few contacts. A way that makes no sound is always among them where there is one; first where voices betray."""
    silent = next((contact for contact in contacts if contact.get("silent")), None)
    if silent is None:
        return list(contacts[:MOST_SHOWN])
    others = [contact for contact in contacts if contact is not silent]
    if _SILENT_FIRST & set(crises):
        return [silent, *others[: MOST_SHOWN - 1]]
    place = min(contacts.index(silent), MOST_SHOWN - 1)
    return [*others[:place], silent, *others[place : MOST_SHOWN - 1]]


def written_ways(contact: Contact) -> dict[str, str]:
    """Way to number or address as it is written, in the order of `WAYS`."""
    return {way: written(way, str(contact[way])) for way in WAYS if contact.get(way)}


def written(way: str, number: str) -> str:
    """A number as it is dialled, an address as it stands."""
    return number if way in _ON_THE_WEB else formats.phone(number)
