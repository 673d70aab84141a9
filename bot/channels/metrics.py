"""Counts as Prometheus reads them, on a port of their own that the public cannot reach."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager

from aiohttp import web
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.privacy.counting import Counts

_TYPE = {"Content-Type": "text/plain; version=0.0.4; charset=utf-8", "Cache-Control": "no-store"}


class _OfCounts(Collector):
    def __init__(self, counts: Counts, restarts: Callable[[], int]) -> None:
        self._counts = counts
        self._restarts = restarts

    def collect(self) -> Iterator[Metric]:
        """All families, from what is counted at this moment."""
        turns = CounterMetricFamily("faro_turns", "Messages by what became of them.", labels=["outcome"])
        for outcome, count in self._counts.outcomes().items():
            turns.add_metric([outcome], count)
        yield turns
        asked = CounterMetricFamily("faro_requests", "Needs by language, from 20 on, in tens.", labels=["language", "need"])
        for (language, need), count in sorted(self._counts.cells().items()):
            asked.add_metric([language, need], count)
        yield asked
        buckets, seconds = self._counts.durations()
        took = HistogramMetricFamily("faro_turn_seconds", "From a message to its answer.")
        took.add_metric([], [("+Inf" if bound == float("inf") else str(bound), count) for bound, count in buckets], seconds)
        yield took
        yield CounterMetricFamily("faro_worker_ends", "Workers that ended and were started again.", value=self._restarts())


def text(counts: Counts, restarts: Callable[[], int]) -> bytes:
    """Everything that is counted, as Prometheus text."""
    registry = CollectorRegistry()
    registry.register(_OfCounts(counts, restarts))
    ProcessCollector(registry=registry)
    return generate_latest(registry)


@asynccontextmanager
async def serving(counts: Counts, restarts: Callable[[], int], port: int, host: str = "127.0.0.1") -> AsyncIterator[None]:
    """`/metrics` while the block runs.

    Raises:
        OSError: the port cannot be had.
    """

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=text(counts, restarts), headers=_TYPE)

    app = web.Application()
    app.add_routes([web.get("/metrics", metrics)])
    runner = web.AppRunner(app, access_log=None, logger=logging.Logger("faro.silent", logging.CRITICAL + 1))
    async with AsyncExitStack() as stack:
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, host, port).start()
        yield
