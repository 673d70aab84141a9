"""The access grid of a form, one line for each status, and the rule that it means, both ways.

A form can say the plain cases: yes, no with a reason, not stated, no such status here, and depends on one thing that editors
meet (registered with the city, a referral, months since …). A cell that came from a file and says more than that is shown in
its own words and kept as it is, until an editor chooses another answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services_directory.eligibility.rules import STATUSES

ANSWERS = ("yes", "no", "depends", "not_stated", "not_here")
FLAGS = ("registered", "lives_in_city", "has_referral", "pregnant", "work_authorised", "disability")
PERIODS = ("months_since_application", "months_in_country", "months_in_status")
ASK = "ask_the_office"
WHEN = (*FLAGS, *PERIODS, ASK)
KEPT = "kept"
"""A condition that the form cannot show in its own fields."""
FOR_ALL = ("lives_in_city", "registered", "has_referral")


@dataclass(frozen=True, slots=True)
class Line:
    """One status of the grid.

    Attributes:
        answer: one of `ANSWERS`, empty where nobody has chosen yet.
        when: one of `WHEN`, or `KEPT`; `number` of months where it is a period.
        kept: what a kept condition says.
    """

    status: str
    answer: str = ""
    reason: str = ""
    when: str = ""
    number: str = ""
    note: str = ""
    source: str = ""
    kept: str = ""


def lines(access: Mapping[str, Any], language: str) -> list[Line]:
    """The grid of an access rule; notes in one language."""
    cells = access.get("status") or {}
    return [_line(status, cells.get(status), language) for status in STATUSES]


def cell(line: Line, old: Any, language: str) -> Any:
    """What a line of a form means; None where nothing was chosen.

    Args:
        old: the cell before, whose notes in other languages, and whatever the form cannot show, are kept.
    """
    if line.answer not in ANSWERS:
        return None
    before = old if isinstance(old, Mapping) else {}
    note = {**{tag: text for tag, text in before.get("note", {}).items() if tag != language}}
    if line.note:
        note[language] = line.note
    extra: dict[str, Any] = {"note": note} if note else {}
    if line.source:
        extra["sources"] = [line.source, *(one for one in before.get("sources", [])[1:] if one != line.source)]
    if _line(line.status, old, language).answer == line.answer:
        extra |= {key: before[key] for key in ("qualifiers", "becomes") if key in before}
    if line.answer == "depends":
        return {"when": _condition(line, before), **extra}
    if line.answer == "no" and line.reason:
        extra["reason"] = line.reason
    return {"can": line.answer, **extra} if extra and line.answer != "not_here" else line.answer


def for_all(access: Mapping[str, Any]) -> tuple[list[str], Mapping[str, Any], Any]:
    """What holds for every status: the plain conditions, the bounds of age, and what the form cannot show."""
    said = access.get("and")
    parts = said.get("all", [said]) if isinstance(said, Mapping) else []
    plain, age, other = [], {}, []
    for part in parts:
        if isinstance(part, Mapping) and set(part) == {"age"}:
            age = part["age"]
        elif isinstance(part, Mapping) and len(part) == 1 and next(iter(part)) in FOR_ALL and part[next(iter(part))] is True:
            plain.append(next(iter(part)))
        else:
            other.append(part)
    return plain, age, other


def together(plain: list[str], age: Mapping[str, int], other: list[Any]) -> dict[str, Any] | None:
    """The same as one condition; None where nothing holds for all."""
    parts: list[Any] = [*other, *({name: True} for name in plain if name in FOR_ALL), *([{"age": dict(age)}] if age else [])]
    return None if not parts else parts[0] if len(parts) == 1 else {"all": parts}


def _line(status: str, said: Any, language: str) -> Line:
    if not isinstance(said, Mapping):
        return Line(status, said if said in ANSWERS else "")
    note = (said.get("note") or {}).get(language, "")
    source = next(iter(said.get("sources") or ()), "")
    if "when" not in said:
        return Line(status, str(said.get("can", "")), said.get("reason", ""), note=note, source=source)
    when, number = _shown(said["when"])
    kept = str(said["when"]) if when == KEPT else ""
    return Line(status, "depends", said.get("reason", ""), when, number, note, source, kept)


def _shown(condition: Any) -> tuple[str, str]:
    if isinstance(condition, Mapping) and len(condition) == 1:
        name, value = next(iter(condition.items()))
        if name in FLAGS and value is True:
            return name, ""
        if name in PERIODS and isinstance(value, Mapping) and set(value) == {"min"}:
            return name, str(value["min"])
        if name == "other" and value == ASK:
            return ASK, ""
    return KEPT, ""


def _condition(line: Line, before: Mapping[str, Any]) -> Any:
    if line.when == KEPT and "when" in before:
        return before["when"]
    if line.when in PERIODS:
        return {line.when: {"min": int(line.number)}} if line.number.isdecimal() else {line.when: {}}
    return {line.when: True} if line.when in FLAGS else {"other": ASK}
