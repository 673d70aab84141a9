"""Two servers and Redis: conversations belong to both; when one dies under load no message is lost or answered twice."""

from __future__ import annotations

import os
import secrets
import signal
import threading
import time
import urllib.error
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from redis_server import RedisServer
from redis_server import running as running_redis
from running_faro import Faro, running

pytestmark = [pytest.mark.server, pytest.mark.trained, pytest.mark.xdist_group("server")]

SECRET = "a secret of the tests, thirty-two characters and more"
TALKS, MORE = 24, 4


class Both:
    """Two servers behind one address: a message goes to either, and to the other when the first does not answer."""

    def __init__(self, servers: list[Faro], redis: RedisServer) -> None:
        self.servers = servers
        self.redis = redis

    def say(self, sender: str, message: str, first: int, id_: str | None = None) -> list[dict[str, Any]]:
        metadata = {"city": "chicago", "message_id": id_ or secrets.token_hex(8)}
        body = {"sender": sender, "message": message, "metadata": metadata}
        for attempt in range(8):
            try:
                status, answer = self.servers[(first + attempt) % 2].request("/webhooks/rest/webhook", body)
            except (OSError, urllib.error.URLError, ValueError):
                continue
            assert status == 200, answer
            return list(answer)
        raise AssertionError("no server answers")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    var = tmp_path_factory.mktemp("both")
    file = var / "secret"
    file.write_text(SECRET)
    file.chmod(0o600)
    with running_redis() as redis, ExitStack() as stack:
        settings = {"FARO_SHARED_STORE": redis.url, "FARO_SECRET_FILE": str(file)}
        first = stack.enter_context(running(var, **settings))
        second = stack.enter_context(running(var, "--workers", "2", **settings))
        yield Both([first, second], redis)


def shown(answer: list[dict[str, Any]]) -> list[str]:
    return [
        card["id"] for one in answer if one.get("custom", {}).get("type") == "services" for card in one["custom"]["services"]
    ]


def words(answer: list[dict[str, Any]]) -> str:
    return "\n".join(one.get("text", "") for one in answer)


def test_a_form_is_begun_here_and_ended_there(both: Both) -> None:
    said = ["I need to see a doctor", "I have no papers", "I am 34", "#more"]
    alone = [both.say("alone", text, 0) for text in said]
    moving = [both.say("moving", text, place % 2) for place, text in enumerate(said)]
    assert moving == [[{**one, "recipient_id": "moving"} for one in answer] for answer in alone]


def test_workers_of_one_server_share_too(both: Both) -> None:
    for place in range(6):
        both.say(f"person-{place}", "I need food", 1)
        assert shown(both.say(f"person-{place}", "#more", 1)), place


def test_a_message_that_comes_again_elsewhere_gets_the_same_answer_and_counts_once(both: Both) -> None:
    both.say("again", "I need food", 0)
    first = both.say("again", "#more", 0, "m-1")
    assert both.say("again", "#more", 1, "m-1") == first
    assert shown(both.say("again", "#more", 1, "m-2")) != shown(first)


def test_forgotten_here_is_forgotten_there(both: Both) -> None:
    both.say("gone", "I have no papers and need a doctor", 0)
    before = set(both.redis.client().keys("faro:*"))
    both.say("gone", "forget me", 1)
    after = set(both.redis.client().keys("faro:*"))
    assert len(before - after) >= 2
    assert not after - before
    assert "no papers" not in words(both.say("gone", "#more", 0)).lower()


def test_nothing_in_redis_names_anybody(both: Both) -> None:
    both.say("+34 612 345 678", "I am undocumented and need a doctor, my name is Xochiquetzal", 0)
    client = both.redis.client()
    held = b"".join(key + (client.get(key) or b"") for key in client.scan_iter("*"))
    for secret in ("612345", "612 345", "undocumented", "Xochiquetzal", "health_care", SECRET):
        assert secret.encode() not in held
    assert all(client.ttl(key) > 0 or client.pttl(key) > 0 for key in client.keys("*"))


def test_one_dies_under_load_and_no_message_is_lost_or_answered_twice(both: Both) -> None:
    wanted = [shown(both.say("calm", text, 0)) for text in ["I need food", *["#more"] * MORE]]
    assert len({tuple(page) for page in wanted}) == len(wanted), "each page is another"
    under_way, dead = threading.Event(), both.servers[1]

    def talk(number: int) -> list[list[str]]:
        pages = []
        for place, text in enumerate(["I need food", *["#more"] * MORE]):
            pages.append(shown(both.say(f"load-{number}", text, (number + place) % 2)))
            if place == 1:
                under_way.set()
        return pages

    with ThreadPoolExecutor(TALKS) as people:
        talks = [people.submit(talk, number) for number in range(TALKS)]
        assert under_way.wait(60)
        for pid in [*dead.worker_pids(), dead.process.pid]:
            os.kill(pid, signal.SIGKILL)
        pages = [talk.result() for talk in talks]
    wrong = [number for number, page in enumerate(pages) if page != wanted]
    assert not wrong, f"{len(wrong)} of {TALKS} talks lost a page or saw one twice"


def test_when_redis_goes_messages_are_answered_and_forgetting_is_not_claimed(both: Both, tmp_path: Path) -> None:
    alive = both.servers[0]
    both.say("left", "I have no papers and need a doctor", 0)
    both.redis.stop()
    until = time.monotonic() + 10
    while alive.ready():
        assert time.monotonic() < until
        time.sleep(0.1)
    assert shown(both.say("left", "I need food", 0))
    assert both.say("left", "he is hitting me right now", 0)[0]["custom"]["type"] == "crisis"
    assert "forgotten" not in words(both.say("left", "forget me", 0)).lower()
    started = time.monotonic()
    both.say("left", "I need food", 0)
    assert time.monotonic() - started < 3
    assert "Traceback" not in alive.log.read_text()
