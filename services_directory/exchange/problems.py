"""What is wrong with the files of an import: all of it at once, each with file, line, field and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from services_directory.errors import FaroError
from services_directory.yaml_files import BadYaml, Document, load, shown


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault.

    Attributes:
        file: path as errors show it.
        line: line or row, from 1.
        field: dotted place in the file; empty for the file as a whole.
        why: what is wrong, and where it helps what may stand there.
    """

    file: str
    line: int
    field: str
    why: str

    def __str__(self) -> str:
        return ": ".join(part for part in (f"{self.file}:{self.line}", self.field, self.why) if part)


class BadFiles(FaroError):
    """An import or a check found problems. Nothing was changed."""

    def __init__(self, problems: Problems) -> None:
        self.problems = tuple(problems)
        number = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        super().__init__(f"{number} found, nothing was changed; the first: {self.problems[0]}")


@dataclass(slots=True)
class Problems:
    """Gathers faults while reading goes on."""

    found: list[Problem] = field(default_factory=list)

    def add(self, document: Document, where: str, why: str) -> None:
        """Note a fault at a dotted place of a file."""
        self.found.append(Problem(shown(document.path), document.line(where), where, why))

    def at(self, path: Path, why: str) -> None:
        """Note a fault of a file as a whole."""
        self.found.append(Problem(shown(path), 1, "", why))

    def read(self, path: Path) -> Document | None:
        """Read a YAML file; note why when that fails."""
        try:
            return load(path)
        except BadYaml as error:
            self.found.append(Problem(shown(error.path), error.line, "", error.why))
            return None

    def stop_if_any(self) -> None:
        """Raise `BadFiles` if a fault was noted."""
        if self.found:
            raise BadFiles(self)

    def __iter__(self) -> Iterator[Problem]:
        return iter(sorted(set(self.found)))

    def __len__(self) -> int:
        return len(set(self.found))
