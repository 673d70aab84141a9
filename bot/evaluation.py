"""How well messages are understood: tables of messages with what they mean, against what is found in them.

The texts are test data, never a person's, so a report may show them.
"""

from __future__ import annotations

import csv
import dataclasses
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from services_directory.errors import FaroError
from services_directory.vocabulary import id_set

COLUMNS = ("id", "lang", "text", "intent", "needs", "statuses", "crisis", "register")
NEAR_MISS = "near_miss"
_HEADS = {"needs": "needs", "statuses": "statuses", "crisis": "crises"}
_MIX_UPS_SHOWN = 15

Understand = Callable[[str, str | None], Mapping[str, Any]]


class BadTable(FaroError):
    """A test table cannot be read; the text begins with file:line."""


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled message. `place` is file:line."""

    id: str
    lang: str
    text: str
    intent: str
    needs: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    crisis: frozenset[str] = frozenset()
    register: str = "plain"
    place: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """A row beside what was understood."""

    row: Row
    language: str
    intent: str
    confidence: float
    needs: frozenset[str]
    statuses: frozenset[str]
    crisis: frozenset[str]

    @property
    def alarmed(self) -> bool:
        """Understood as danger."""
        return self.intent == "crisis" or bool(self.crisis)

    @property
    def errors(self) -> tuple[str, ...]:
        """What is wrong, one line each, the gravest first."""
        row, found = self.row, []
        if row.crisis and not self.alarmed:
            found.append("danger missed")
        if not row.crisis and row.intent != "crisis" and self.alarmed:
            found.append("false alarm")
        if row.intent != self.intent:
            found.append(f"intent {row.intent} -> {self.intent} ({self.confidence:.2f})")
        if row.lang != self.language:
            found.append(f"language {row.lang} -> {self.language}")
        for head in _HEADS:
            wanted, got = getattr(row, head), getattr(self, head)
            found += [f"{head} missed: {one}" for one in sorted(wanted - got)]
            found += [f"{head} too much: {one}" for one in sorted(got - wanted)]
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; `rate` is None of none."""

    hits: int
    of: int

    @property
    def rate(self) -> float | None:
        return self.hits / self.of if self.of else None

    def as_json(self) -> dict[str, Any]:
        return {"hits": self.hits, "of": self.of, "rate": self.rate}

    def __str__(self) -> str:
        return "-" if self.rate is None else f"{self.rate:.3f} ({self.hits}/{self.of})"


@dataclass(frozen=True, slots=True)
class Labels:
    """Micro-averaged precision and recall of one kind of ids; None where there is nothing to count."""

    right: int
    found: int
    wanted: int

    @property
    def precision(self) -> float | None:
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        return self.right / self.wanted if self.wanted else None

    @property
    def f1(self) -> float | None:
        return 2 * self.right / (self.found + self.wanted) if self.found + self.wanted else None

    def as_json(self) -> dict[str, Any]:
        return {**dataclasses.asdict(self), "precision": self.precision, "recall": self.recall, "f1": self.f1}

    def __str__(self) -> str:
        return f"{_rate(self.f1)} (precision {_rate(self.precision)}, recall {_rate(self.recall)})"


@dataclass(frozen=True, slots=True)
class Scores:
    """The measures over some rows.

    Attributes:
        crisis: rows with danger that were taken for danger. crisis_ids: those of them with exactly the right ids.
        false_alarms: rows without danger that were taken for it; near_misses: the same over rows written to sound like danger.
        taken_for_request: rows out of scope that were understood as a request for a service.
    """

    rows: int
    intent: Share
    needs: Labels
    statuses: Labels
    crisis: Share
    crisis_ids: Share
    false_alarms: Share
    near_misses: Share
    language: Share
    taken_for_request: Share

    def as_json(self) -> dict[str, Any]:
        measures = {item.name: getattr(self, item.name) for item in dataclasses.fields(self)}
        return {name: value if isinstance(value, int) else value.as_json() for name, value in measures.items()}

    def lines(self) -> Iterator[str]:
        """One line for each measure."""
        for item in dataclasses.fields(self)[1:]:
            yield f"  {item.name.replace('_', ' '):<18} {getattr(self, item.name)}"


@dataclass(frozen=True, slots=True)
class Report:
    """Measures in all and by language, what was taken for what, and every row that has an error, most errors first."""

    overall: Scores
    languages: Mapping[str, Scores]
    intents: Mapping[tuple[str, str], int]
    needs: Mapping[tuple[str, str], int]
    worst: tuple[Result, ...] = field(default=())

    def as_text(self, worst: int = 20) -> str:
        """Tables for a terminal, with at most `worst` rows."""
        lines = [f"In all: {self.overall.rows} rows", *self.overall.lines()]
        for lang, scores in self.languages.items():
            lines += ["", f"{lang}: {scores.rows} rows", *scores.lines()]
        wrong = {pair: count for pair, count in self.intents.items() if pair[0] != pair[1]}
        lines += _mix_ups("Intents taken for another (wanted -> understood)", wrong)
        lines += _mix_ups("Needs taken for another (wanted -> understood)", self.needs)
        if worst > 0 and self.worst:
            lines += ["", f"Rows with most errors ({min(worst, len(self.worst))} of {len(self.worst)})"]
            for result in self.worst[:worst]:
                lines += [f"  {result.row.place} {result.row.id}: {result.row.text}"]
                lines += [f"      {error}" for error in result.errors]
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """The same as plain data: `overall`, `languages`, `intents`, `needs` (lists of wanted, understood, rows), `errors`."""
        return {
            "overall": self.overall.as_json(),
            "languages": {lang: scores.as_json() for lang, scores in self.languages.items()},
            "intents": _pairs(self.intents),
            "needs": _pairs(self.needs),
            "errors": [{"id": result.row.id, "text": result.row.text, "errors": list(result.errors)} for result in self.worst],
        }


def _rate(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _most(pairs: Mapping[tuple[str, str], int]) -> list[tuple[tuple[str, str], int]]:
    return sorted(pairs.items(), key=lambda item: (-item[1], item[0]))


def _mix_ups(title: str, pairs: Mapping[tuple[str, str], int]) -> list[str]:
    if not pairs:
        return []
    return ["", title, *(f"  {count:>4}  {wanted} -> {got}" for (wanted, got), count in _most(pairs)[:_MIX_UPS_SHOWN])]


def _pairs(pairs: Mapping[tuple[str, str], int]) -> list[dict[str, Any]]:
    return [{"wanted": wanted, "understood": got, "rows": count} for (wanted, got), count in _most(pairs)]


def read_rows(files: Iterable[Path]) -> list[Row]:
    """The rows of tab-separated tables with the columns id, lang, text, intent, needs, statuses, crisis, register.

    Raises:
        BadTable: a file cannot be read, lacks a column, or a row is malformed (file:line and why).
    """
    return [row for path in files for row in _read(path)]


def _read(path: Path) -> Iterator[Row]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            yield from _rows(path, lines)
    except OSError as error:
        raise BadTable(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise BadTable(f"{path}: is not UTF-8") from None
    except csv.Error as error:
        raise BadTable(f"{path}: {error}") from None


def _rows(path: Path, lines: TextIO) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    header = next(reader, [])
    missing = [column for column in COLUMNS if column not in header]
    if missing:
        raise BadTable(f"{path}:1: no column {', '.join(missing)}")
    seen: set[str] = set()
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        place = f"{path}:{reader.line_num}"
        if len(cells) > len(header):
            raise BadTable(f"{place}: {len(cells)} cells, {len(header)} columns")
        row = _row(dict(zip(header, [*cells, *[""] * (len(header) - len(cells))], strict=True)), place)
        if row.id in seen:
            raise BadTable(f"{place}: id {row.id} stands twice")
        seen.add(row.id)
        yield row


def _row(cells: Mapping[str, str], place: str) -> Row:
    for column in ("id", "lang", "text", "intent"):
        if not cells[column].strip():
            raise BadTable(f"{place}: {column} is empty")
    intent = cells["intent"].strip()
    _known(place, "intent", {intent}, "intents")
    heads = {head: frozenset(filter(None, re.split(r"[,\s]+", cells[head]))) for head in _HEADS}
    for head, kind in _HEADS.items():
        _known(place, head, heads[head], kind)
    return Row(
        id=cells["id"].strip(),
        lang=cells["lang"].strip(),
        text=cells["text"],
        intent=intent,
        register=cells["register"].strip() or "plain",
        place=place,
        **heads,
    )


def _known(place: str, column: str, ids: Iterable[str], kind: str) -> None:
    unknown = sorted(set(ids) - id_set(kind))
    if unknown:
        raise BadTable(f"{place}: {column}: unknown {', '.join(unknown)}")


def evaluate(rows: Iterable[Row], understand: Understand) -> Report:
    """Compare what `understand(text, city)` finds with the labels; it is called once for each row, in order, without a city.

    The findings have the keys language, intent, confidence, needs, statuses, crisis; a missing one counts as nothing found.
    """
    results = [_result(row, understand(row.text, None)) for row in rows]
    languages = sorted({result.row.lang for result in results})
    return Report(
        overall=_scores(results),
        languages={lang: _scores([result for result in results if result.row.lang == lang]) for lang in languages},
        intents=dict(Counter((result.row.intent, result.intent) for result in results)),
        needs=dict(Counter(pair for result in results for pair in _confused(result.row.needs, result.needs))),
        worst=tuple(sorted((result for result in results if result.errors), key=lambda result: -len(result.errors))),
    )


def _result(row: Row, found: Mapping[str, Any]) -> Result:
    return Result(
        row=row,
        language=str(found.get("language") or ""),
        intent=str(found.get("intent") or ""),
        confidence=float(found.get("confidence") or 0.0),
        needs=frozenset(found.get("needs") or ()),
        statuses=frozenset(found.get("statuses") or ()),
        crisis=frozenset(found.get("crisis") or ()),
    )


def _confused(wanted: frozenset[str], got: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Each missed id with each id that came in its stead; `-` where none did."""
    missed, extra = sorted(wanted - got) or ["-"], sorted(got - wanted) or ["-"]
    return ((one, other) for one in missed for other in extra if (one, other) != ("-", "-"))


def _scores(results: Sequence[Result]) -> Scores:
    danger = [result for result in results if result.row.crisis]
    calm = [result for result in results if not result.row.crisis and result.row.intent != "crisis"]
    near = [result for result in calm if result.row.register == NEAR_MISS]
    off_topic = [result for result in results if result.row.intent == "out_of_scope"]
    return Scores(
        rows=len(results),
        intent=_share(results, lambda result: result.intent == result.row.intent),
        needs=_labels(results, "needs"),
        statuses=_labels(results, "statuses"),
        crisis=_share(danger, lambda result: result.alarmed),
        crisis_ids=_share(danger, lambda result: result.crisis == result.row.crisis),
        false_alarms=_share(calm, lambda result: result.alarmed),
        near_misses=_share(near, lambda result: result.alarmed),
        language=_share(results, lambda result: result.language == result.row.lang),
        taken_for_request=_share(off_topic, lambda result: result.intent == "find_service" or result.intent.startswith("ask_")),
    )


def _share(results: Sequence[Result], holds: Callable[[Result], bool]) -> Share:
    return Share(sum(map(holds, results)), len(results))


def _labels(results: Sequence[Result], head: str) -> Labels:
    pairs = [(getattr(result.row, head), getattr(result, head)) for result in results]
    return Labels(
        right=sum(len(wanted & got) for wanted, got in pairs),
        found=sum(len(got) for _, got in pairs),
        wanted=sum(len(wanted) for wanted, _ in pairs),
    )
