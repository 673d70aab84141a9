"""A minor who is alone is shown first who protects children, whatever else was asked for."""

from __future__ import annotations

from dataclasses import replace

from actions.asking_directory import PAGE, Page, cards_of
from actions.directory import directory
from actions.slots import Memory

_ALONE, _DANGER = "unaccompanied_minor", "child_in_danger"
_SHORTEST_LINE = 4  # shorter numbers are those of police and ambulance, which are for danger alone


def protected(memory: Memory, page: Page) -> Page:
    """The page with the protection of minors first, where the request is a minor's own and nothing was shown for it yet."""
    alone = any(memory.people.get(who, {}).get("status") == _ALONE for who in memory.request.who)
    if not alone or memory.request.answered or not page.cards:
        return page
    found = [card for card in cards_of(memory, _lines(memory)) if card["verdict"] == "yes"][:1]
    others = [card for card in page.cards if card["id"] not in {first["id"] for first in found}]
    return replace(page, cards=[*found, *others][:PAGE])


def _lines(memory: Memory) -> list[str]:
    """Services to which the city sends children in danger, the emergency numbers apart."""
    contacts = directory().crisis(memory.city or "")["crises"].get(_DANGER) or []
    named = [one["service"] for one in contacts if one.get("service") and len(str(one.get("phone") or "")) >= _SHORTEST_LINE]
    return [id_ for id_ in named if directory().has(id_)]
