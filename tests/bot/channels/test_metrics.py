"""Metrics on a port of their own: large cells only, no status, nothing of a person."""

from __future__ import annotations

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from bot.channels import metrics
from bot.privacy.counting import Counts
from services_directory.vocabulary import id_set


def _counts() -> Counts:
    counts = Counts()
    for _ in range(25):
        counts.turn("answered", 0.2, "es", ["food"])
    counts.turn("answered", 0.2, "uk", ["health_care"])
    return counts


async def test_they_are_served_and_can_be_read(unused_tcp_port: int) -> None:
    async with (
        metrics.serving(_counts(), lambda: 3, unused_tcp_port),
        aiohttp.ClientSession() as client,
        client.get(f"http://127.0.0.1:{unused_tcp_port}/metrics") as answer,
    ):
        assert answer.status == 200
        families = {family.name: family for family in text_string_to_metric_families(await answer.text())}
    asked = {(s.labels["language"], s.labels["need"]): s.value for s in families["faro_requests"].samples}
    assert asked == {("es", "food"): 20}
    assert families["faro_worker_ends"].samples[0].value == 3
    assert {s.labels["outcome"]: s.value for s in families["faro_turns"].samples}["answered"] == 26


def test_no_label_is_a_status() -> None:
    text = metrics.text(_counts(), lambda: 0).decode()
    assert not [status for status in id_set("statuses") if f'"{status}"' in text]
