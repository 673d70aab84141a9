"""Counts without persons, for the city's editors: which services were shown, and for which needs nothing was a yes.

Nothing that a person said of themselves goes in: a need, a language, a district. See `access.tally` for what becomes of it.
"""

from __future__ import annotations

from actions.asking_directory import Page
from actions.directory import directory
from actions.turn import Turn


def count(turn: Turn, page: Page) -> None:
    """Count what this page shows, and the needs for which the directory had no yes."""
    memory, opened = turn.memory, directory()
    if memory.city is None:
        return
    for card in page.cards:
        opened.tallies.shown(turn.conversation, memory.city, card["id"])
    if not page.answer.counts.get("yes") and not memory.request.refine:
        district = opened.district(memory.city, (memory.place["lat"], memory.place["lon"])) if memory.place else None
        for need in memory.request.needs:
            opened.tallies.unmet(turn.conversation, memory.city, need, memory.lang, district)
