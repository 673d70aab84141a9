"""Verdicts over many services at once: each different rule is decided once for each person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import overload

import numpy as np

from services_directory.access.question import Person, Question
from services_directory.eligibility.engine import NO_LAW, decide_condition, settle, suppose
from services_directory.eligibility.facts import Facts
from services_directory.eligibility.questions import next_fact
from services_directory.eligibility.rules import STATUSES, DatedRule
from services_directory.eligibility.verdict import Verdict
from services_directory.search.ranking import OUTCOMES, fits, ranks
from services_directory.search.shelf import Candidates, Entry

_ASKED_AMONG = 60


@dataclass(frozen=True, slots=True)
class Decided:
    """One service decided for one person. `facts` hold what the verdict took for granted."""

    entry: Entry
    person: Person
    rule: DatedRule | None
    verdict: Verdict
    facts: Facts


class Ranked(Sequence[Decided]):
    """Services decided, best first. Each is put together when it is looked at: of many thousands a few are."""

    def __init__(self, parts: Sequence[_ForPerson]) -> None:
        self._parts = parts
        self._order = np.argsort(np.concatenate([part.ranks for part in parts]), kind="stable")
        self._size = len(parts[0].candidates)

    def counts(self) -> Counter[str]:
        """How many have which verdict, in the order of the ranks."""
        found = np.bincount(np.concatenate([part.outcomes for part in self._parts]), minlength=len(OUTCOMES))
        return Counter({outcome: int(number) for outcome, number in zip(OUTCOMES, found, strict=True) if number})

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, index: int) -> Decided: ...
    @overload
    def __getitem__(self, index: slice) -> list[Decided]: ...
    def __getitem__(self, index: int | slice) -> Decided | list[Decided]:
        if isinstance(index, slice):
            return [self._one(at) for at in self._order[index]]
        return self._one(self._order[index])

    def _one(self, at: int) -> Decided:
        part, row = divmod(int(at), self._size)
        return self._parts[part].decided(row)


def decide_all(candidates: Candidates, question: Question, day: date) -> Ranked:
    """All services for all people of the question, best first."""
    return Ranked([_ForPerson(candidates, person, question, day) for person in question.people])


class _ForPerson:
    """Every rule of some services decided once for one person, and the rank of each service."""

    def __init__(self, candidates: Candidates, person: Person, question: Question, day: date) -> None:
        self.candidates, self._person = candidates, person
        columns, rows = candidates.columns, candidates.rows
        self._rules = columns.rules[rows]
        self._known: dict[int, tuple[DatedRule | None, Verdict, Facts]] = {}
        outcome = np.zeros(len(columns.rule_sets), np.int64)
        settled = np.zeros(len(columns.rule_sets), bool)
        for number in np.unique(self._rules):
            verdict = self._decide(int(number), question, day)
            outcome[number] = OUTCOMES.index(verdict.outcome)
            settled[number] = not (verdict.assumes or verdict.qualifiers)
        self.outcomes = outcome[self._rules]
        fit = fits(columns, rows, candidates.place_of_need, question.needs)
        settled_here = settled[self._rules]
        self.ranks = ranks(columns, rows, self.outcomes, settled_here, fit, candidates.many, question.place, day)

    def _decide(self, number: int, question: Question, day: date) -> Verdict:
        rule = self.candidates.columns.rule_sets[number].on(day)
        assumed = _assumable(self._person, question)
        verdict, facts = settle(rule.condition, self._person.facts, assumed) if rule else (NO_LAW, self._person.facts)
        self._known[number] = (rule, verdict, facts)
        return verdict

    def decided(self, row: int) -> Decided:
        """One of the services."""
        rule, verdict, facts = self._known[int(self._rules[row])]
        return Decided(self.candidates[row], self._person, rule, verdict, facts)


def _assumable(person: Person, question: Question) -> tuple[str, ...]:
    """Only who asks for themselves, or for a partner or parent, is taken to be grown up."""
    if person.who in ("me", "partner", "parent"):
        return question.assumptions
    return tuple(name for name in question.assumptions if not name.startswith("adult"))


def supposed(person: Person, question: Question) -> Facts:
    """The facts with everything that is taken for granted of this person."""
    facts = person.facts
    for name in _assumable(person, question):
        facts = suppose(name, facts) or facts
    return facts


def yes_for(one: Decided) -> list[str]:
    """Statuses for which it would be a yes, where the status was not said and decides."""
    if one.rule is None or one.verdict.outcome != "depends" or "status" not in one.verdict.missing:
        return []
    condition, facts = one.rule.condition, one.facts
    return [status for status in STATUSES if settle(condition, facts.with_(status=status), ())[0].outcome == "yes"]


def question_worth_asking(entries: Sequence[Entry], question: Question, day: date) -> tuple[str, list[str]] | None:
    """The fact whose answer decides most for the person who needs it, and the services that hang on it."""
    person = question.people[0]
    facts = supposed(person, question)
    laws = [(entry.id, rule.condition) for entry in entries[:_ASKED_AMONG] if (rule := entry.rules.on(day))]
    fact = next_fact([condition for _, condition in laws], facts, question.skipped)
    if fact is None:
        return None
    different = {id(condition): condition for _, condition in laws}
    hangs = {key for key, condition in different.items() if fact in decide_condition(condition, facts).missing}
    return fact, [id_ for id_, condition in laws if id(condition) in hangs]
