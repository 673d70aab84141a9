"""What went wrong, and what was only left aside, in data that came from elsewhere: file, row, column, why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from services_directory.errors import FaroError


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """One remark. `row` from 1 as a spreadsheet shows it, 0 for the file as a whole; `column`: heading or path."""

    file: str
    row: int
    column: str
    why: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.row}" if self.row else self.file
        return ": ".join(part for part in (place, self.column, self.why) if part)


class BadData(FaroError):
    """An import found faults. Nothing was changed."""

    def __init__(self, notes: Notes) -> None:
        self.problems = notes.faults
        number = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        super().__init__(f"{number} found, nothing was changed; the first: {self.problems[0]}")


@dataclass(slots=True)
class Notes:
    """Gathers remarks while reading goes on.

    Attributes:
        faults: what forbids the import.
        warnings: what was not taken over, and stays unknown.
    """

    _faults: dict[Note, None] = field(default_factory=dict)
    _warnings: dict[Note, None] = field(default_factory=dict)

    def fault(self, file: str, row: int, column: str, why: str) -> None:
        """The import cannot go on with this."""
        self._faults[Note(file, row, column, why)] = None

    def warn(self, file: str, row: int, column: str, why: str) -> None:
        """This is left out and stays unknown."""
        self._warnings[Note(file, row, column, why)] = None

    @property
    def faults(self) -> tuple[Note, ...]:
        """All faults, in the order of files and rows."""
        return tuple(sorted(self._faults))

    @property
    def warnings(self) -> tuple[Note, ...]:
        """All warnings, in the order of files and rows."""
        return tuple(sorted(self._warnings))

    def __iter__(self) -> Iterator[Note]:
        return iter(self.faults)

    def stop_if_any(self) -> None:
        """Raise `BadData` if there is a fault."""
        if self._faults:
            raise BadData(self)
