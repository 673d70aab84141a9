"""Short versions of `make load` and `make fuzz`: many at once, strange requests, and it still lives."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import crowd
import fuzzing
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from running_faro import Faro, running

pytestmark = [pytest.mark.server, pytest.mark.trained, pytest.mark.xdist_group("server")]


@pytest.fixture(scope="module")
def faro(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faro]:
    with running(tmp_path_factory.mktemp("load"), "--log-level", "DEBUG") as started:
        yield started


def test_many_at_once_are_all_answered(faro: Faro) -> None:
    waited = asyncio.run(crowd.crowd([faro.port], people=20, seconds=8, think=2))
    assert not waited.errors
    assert waited.at(0.99) < 5, waited


@pytest.mark.xfail(strict=False, reason="3 of 600 strange requests get a 500: to be found in issue 6 (`make fuzz`)")
def test_strange_requests_are_refused_calmly(faro: Faro) -> None:
    places = fuzzing.addresses(faro.request("/api/openapi.json")[1])
    seen = asyncio.run(fuzzing.send(faro.port, places, 1500, seed=7))
    assert not seen.wrong, seen
    assert seen.total == 1500
    assert seen.statuses[200] > 50, "some are understood, so that more than the first check is tried"
    assert faro.ready()
    assert fuzzing.WORD.lower() not in faro.log.read_text().lower()


def test_what_is_described_answers_as_described(faro: Faro) -> None:
    schema = schemathesis.openapi.from_url(f"http://127.0.0.1:{faro.port}/api/openapi.json")
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def never_fails(case: schemathesis.Case) -> None:
            answer = case.call()
            assert answer.status_code < 500 or answer.status_code == 503, case.operation.label

        never_fails()
    assert faro.ready()
