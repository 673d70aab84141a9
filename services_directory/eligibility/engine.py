"""A rule, the facts of a person and a date become a verdict."""

from __future__ import annotations

from datetime import date

from services_directory.eligibility.conditions import Condition, Finding
from services_directory.eligibility.facts import MAX_AGE, Facts
from services_directory.eligibility.logic import FALSE, TRUE
from services_directory.eligibility.rules import RuleSet
from services_directory.eligibility.verdict import Outcome, Verdict

NO_LAW = Verdict("unknown", reasons=("no_law_for_date",))
ASSUMABLE = ("lives_in_city", "adult", "adult_21", "not_visiting", "income_within_limit")
_LEAST_AGE = {"adult": 18, "adult_21": 21}
_CONDITIONS_MET = ("conditions_met",)
_VISITING = frozenset(("visitor", "student"))


def decide(rules: RuleSet, facts: Facts, day: date) -> Verdict:
    """The verdict of the law of that day. Nothing is assumed that was not said."""
    rule = rules.on(day)
    return NO_LAW if rule is None else decide_condition(rule.condition, facts)


def decide_assuming(rules: RuleSet, facts: Facts, day: date, assumptions: tuple[str, ...] = ASSUMABLE) -> Verdict:
    """The verdict, where what is plain from the asking may settle what would stay open.

    Somebody who asks for the services of a city is taken to live there and not to be on a tourist or student visa, somebody
    who asks for themselves to be grown up, and an income that was not said to be within a limit that the verdict names, unless
    they said otherwise. An assumption only ever turns `depends` into a `yes` that names what it assumes.

    Args:
        assumptions: some of `ASSUMABLE`.
    """
    rule = rules.on(day)
    return NO_LAW if rule is None else settle(rule.condition, facts, assumptions)[0]


def settle(condition: Condition, facts: Facts, assumptions: tuple[str, ...] = ()) -> tuple[Verdict, Facts]:
    """The verdict, and the facts with whatever it took for granted."""
    plain = decide_condition(condition, facts)
    if plain.outcome != "depends" or not assumptions:
        return plain, facts
    used: list[str] = []
    supposed, best = facts, condition.find(facts)
    for name in assumptions:
        further = suppose(name, supposed)
        found = condition.find(further) if further is not None else None
        if further is None or found is None or found.truth is FALSE or not found.possible or found == best:
            continue
        supposed, best = further, found
        used.append(name)
    if not used:
        return plain, facts
    return _verdict(best, tuple(_last_of_age(used))), supposed


def _last_of_age(used: list[str]) -> list[str]:
    """Of two least ages only the higher is said."""
    return [name for name in used if not (name == "adult" and "adult_21" in used)]


def suppose(name: str, facts: Facts) -> Facts | None:
    """The facts with one assumption, or None where what was said leaves no room for it."""
    if name == "lives_in_city":
        said = facts.lives_in_city is not None or facts.status == "visitor"
        return None if said else facts.with_(lives_in_city=True)
    if name == "income_within_limit":
        return facts.supposing(income_within_limit=True) if facts.income_monthly is None else None
    if name == "not_visiting":
        return facts.supposing(ruled_out=_VISITING) if facts.known_status is None else None
    return facts.supposing(least_age=_LEAST_AGE[name]) if facts.age is None and facts.age_bounds[1] == MAX_AGE else None


def decide_condition(condition: Condition, facts: Facts) -> Verdict:
    """The verdict of one condition."""
    return _verdict(condition.find(facts))


def outcome_of(finding: Finding) -> Outcome:
    """Yes, no, depends (an answer could make it yes) or unknown (no source says)."""
    if finding.truth is TRUE:
        return "yes"
    if finding.truth is FALSE:
        return "no"
    return "depends" if finding.possible else "unknown"


def _verdict(finding: Finding, assumes: tuple[str, ...] = ()) -> Verdict:
    outcome = outcome_of(finding)
    return Verdict(
        outcome,
        # Tests of facts name a reason only against somebody.
        finding.reasons or (_CONDITIONS_MET if outcome == "yes" else ()),
        finding.sources,
        finding.missing if outcome == "depends" else (),
        finding.conditions if outcome == "depends" else (),
        finding.qualifiers,
        finding.notes,
        assumes,
    )
