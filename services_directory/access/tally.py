"""Counts without persons: for which needs nothing was a yes, and which services were shown.

What is counted lies in the memory of the process and nowhere else: a need, a language, a district and a week, never a fact of a
person. At the end of a week, and when the process ends, a release goes to the database: by OpenDP's propose-test-release, which
adds Laplace noise to every cell and withholds each one whose noisy count is under a threshold (at least ten). A conversation
counts in a few cells a week at most, each once; that it was counted is remembered as a keyed hash whose key lives in memory.

With that bound a release is (2, 10^-6)-differentially private for each conversation and week; see docs/decisions/0022.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from services_directory.models import City, Tally
from services_directory.storage import transaction

SMALLEST = 10
DELTA = 1e-6
MOST_CELLS = {"unmet": 2, "shown": 3}
"""Cells in which one conversation counts in a week."""
SCALE = {"unmet": 1.0, "shown": 1.5}
"""Scale of the noise: `MOST_CELLS` over an epsilon of 2."""
_MOST_REMEMBERED = 200_000
log = logging.getLogger("faro.tally")


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """What is counted together. `week` is its Monday."""

    kind: str
    city: str
    week: date
    need: str = ""
    language: str = ""
    district: str = ""
    service: str = ""


class Tallies:
    """The counts of this process. Safe to use from several threads."""

    def __init__(self, engine: Engine, today: Callable[[], date] = lambda: datetime.now(UTC).date()) -> None:
        self._engine = engine
        self._today = today
        self._lock = threading.Lock()
        self._key = secrets.token_bytes(32)
        self._counts: Counter[Cell] = Counter()
        self._counted: dict[bytes, int] = defaultdict(int)

    def unmet(self, conversation: str, city: str, need: str, language: str, district: str | None) -> None:
        """Nothing was a yes for a need.

        Args:
            conversation: its random id, or any name of one person's turn at the desk; used for the bound alone.
            district: id of the district that was asked about, None where none was.
        """
        self._count(conversation, Cell("unmet", city, self._week(), need=need, language=language, district=district or ""))

    def shown(self, conversation: str, city: str, service: str) -> None:
        """A service was shown."""
        self._count(conversation, Cell("shown", city, self._week(), service=service))

    def release(self, everything: bool = False) -> int:
        """Write the weeks that are over to the database, with noise and without small cells; the true counts are forgotten.

        Args:
            everything: also the week that goes on: the process ends.

        Returns:
            How many cells were released.
        """
        with self._lock:
            week = self._week()
            over = {cell: count for cell, count in self._counts.items() if everything or cell.week < week}
            for cell in over:
                del self._counts[cell]
            if over:
                self._counted.clear()
        kinds = {cell.kind for cell in over}
        noisy = [released for kind in kinds for released in noised(kind, _of(over, kind)).items()]
        return self._write(noisy) if noisy else 0

    def close(self) -> None:
        """The process ends: what was counted is released, or lost where that fails."""
        self._release_quietly(everything=True)

    def _count(self, conversation: str, cell: Cell) -> None:
        if cell.week > self._newest():
            self._release_quietly()
        once, bound = self._mark(conversation, repr(cell)), self._mark(conversation, f"{cell.kind} {cell.week}")
        with self._lock:
            if self._counted.get(once) or self._counted.get(bound, 0) >= MOST_CELLS[cell.kind]:
                return
            if len(self._counted) >= _MOST_REMEMBERED:
                return  # who was counted already is not known any more for sure: count nobody rather than somebody twice
            self._counted[once] = 1
            self._counted[bound] += 1
            self._counts[cell] += 1

    def _newest(self) -> date:
        with self._lock:
            return max((cell.week for cell in self._counts), default=date.max)

    def _release_quietly(self, everything: bool = False) -> None:
        """A release that fails loses its counts: they are worth less than an answer."""
        try:
            self.release(everything)
        except SQLAlchemyError as error:
            log.warning("counts could not be released: %s", type(error).__name__)

    def _mark(self, conversation: str, what: str) -> bytes:
        return hashlib.blake2b(f"{conversation} {what}".encode(), key=self._key, digest_size=16).digest()

    def _week(self) -> date:
        today = self._today()
        return today - timedelta(days=today.weekday())

    def _write(self, noisy: list[tuple[Cell, int]]) -> int:
        with transaction(self._engine) as session:
            for cell, count in noisy:
                if session.get(City, cell.city) is None:
                    continue
                key = {"kind": cell.kind, "city_id": cell.city, "week": cell.week, "need": cell.need, "language": cell.language,
                       "district": cell.district, "service": cell.service}  # fmt: skip
                row = session.get(Tally, key) or Tally(**key, count=0)
                row.count += count
                session.add(row)
        return len(noisy)


def noised(kind: str, counts: Mapping[Cell, int]) -> dict[Cell, int]:
    """A release of counts: noise on every cell, cells under the threshold withheld."""
    import opendp.prelude as dp

    dp.enable_features("contrib")
    names = {f"{number}": cell for number, cell in enumerate(sorted(counts))}
    space = dp.map_domain(dp.atom_domain(T=str), dp.atom_domain(T="i64")), dp.l01inf_distance(dp.absolute_distance(T="i64"))
    release = space >> dp.m.then_laplace_threshold(scale=SCALE[kind], threshold=threshold(kind))
    noisy: Mapping[str, int] = release({name: counts[cell] for name, cell in names.items()})
    return {names[name]: count for name, count in noisy.items() if count >= SMALLEST}


def threshold(kind: str) -> int:
    """The smallest noisy count that is released: at least ten, more where that alone would reveal a cell of one person."""
    import math

    most, scale = MOST_CELLS[kind], SCALE[kind]
    return max(SMALLEST, math.ceil(1 + scale * math.log(most / (2 * DELTA))))


def _of(counts: Mapping[Cell, int], kind: str) -> dict[Cell, int]:
    return {cell: count for cell, count in counts.items() if cell.kind == kind}
