"""An audit from beginning to end: rounds of planting, failing and looking; then forgetting, and looking again."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.audit import faults, talks
from bot.audit.faults import Fault
from bot.audit.places import NOT_LOOKED, Places
from bot.audit.planted import Found, Planted
from bot.audit.system import Audited

Say = Callable[[str], None]
_OTHERS = 60
_OTHERS_SAY = ("I need food", "what are the opening hours?", "thank you", "where can I learn English?", "necesito ropa")
_AT_ONCE = 8
_SWEEP_SECONDS = 12.0  # every ten, each process lets go what only refers to itself
_OWED_SECONDS = 90.0


@dataclass
class Report:
    """What was found.

    Attributes:
        cells: fault -> place -> what was found there (empty: looked, and nothing was there).
        unforgotten: talks of which forgetting was asked and not done.
    """

    cells: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    unforgotten: int = 0

    @property
    def leaks(self) -> int:
        """How many cells hold anything."""
        return sum(bool(found) for places in self.cells.values() for found in places.values())


class Auditor:
    """Audits one system as long as it runs.

    Args:
        first_round: number of its first round, where several systems are audited with the same words.
    """

    def __init__(self, system: Audited, planted: Planted, report: Report, say: Say, first_round: int = 0) -> None:
        self.system = system
        self._planted = planted
        self._report = report
        self._say = say
        self.round = first_round
        self._names: dict[int, str] = {}
        self._held: list[talks.Talk] = []
        self._places = Places(system, planted, time.time())

    def during(self, fault: Fault) -> None:
        """Hold conversations while something goes wrong, and look wherever data can be at rest."""
        self._say(f"  {fault.name} …")
        number, self.round = self.round, self.round + 1
        self._names[number] = fault.name
        kinds = talks.WHILE_PROCESSES_END if fault.ends_processes else talks.SERVED
        held = [kind(self.system, self._planted.round(number)) for kind in kinds]
        if fault.ends_processes:
            self.look_into_memory()
        fault.happen(self.system, lambda: _all(lambda talk: talk.hold(), held))
        self._held += held
        for place, look in self._places.at_rest.items():
            self._found(fault.name, place, look())
        self._found(fault.name, "answers", [one for talk in held for body in talk.errors for one in self._planted.search(body)])

    def in_terminal(self) -> None:
        """A talk in the terminal, whose processes end with it."""
        self._say("  terminal …")
        number, self.round = self.round, self.round + 1
        self._names[number] = "terminal"
        self._found("terminal", "answers", self._planted.search(talks.in_terminal(self.system, self._planted.round(number))))
        for place, look in self._places.at_rest.items():
            self._found("terminal", place, look())

    def soak(self, turns: int) -> None:
        """Many turns of many people, all with planted words; they forget themselves or are forgotten."""
        fault = Fault(f"soak of {turns} turns", lambda _, __: self._many(turns))
        self.during(fault)

    def forget(self) -> None:
        """Everybody is forgotten, others write, garbage is collected; then nothing may be in any memory."""
        self.look_into_memory()
        self._until_nothing_is_owed()
        for talk in self._held:
            if not talk.forget() and not talk.forget():
                self._report.unforgotten += 1
        self._held.clear()
        self._others()
        time.sleep(_SWEEP_SECONDS)
        for place, found in self._places.memory_after().items():
            self._share_out(place, found)

    def _until_nothing_is_owed(self) -> None:
        """What failed is tried again later; until then its words are there rightly."""
        until = time.monotonic() + _OWED_SECONDS
        while self.system.owed() and time.monotonic() < until:
            time.sleep(0.5)

    def look_into_memory(self) -> None:
        """Look for addresses where they must never be, and for anything in Redis."""
        for place, found in self._places.memory_now().items():
            self._share_out(place, found)

    def _many(self, turns: int) -> None:
        planted = self._planted.round(self.round - 1)
        said = talks.lines(planted)

        def person(number: int) -> None:
            talk = talks.SERVED[number % len(talks.SERVED)](self.system, planted)
            talk.as_another(number)
            for line in said:
                talk.say(line)
            talk.forget()

        with ThreadPoolExecutor(_AT_ONCE) as people:
            list(people.map(person, range(max(1, turns // (len(said) + 1)))))

    def _others(self) -> None:
        """People who have nothing to do with it write: buffers are used anew."""
        for number in range(_OTHERS):
            talk = talks.RestTalk(self.system, self._planted.round(self.round))
            talk.as_another(number, plain=True)
            talk.say(_OTHERS_SAY[number % len(_OTHERS_SAY)])

    def _share_out(self, place: str, found: Sequence[Found]) -> None:
        """Each word to the round in which it was planted."""
        for name in self._names.values():
            self._report.cells.setdefault(name, {}).setdefault(place.partition(",")[0], [])
        for one in found:
            name = self._names.get(one.round, next(reversed(self._names.values()), faults.NORMAL.name))
            self._found(name, place.partition(",")[0], [one], ", after" if place.endswith("after") else "")

    def _found(self, fault: str, place: str, found: Sequence[Found], when: str = "") -> None:
        cell = self._report.cells.setdefault(fault, {}).setdefault(place, [])
        for one in found:
            planted_in = self._names.get(one.round, fault)
            said = one.what if planted_in == fault else f"{one.what} of {planted_in}"
            said = f"{said}{when}" if one != NOT_LOOKED else one.what
            if said not in cell:
                cell.append(said)


def _all(do: Callable[[talks.Talk], None], held: Sequence[talks.Talk]) -> None:
    with ThreadPoolExecutor(len(held)) as at_once:
        list(at_once.map(do, held))


def audit(turns: int, say: Say, components: Sequence[str] = tuple(faults.COMPONENTS), whole: bool = True) -> Report:
    """Audit the real system.

    Args:
        turns: length of the soak.
        say: is given one line for each step.
        components: in which an exception is made to happen.
        whole: also the system with debug logging, the one without Redis and the terminal.

    Raises:
        FaroError: the system does not start.
    """
    report, planted = Report(), Planted()
    folder = Path(tempfile.mkdtemp(prefix="faro-audit-"))
    try:
        for name, level, shared in (("two workers and Redis", "WARNING", True), ("one worker, debug logging", "DEBUG", False)):
            if shared or whole:
                say(f"{name}:")
                _audit_one(folder / f"{level[0]}", level, shared, planted, report, say, turns if shared else 0, components)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return report


def _audit_one(
    folder: Path, level: str, shared: bool, planted: Planted, report: Report, say: Say, turns: int, components: Sequence[str]
) -> None:
    folder.mkdir()
    system = Audited(folder, level, shared, 2 if shared else 1)
    auditor = Auditor(system, planted, report, say, 0 if shared else 50)
    debug = "" if shared else "debug logging, alone: "
    try:
        system.start()
        system.follow()
        for fault in (faults.NORMAL, *map(faults.exception_in, components), *(faults.GENTLE if shared else ())):
            auditor.during(_named(fault, debug))
        auditor.forget()
        if shared:
            auditor.soak(turns)
            auditor.forget()
        else:
            auditor.in_terminal()
        for fault in faults.FATAL:
            auditor.during(_named(fault, debug))
            auditor.forget()
    finally:
        with suppress(OSError):
            system.stop()


def _named(fault: Fault, prefix: str) -> Fault:
    return Fault(prefix + fault.name, fault.happen, fault.ends_processes) if prefix else fault
