"""What an audit found, as a table: fault × place."""

from __future__ import annotations

from bot.audit.run import Report

_NOTHING, _NOT_LOOKED = "–", "could not be looked into"


def as_text(report: Report) -> str:
    """The table, what was found, and the sum."""
    places = list(dict.fromkeys(place for cells in report.cells.values() for place in cells))
    width = max((len(fault) for fault in report.cells), default=5)
    rows = ["  ".join(["fault".ljust(width), *places])]
    for fault, cells in report.cells.items():
        rows.append("  ".join([fault.ljust(width), *(_mark(cells.get(place)).ljust(len(place)) for place in places)]))
    finds = [
        f"FOUND in {place}, {fault}: {', '.join(found)}"
        for fault, cells in report.cells.items()
        for place, found in cells.items()
        if found
    ]
    if report.unforgotten:
        finds.append(f"{report.unforgotten} talks could not be forgotten when it was asked")
    searched = sum(len(cells) for cells in report.cells.values())
    return "\n".join([*rows, "", *finds, f"{searched} places searched; planted words found in {report.leaks}."])


def _mark(found: list[str] | None) -> str:
    if found is None:
        return " "
    if found == [_NOT_LOOKED]:
        return "?"
    return "FOUND" if found else _NOTHING
