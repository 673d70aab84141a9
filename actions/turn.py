"""One message of a person, with everything that is remembered: what an action looks at, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from rasa_sdk import Tracker

from actions.slots import ME, Memory, Request
from services_directory.access import SPEAKS
from services_directory.vocabulary import ids

# Intents that can begin something new; a need named in a message with another intent (thanks, goodbye) is small talk.
_SEEKING = frozenset(
    {"find_service", "ask_eligibility", "ask_documents", "ask_hours", "ask_location", "ask_cost", "ask_privacy",
     "human_handoff", "disclose_status", "crisis", "nlu_fallback", "ask_fear"}
)  # fmt: skip
# Talk beside the point: the open question stays open, and may still be answered.
BESIDE_THE_POINT = frozenset(
    {"greet", "thanks", "help", "bot_challenge", "ask_privacy", "ask_fear", "out_of_scope", "report_error", "change_language",
     "say_simply", "say_again", "compare", "what_if", "nlu_fallback"}
)  # fmt: skip
# "Which is closer?" compares what was shown: it is no wish.
_ABOUT_WHAT_WAS_SHOWN = frozenset({*ids("turns"), "change_language"})
TIMES = frozenset({"evenings", "weekends"})
_ASKED_BY = {
    "ask_hours": TIMES | {"open_now"},
    "ask_cost": frozenset({"free"}),
    "ask_documents": frozenset({"no_id"}),
}
_FOLLOWING = _SEEKING | {"deny", "affirm", "more_results", "change_city", "change_language"}


@dataclass
class Turn:
    """What was said, merged into what was known.

    Attributes:
        memory: the conversation, with this message taken in.
        intent: what the person wants with it.
        findings: what the message says, in codes.
        learned: facts that were new in this message.
        renewed: the request is new, or is for somebody else, or has other wishes: everything may be shown again.
        skipped: the person would rather not say.
        corrected: facts were somebody else's.
        unanswered: "yes" was said to a question that wants more than that, for the first time.
        supposed: facts that are only supposed ("what if I had …"), by person; the memory never learns them.
        before: the services that were before the person when the request went over to somebody else.
        conversation: random id of the conversation.
    """

    memory: Memory
    intent: str
    findings: Mapping[str, Any]
    learned: dict[str, Any] = field(default_factory=dict)
    renewed: bool = False
    skipped: bool = False
    corrected: bool = False
    unanswered: bool = False
    supposed: dict[str, dict[str, Any]] = field(default_factory=dict)
    before: list[str] = field(default_factory=list)
    conversation: str = ""

    @classmethod
    def of(cls, tracker: Tracker) -> Turn:
        """Read the tracker, and take in what the last message says."""
        message = tracker.latest_message or {}
        intent = (message.get("intent") or {}).get("name") or ""
        turn = cls(Memory.from_slots(tracker.slots), intent, message.get("findings") or {}, conversation=str(tracker.sender_id))
        turn._take_in()
        return turn

    @cached_property
    def named(self) -> list[str]:
        """Services or programmes that the message names."""
        return list(self.findings.get("named") or [])

    @property
    def plain(self) -> bool:
        """The channel shows no buttons."""
        return bool((self.findings.get("hints") or {}).get("plain"))

    def _take_in(self) -> None:
        if self.intent != "nlu_fallback":
            self.memory.misses = 0
        self.memory.after_danger = False
        self._take_language_and_city()
        self._take_place()
        if self.intent == "what_if":
            self._suppose()
            return
        self._take_people()
        self._take_needs()
        self._take_answer()

    def _take_language_and_city(self) -> None:
        hints = self.findings.get("hints") or {}
        memory, said = self.memory, self.findings.get("city")
        hinted = hints.get("city") if hints.get("city") != memory.hints.get("city") else None
        city = said or hinted or memory.city
        if memory.city and city != memory.city:
            memory.ask_for(Request(needs=memory.request.needs, who=memory.request.who))
            memory.place = None
        memory.city = city
        memory.language = self.findings.get("answer_in") or memory.language
        if hints.get("place") and hints["place"] != memory.hints.get("place"):
            memory.place = dict(zip(("lat", "lon"), hints["place"], strict=True))
            if memory.request:
                self._begin_again()
        memory.hints = {name: hints[name] for name in ("city", "language", "place") if hints.get(name)} or memory.hints

    def _take_place(self) -> None:
        """Where, and which wishes; in danger "right now" is no wish for opening hours."""
        if self.findings.get("crisis"):
            return
        place = self.findings.get("place")
        if place and place.get("lat") is not None:
            self.memory.place = {"lat": place["lat"], "lon": place["lon"]}
        if self.findings.get("without_wishes"):
            self.memory.request.refine = []
            self._begin_again()
        wishes = [wish for wish in self._wishes() if wish not in self.memory.request.refine]
        if self.intent in _ABOUT_WHAT_WAS_SHOWN and not place:
            return
        if self.intent == "ask_location" and self.memory.last and not wishes:
            return
        if (wishes or place) and self.memory.request and not self.findings.get("needs"):
            kept = [wish for wish in self.memory.request.refine if not _replaced(wish, wishes)]
            self.memory.request.refine = kept
            self.memory.request.refine += wishes
            self._begin_again()

    def _wishes(self) -> list[str]:
        """What the services should be like. "Is it open now?" of what was shown is a question, and "no papers" a status."""
        asked = _ASKED_BY.get(self.intent, frozenset()) if self.memory.last else frozenset()
        if "undocumented" in (self.findings.get("statuses") or []):
            asked = asked | {"no_id"}
        return [wish for wish in self.findings.get("refine") or [] if wish not in asked]

    def _take_people(self) -> None:
        before = self.memory.learned
        self.memory.learned = None
        for who, facts in self._said_of():
            taken = self.memory.learn(who, facts)
            if taken:
                self.learned.update(taken)
                self.memory.learned = {"for": who, "facts": taken}
        if "undisclosed" in (self.findings.get("statuses") or []):
            self.skipped = True
        self._take_correction(before)

    def _suppose(self) -> None:
        """Facts that are not so, of the one who is spoken of, else of the one whom the request is for."""
        speaker = self.findings.get("supposed_of") or self.memory.request.who[0]
        for who, facts in self._said_of():
            self.supposed.setdefault(who if who != ME else speaker, {}).update(facts)
        if self.findings.get("supposed"):
            whom = self.findings.get("who") or ME
            supposed = self.supposed.setdefault(whom if whom != ME else speaker, {})
            supposed |= {name: value for name, value in self.findings["supposed"].items() if name not in supposed}

    def _said_of(self) -> list[tuple[str, dict[str, Any]]]:
        """Facts by person: each that is spoken of, and the one who needs it where the message speaks of nobody."""
        people = [(one["who"], dict(one.get("facts") or {})) for one in self.findings.get("people") or []]
        if not people and self.findings.get("facts"):
            people = [(self.findings.get("who") or ME, dict(self.findings["facts"]))]
        statuses = [status for status in self.findings.get("statuses") or [] if status != "undisclosed"]
        if statuses and not any("status" in facts for _, facts in people):
            people.append((ME, {"status": statuses[0]}))
        asked = self.memory.asked
        if asked and [who for who, _ in people] == [ME] and set(people[0][1]) == {asked["fact"]}:
            people = [(asked["for"], people[0][1])]
        for _, facts in people:
            if facts.get("status") == "undisclosed":
                del facts["status"]
        return people

    def _take_correction(self, before: dict[str, Any] | None) -> None:
        """ "No, I meant my son": what was just learned is his, and so is the need. "Can my mother too?": so is the need."""
        spoken_of = [who for who, _ in self._said_of()] + [self.findings.get("who") or ME]
        others = [who for who in dict.fromkeys(spoken_of) if who not in (ME, *self.memory.request.who)]
        if "childcare" in (self.findings.get("refine") or []) and (self.findings.get("who") or ME) == ME:
            others = [who for who in others if who != "child"]  # "may I come with my baby?" is asked for oneself
        if self.findings.get("asks_for"):
            others = [self.findings["asks_for"]]
        if not others or self.findings.get("needs") or self.named or not self.memory.request:
            return
        if self.intent not in _FOLLOWING or self.intent == "disclose_status":
            return
        if self.intent == "deny" and before and before["for"] in self.memory.request.who:
            self.memory.forget_fact(before["for"], before["facts"])
            self.memory.learn(others[0], before["facts"])
            self.corrected = True
        self.memory.request.who = others
        self.before = list(self.memory.last)
        self._begin_again()

    def _take_needs(self) -> None:
        needs = list(self.findings.get("needs") or [])
        if not (needs or self.named) or self.intent not in _SEEKING:
            return
        if self.findings.get("by_place") and not needs:
            return  # "the second one" is one of those that were found: the request stays
        same = needs and set(needs) <= set(self.memory.request.needs) and not self.named
        if same and self.intent not in ("find_service", "ask_eligibility"):
            return
        who = self._shown_for() or [self.findings.get("who") or ME]
        self.memory.ask_for(Request(needs=needs, services=self.named, who=who, refine=self._wishes()))
        self.renewed = True

    def _shown_for(self) -> list[str]:
        """Whom the named services were shown for, where the message speaks of nobody; a touch on a child's service is its."""
        if self.findings.get("who") not in (None, ME) or self._said_of():
            return []
        return list(dict.fromkeys(who for service, who, _ in self.memory.shown if service in self.named))

    def _take_answer(self) -> None:
        """The open question: answered, declined, or left alone. Whichever it is, it is not asked again."""
        if self.findings.get("crisis"):
            return
        asked, answer = self.memory.asked, self.findings.get("answer")
        if asked and answer and answer["fact"] == asked["fact"]:
            self.learned.update(self.memory.learn(asked["for"], {answer["fact"]: answer["value"]}))
        elif answer:
            self.learned.update(self.memory.learn(self.memory.request.who[0], {answer["fact"]: answer["value"]}))
        refused = self.intent == "deny" and asked and not (self.learned or self.renewed)
        if self.intent == "skip" or self.skipped or refused:
            self.skipped = True
            self.memory.decline(asked["fact"] if asked else "status")
        if self.intent == "affirm" and asked and not self.learned and self.memory.first_time(f"yes:{asked['fact']}"):
            self.unanswered = True
        elif self.intent not in BESIDE_THE_POINT or self.learned:
            self.memory.close_question()

    def _begin_again(self) -> None:
        self.memory.shown, self.memory.last = [], []
        self.renewed = True


def _replaced(wish: str, wishes: list[str]) -> bool:
    """Another language, or another time of the week, is wished for in place of the one before."""
    if _of_language(wish):
        return any(_of_language(other) for other in wishes)
    return wish in TIMES and bool(TIMES & set(wishes))


def _of_language(wish: str) -> bool:
    return wish in ("in_my_language", "their_language") or wish.startswith(SPEAKS)
