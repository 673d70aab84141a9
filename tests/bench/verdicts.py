"""Verdicts a second, over the rules of the real directory repeated to a thousand services."""

from __future__ import annotations

import statistics
import time
from datetime import date
from itertools import cycle, islice

from services_directory.eligibility.counterfactuals import changes
from services_directory.eligibility.engine import settle
from services_directory.eligibility.facts import Facts
from services_directory.eligibility.rules import DatedRule
from services_directory.search.shelf import build
from services_directory.settings import Settings
from services_directory.storage import open_engine, session

DAY = date(2026, 11, 22)
PEOPLE = (
    Facts(status="undocumented", age=30),
    Facts(status="asylum_seeker", months_since_application=3),
    Facts(status="refugee", children=(3,)),
    Facts(),
)


def milliseconds_per_thousand() -> tuple[float, float]:
    """Median milliseconds for verdicts on 1 000 services: with reasons alone, and with what would change each."""
    with session(open_engine(Settings.from_environment())) as opened:
        laws = [rule for entry in build(opened).entries.values() if (rule := entry.rules.on(DAY))]
    thousand = list(islice(cycle(laws), 1000))
    return _median(thousand, False), _median(thousand, True)


def _median(rules: list[DatedRule], explained: bool) -> float:
    times = []
    for facts in PEOPLE * 5:
        started = time.perf_counter()
        for rule in rules:
            verdict, known = settle(rule.condition, facts)
            if explained and verdict.outcome in ("no", "depends"):
                changes(rule, known)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)
