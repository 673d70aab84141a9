"""Verdicts over many services at once: each different rule is decided once for each person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services_directory.access.question import Person, Question
from services_directory.eligibility.conditions import Condition
from services_directory.eligibility.engine import NO_LAW, decide_condition, settle, suppose
from services_directory.eligibility.facts import Facts
from services_directory.eligibility.questions import next_fact
from services_directory.eligibility.rules import STATUSES, DatedRule
from services_directory.eligibility.verdict import Verdict
from services_directory.search.freshness import expired
from services_directory.search.ranking import Rank, nearest, rank
from services_directory.search.shelf import Entry

_ASKED_AMONG = 60


@dataclass(frozen=True, slots=True)
class Decided:
    """One service decided for one person. `facts` hold what the verdict took for granted."""

    entry: Entry
    person: Person
    rule: DatedRule | None
    verdict: Verdict
    facts: Facts
    rank: Rank


def decide_all(entries: Sequence[Entry], question: Question, day: date) -> list[Decided]:
    """All services for all people of the question, best first."""
    decided = [one for person in question.people for one in _for_person(entries, person, question, day)]
    decided.sort(key=lambda one: one.rank)
    return decided


def _for_person(entries: Sequence[Entry], person: Person, question: Question, day: date) -> list[Decided]:
    assumptions = _assumable(person, question)
    known: dict[int, tuple[DatedRule | None, Verdict, Facts]] = {}
    decided = []
    for entry in entries:
        key = id(entry.rules)
        if key not in known:
            rule = entry.rules.on(day)
            verdict, facts = settle(rule.condition, person.facts, assumptions) if rule else (NO_LAW, person.facts)
            known[key] = (rule, verdict, facts)
        rule, verdict, facts = known[key]
        settled = not (verdict.assumes or verdict.qualifiers)
        best, *others = rank(entry, verdict.outcome, question.needs, nearest(entry, question.place), settled)
        sunk = (best, int(expired(entry.last_verified, day)), *others)  # what nobody confirmed for long sinks below its equals
        decided.append(Decided(entry, person, rule, verdict, facts, sunk))
    return decided


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
    return None if fact is None else (fact, [id_ for id_, condition in laws if _hangs_on(condition, facts, fact)])


def _hangs_on(condition: Condition, facts: Facts, fact: str) -> bool:
    return fact in decide_condition(condition, facts).missing
