"""What is remembered of a conversation, and how it stands in Rasa's slots. No other module knows the slots' names.

Everything here is what the conversation needs to go on, in codes: never a text, a name or an address.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, fields
from typing import Any

from rasa_sdk.events import EventType, SlotSet

from services_directory.access import Facts, Person
from services_directory.errors import BadQuestion
from services_directory.wording.phrases import FALLBACK

ME = "me"


@dataclass
class Request:
    """What is being looked for, and for whom.

    Attributes:
        needs: ids of the vocabulary.
        services: ids of services or programmes that were asked for by name.
        who: the person who needs it, the others who need it too.
        refine: wishes such as `free` or `open_now`.
        asked: how many questions were asked for this request.
        answered: services were shown for it.
    """

    needs: list[str] = field(default_factory=list)
    services: list[str] = field(default_factory=list)
    who: list[str] = field(default_factory=lambda: [ME])
    refine: list[str] = field(default_factory=list)
    asked: int = 0
    answered: bool = False

    def __bool__(self) -> bool:
        return bool(self.needs or self.services)


@dataclass
class Memory:
    """One conversation. Each attribute is one slot.

    Attributes:
        language, city: what the conversation is held in and about.
        hints: the last language, city and place that the channel proposed.
        place: `{"lat", "lon"}` in degrees from where distances count.
        people: who (`me`, `child` …) to facts in the contract's names.
        request: see `Request`.
        asked: the open question `{"fact", "for"}`.
        declined: facts that were asked for once and are not asked for again.
        shown: `[service, who, verdict]` of everything shown for the request.
        last: services of the last answer, best first.
        learned: the facts that the last message brought `{"for", "facts"}`, in case they were somebody else's.
        offered: what the buttons of the last answer do, in order: who writes a number chooses one of them.
        misses: how many messages in a row were not understood.
        after_danger: the last answer was to danger, and there was something to go back to.
        reported: `service:kind` of what was said to be wrong in this talk; each counts once.
        told: ids of explanations that were given once and need not be given again.
    """

    language: str | None = None
    city: str | None = None
    hints: dict[str, Any] = field(default_factory=dict)
    place: dict[str, float] | None = None
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    request: Request = field(default_factory=Request)
    asked: dict[str, str] | None = None
    declined: list[str] = field(default_factory=list)
    shown: list[list[str]] = field(default_factory=list)
    last: list[str] = field(default_factory=list)
    learned: dict[str, Any] | None = None
    offered: list[str] = field(default_factory=list)
    misses: int = 0
    after_danger: bool = False
    reported: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    _before: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def from_slots(cls, slots: Mapping[str, Any]) -> Memory:
        """Read the slots; what is not set has its default. The slots themselves are never changed."""
        set_ = {name: deepcopy(slots[name]) for name in NAMES if slots.get(name) is not None}
        if "request" in set_:
            set_["request"] = Request(**set_["request"])
        memory = cls(**set_)
        memory._before = memory._as_slots()
        return memory

    def changes(self) -> list[EventType]:
        """Events that set the slots that are different now; an empty one is set to None."""
        now = self._as_slots()
        return [SlotSet(name, value) for name, value in now.items() if value != self._before.get(name)]

    def _as_slots(self) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in NAMES}
        values["request"] = _plain(self.request)
        return {name: deepcopy(value) if value else None for name, value in values.items()}

    @property
    def lang(self) -> str:
        """The language to answer in."""
        return self.language or FALLBACK

    def facts(self, who: str) -> Facts:
        """What is known of one person."""
        return Facts.from_mapping(self.people.get(who, {}))

    def askers(self) -> tuple[Person, ...]:
        """The people whom the request is for."""
        return tuple(Person(who, self.facts(who)) for who in self.request.who)

    def learn(self, who: str, said: Mapping[str, Any]) -> dict[str, Any]:
        """Take over facts of one person, and give those that could be: a fact that no person can have is left out."""
        taken = {name: value for name, value in said.items() if value is not None and _possible(name, value)}
        known = self.people.setdefault(who, {})
        if "status" in taken and taken["status"] != known.get("status"):
            known.pop("months_in_status", None)
        known.update(taken)
        if not known:
            del self.people[who]
        return taken

    def forget_fact(self, who: str, names: Mapping[str, Any]) -> None:
        """These facts were not this person's after all."""
        kept = {name: value for name, value in self.people.get(who, {}).items() if name not in names}
        self.people[who] = kept
        if not kept:
            del self.people[who]

    def empty(self) -> None:
        """Forget everything."""
        for name, value in vars(Memory()).items():
            if name in NAMES:
                setattr(self, name, value)

    def start_again(self) -> None:
        """Forget everything but where and in which language the talk is held."""
        language, city, hints = self.language, self.city, self.hints
        self.empty()
        self.language, self.city, self.hints = language, city, hints

    def ask_for(self, request: Request) -> None:
        """Begin with something new: nothing was shown or asked for it yet."""
        self.request = request
        self.shown, self.last, self.asked = [], [], None

    def first_time(self, explanation: str) -> bool:
        """Is this explanation given for the first time? From now on it was given."""
        first = explanation not in self.told
        if first:
            self.told.append(explanation)
        return first

    def close_question(self) -> None:
        """The open question is not asked again, whether or not it was answered."""
        if self.asked:
            self.decline(self.asked["fact"])
        self.asked = None

    def decline(self, fact: str) -> None:
        """Never ask for this fact again."""
        if fact not in self.declined:
            self.declined.append(fact)


NAMES: tuple[str, ...] = tuple(item.name for item in fields(Memory) if not item.name.startswith("_"))


def _plain(request: Request) -> dict[str, Any] | None:
    return {item.name: getattr(request, item.name) for item in fields(Request)} if request else None


def _possible(name: str, value: Any) -> bool:
    try:
        Facts.from_mapping({name: value})
    except BadQuestion:
        return False
    return True
