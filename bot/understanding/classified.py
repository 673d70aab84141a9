"""What a classifier thinks of a message: probabilities, no decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Classified:
    """Probabilities by id, most probable first. Empty mappings where no classifier has spoken.

    Attributes:
        intents: over all intents; they add up to 1.
        needs, statuses, crises: over the ids of the vocabulary and `none`; each adds up to 1, but where two classifiers have
            spoken: then each need stands by itself.
        two: whether two classifiers have spoken.
    """

    intents: Mapping[str, float] = field(default_factory=dict)
    needs: Mapping[str, float] = field(default_factory=dict)
    statuses: Mapping[str, float] = field(default_factory=dict)
    crises: Mapping[str, float] = field(default_factory=dict)
    two: bool = False

    @property
    def intent(self) -> str | None:
        """The most probable intent, or None where no classifier has spoken."""
        return next(iter(self.intents), None)


_SHARED = 1.3  # a need that shares its row with others is worth more than its share


def merged(one: Classified, other: Classified) -> Classified:
    """What two classifiers think together. `one` gives shares, `other` a probability for each label by itself."""
    intents = _mean(one.intents, other.intents)
    needs = _mean({need: min(1.0, _SHARED * share) for need, share in one.needs.items()}, other.needs)
    return Classified(intents, needs, _mean(one.statuses, other.statuses), _mean(one.crises, other.crises), two=True)


def _mean(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    both = {name: (one.get(name, 0.0) + other.get(name, 0.0)) / 2 for name in {**one, **other}}
    return dict(sorted(both.items(), key=lambda pair: -pair[1]))
