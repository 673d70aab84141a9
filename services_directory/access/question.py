"""What is asked of the directory, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from services_directory.eligibility.engine import ASSUMABLE
from services_directory.eligibility.facts import Facts

NOTHING_KNOWN = Facts()
Card = dict[str, Any]
"""A service in codes for one person; its keys are listed in docs/architecture.md."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who needs something: `me`, `child`, `partner`, `parent`, `client`, `other` or any name of the asker's."""

    who: str = "me"
    facts: Facts = NOTHING_KNOWN


@dataclass(frozen=True, slots=True)
class Question:
    """Services for needs, or verdicts on named services, for some people.

    Attributes:
        needs: ids of the vocabulary; services of any of them are answered.
        services: ids of services, or of programmes, which stand for all services of theirs.
        people: each gets a verdict of their own.
        day: the day whose law decides, today where None. `now`: the moment for opening hours, the present where None.
        lang: BCP 47 tag in which free texts are wanted.
        place: latitude and longitude in degrees, for distances.
        limit: most cards; a service counts once for each person.
        skipped: facts that are not to be asked for.
        refine: `open_now`, `free`, `no_id`, `no_appointment`, `in_my_language`, `near_me`, …; what a record does not say
            never matches.
        assumptions: what may be taken for granted (see `engine.decide_assuming`).
    """

    city: str
    needs: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    people: tuple[Person, ...] = (Person(),)
    day: date | None = None
    now: datetime | None = None
    lang: str = "en"
    place: tuple[float, float] | None = None
    limit: int = 10
    explain: bool = False
    skipped: frozenset[str] = frozenset()
    refine: frozenset[str] = frozenset()
    assumptions: tuple[str, ...] = ASSUMABLE


@dataclass(frozen=True, slots=True)
class Answer:
    """Cards best first, what else there is, and the one fact worth asking for.

    Attributes:
        total: services that answer the question, shown or not.
        counts: verdict to how many of all have it.
        next_question: `{"fact", "why"}`, `why` being ids of services that it would decide; None when nothing is worth asking.
    """

    date: date
    cards: list[Card]
    total: int
    counts: Mapping[str, int] = field(default_factory=dict)
    next_question: dict[str, Any] | None = None
