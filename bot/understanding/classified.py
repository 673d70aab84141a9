"""What a classifier thinks of a message: probabilities, no decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Classified:
    """Probabilities by id, most probable first. Empty mappings where no classifier has spoken.

    Attributes:
        intents: over all intents; they add up to 1.
        needs, statuses, crises: over the ids of the vocabulary and `none`; each adds up to 1.
    """

    intents: Mapping[str, float] = field(default_factory=dict)
    needs: Mapping[str, float] = field(default_factory=dict)
    statuses: Mapping[str, float] = field(default_factory=dict)
    crises: Mapping[str, float] = field(default_factory=dict)

    @property
    def intent(self) -> str | None:
        """The most probable intent, or None where no classifier has spoken."""
        return next(iter(self.intents), None)
