"""The audit finds nothing in Faro, and finds each of eleven deliberate leaks; the same audit, shorter: `faro privacy-audit`."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import leaks
import pytest
from redis_server import BINARY

from bot.audit import faults
from bot.audit.faults import Fault
from bot.audit.places import NOT_LOOKED
from bot.audit.planted import Planted
from bot.audit.run import Auditor, Report
from bot.audit.system import Audited
from bot.audit.table import as_text

pytestmark = [
    pytest.mark.server,
    pytest.mark.trained,
    pytest.mark.xdist_group("server"),
    # It looks into whole memories again and again, for many minutes: `make audit` sets this.
    pytest.mark.skipif("FARO_AUDIT" not in os.environ, reason="runs with `make audit`"),
]

WHERE = {
    "text_in_the_log": "logs",
    "address_in_the_log": "logs",
    "text_in_a_temporary_file": "disk",
    "text_in_a_file_of_tmp_whatever_the_setting": "disk",
    "text_in_the_database": "database",
    "record_in_redis_unsealed": "Redis",
    "address_as_a_name_in_redis": "Redis",
    "address_handed_to_the_worker": "memory of worker",
    "text_remembered_after_forgetting": "memory of worker",
    "text_in_the_arguments_of_a_process": "processes",
    "status_as_a_metric": "metrics",
}
FAILING = ("redaction", "answer of a worker", "turn", "facts", "Rasa's policy", "action", "directory", "saving", "sealing")


class Bench:
    """One running system, audited again and again with other words."""

    def __init__(self, system: Audited) -> None:
        self.system = system

    def auditor(self) -> tuple[Auditor, Report]:
        report = Report()
        return Auditor(self.system, Planted(), report, lambda _: None), report


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    if BINARY is None and not os.environ.get("CI"):
        pytest.skip("redis-server is not installed")
    system = Audited(tmp_path_factory.mktemp("a"), "DEBUG", workers=1)
    try:
        system.start()
        system.follow()
        yield Bench(system)
    finally:
        system.stop()


def test_nothing_is_found_in_normal_use_or_when_parts_fail(bench: Bench) -> None:
    auditor, report = bench.auditor()
    for fault in (faults.NORMAL, *map(faults.exception_in, FAILING), *faults.GENTLE):
        auditor.during(fault)
    auditor.soak(200)
    auditor.forget()
    assert report.leaks == 0, as_text(report)
    assert report.unforgotten == 0


@pytest.mark.parametrize("name", sorted(WHERE))
def test_a_deliberate_leak_is_found(bench: Bench, name: str) -> None:
    auditor, report = bench.auditor()

    def leaking(system: Audited, hold: faults.Hold) -> None:
        system.follow(leak=[leaks.__file__, name])
        hold()

    try:
        auditor.during(Fault(name, leaking))
        if WHERE[name].startswith("memory"):
            auditor.look_into_memory()
            auditor.forget()
        places = [place for place, found in report.cells[name].items() if found and found != [NOT_LOOKED.what]]
        assert [place for place in places if place.startswith(WHERE[name])], as_text(report)
    finally:
        bench.system.follow()
        _tidy(bench.system)


def _tidy(system: Audited) -> None:
    """What a leak left is not found again by the next test, which has other words; the database goes on without it."""
    for file in Path("/tmp").glob("faro-leak-*"):
        file.unlink()


def test_nothing_is_found_when_processes_are_killed(bench: Bench) -> None:
    time.sleep(0.5)
    auditor, report = bench.auditor()
    for fault in faults.FATAL:
        auditor.during(fault)
    auditor.forget()
    assert report.leaks == 0, as_text(report)
