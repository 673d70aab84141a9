"""The real worker: a process of its own, a real socket, the trained model, the real directory."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from running_worker import MODELS, Person, Worker

from services_directory.settings import ROOT

pytestmark = pytest.mark.trained

CANARY = "cnry" + "ZQ81"


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    started = Worker(tmp_path_factory.mktemp("worker"))
    yield started
    started.process.kill()


def test_who_can_connect_gets_answers_and_only_this_user_can(worker: Worker) -> None:
    assert worker.ask(do="ping") == {"n": 1, "ready": True}
    assert worker.path.stat().st_mode & 0o777 == 0o600


def test_a_button_finds_services(worker: Worker) -> None:
    answer = Person(worker, "malaga", "es").write("#need:health_care")
    assert answer["language"] == "es"
    assert answer["city"] == "malaga"
    assert answer["messages"][0]["custom"]["type"] == "services"
    assert set(answer["messages"][0]) <= {"text", "buttons", "custom", "lang", "dir"}


def test_the_memory_holds_through_the_talk_and_forgetting_empties_it(worker: Worker) -> None:
    person = Person(worker)
    asked = person.write("#need:cash_benefits")["messages"][-1]["buttons"]
    assert any(button["payload"] == "#answer:status=citizen" for button in asked)
    assert person.services("#answer:status=citizen")
    again = person.write("#need:cash_benefits")["messages"][-1]["buttons"]
    assert not any(button["payload"].startswith("#answer:status") for button in again), "never asked twice"
    assert "forgotten" in person.write("#forget")["messages"][0]["text"]
    fresh = person.write("#need:cash_benefits")["messages"][-1]["buttons"]
    assert any(button["payload"] == "#answer:status=citizen" for button in fresh), "nothing is left of it"


def test_the_front_door_can_let_it_forget(worker: Worker) -> None:
    person = Person(worker, None)
    person.write("#city:malaga")
    assert worker.ask(do="forget", conversation=person.id) == {"n": 1, "forgotten": True}
    assert person.write("#need:food")["messages"][0]["buttons"][0]["payload"] == "#city:chicago"


@pytest.mark.parametrize(
    ("city", "text", "number"),
    [("chicago", "he is hitting me right now", "911"), ("malaga", "mi marido me está pegando ahora mismo", "112")],
)
def test_danger_goes_first_and_the_talk_goes_on(worker: Worker, city: str, text: str, number: str) -> None:
    person = Person(worker, city)
    person.write("#need:cash_benefits")
    message = person.write(text)["messages"][0]
    assert message["custom"]["type"] == "crisis"
    assert "violence_now" in message["custom"]["crises"]
    assert number in [contact.get("phone") for contact in message["custom"]["contacts"]]
    assert person.services("#skip"), "the question that was open is still open"


@pytest.mark.parametrize(
    "line",
    [b"\n", b"not json\n", b"[1]\n", b'{"n": 1\n', b"\xff\xfe\n", b"null\n", b"[" * 20000 + b"\n", b'{"n":1,"do":"restart"}\n'],
)
def test_a_broken_line_gets_an_error_and_costs_nobody_anything(worker: Worker, line: bytes) -> None:
    assert worker.raw(line)["error"] == "bad_request"
    assert worker.ask(do="ping")["ready"]


def test_a_line_without_end_is_cut_off(worker: Worker) -> None:
    assert worker.raw(b"x" * 200_000 + b"\n")["error"] == "too_long"
    assert worker.ask(do="ping")["ready"]


def test_one_connection_serves_many_requests_at_once(worker: Worker) -> None:
    with worker.connect() as link:
        for number in range(20):
            request = {"n": number, "do": "message", "conversation": f"{number:032x}", "text": "#need:food", "city": "chicago"}
            link.sendall(json.dumps(request).encode() + b"\n")
        lines = link.makefile("rb")
        answers = [json.loads(lines.readline()) for _ in range(20)]
    assert {answer["n"] for answer in answers} == set(range(20))
    assert all(answer["messages"] for answer in answers)


def test_talks_side_by_side_do_not_mix(worker: Worker) -> None:
    def talk(number: int) -> tuple[str, str]:
        city = ("chicago", "malaga")[number % 2]
        person = Person(worker, city, ("en", "es")[number % 2])
        person.write("#need:food")
        found = person.services("#more")
        return city, {card["city"] for card in found.values()}.pop()

    with ThreadPoolExecutor(8) as pool:
        assert all(wanted == got for wanted, got in pool.map(talk, range(24)))


def test_understanding(worker: Worker) -> None:
    answer = worker.ask(do="understand", text="necesito un médico y no tengo papeles", city="malaga", id="row")
    assert answer["id"] == "row"
    assert answer["language"] == "es"
    assert answer["needs"] == ["health_care"]
    assert answer["statuses"] == ["undocumented"]


HOSTILE = (
    f"my name is {CANARY} and I need food",
    f"/restart {CANARY}",
    f'/greet{{"person": "{CANARY}"}}',
    f"EXTERNAL: {CANARY}",
    f"{{{CANARY}}} %s %(x)s {{0}}",
    f"#answer:age={CANARY}",
    f"#details:{CANARY}",
    f"#answer:nationality={CANARY}",
    f"🙂 {CANARY} ‮ \u0000 \ud800",
    CANARY,
    CANARY * 120,
)


def test_nothing_that_is_written_reaches_the_log_at_any_level(worker: Worker) -> None:
    person = Person(worker)
    for text in HOSTILE:
        answer = person.write(text)
        assert "messages" in answer or answer["error"] in ("bad_request", "too_long"), text[:20]
    for status in ("undocumented", "asylum_seeker"):
        person.write(f"#answer:status={status}")
    worker.ask(do="message", conversation=CANARY, text=CANARY, city=CANARY)
    log = worker.log.read_text()
    assert len(log) > 200, "at DEBUG there is something to look through"
    for secret in (CANARY, person.id, "undocumented", "asylum_seeker"):
        assert secret not in log
    assert all(line.startswith("{") for line in log.splitlines()), "only our own lines"


def test_no_core_no_port(worker: Worker) -> None:
    limits = Path(f"/proc/{worker.process.pid}/limits").read_text()
    assert re.search(r"^Max core file size +0 +0 ", limits, re.MULTILINE)
    inodes = set()
    for descriptor in Path(f"/proc/{worker.process.pid}/fd").iterdir():
        target = os.readlink(descriptor)
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    for table in ("tcp", "tcp6", "udp", "udp6"):
        rows = [line.split() for line in Path(f"/proc/{worker.process.pid}/net/{table}").read_text().splitlines()[1:]]
        assert not inodes & {row[9] for row in rows}


def test_without_the_directory_danger_is_still_answered(tmp_path: Path) -> None:
    alone = Worker(tmp_path, f"sqlite:///{tmp_path}/empty.db")
    try:
        person = Person(alone, "malaga", "es")
        trouble = person.write("#need:food")["messages"][0]["text"]
        assert "no puedo leer mi lista" in trouble
        message = person.write("mi marido me está pegando ahora mismo")["messages"][0]
        assert "112" in [contact.get("phone") for contact in message["custom"]["contacts"]]
        assert alone.stop() == 0
        assert not alone.path.exists()
    finally:
        alone.process.kill()


@pytest.mark.parametrize(
    ("endpoints", "said"),
    [
        ("event_broker: {type: pika, url: x}\n", "event_broker"),
        ("action_endpoint: {url: 'http://localhost:5055/webhook'}\n", "action_endpoint"),
        ("tracker_store: {type: bot.tracker_store.ConversationStroe}\n", "tracker_store"),
        ("tracker_store: {type: SQL}\n", "tracker_store"),
    ],
)
def test_it_refuses_to_start_where_conversations_could_leave(tmp_path: Path, endpoints: str, said: str) -> None:
    file = tmp_path / "endpoints.yml"
    file.write_text("nlg: {type: bot.nlg.phrasebook.PhrasebookGenerator}\n" + endpoints)
    arguments = ["--socket", str(tmp_path / "s"), "--models", str(MODELS), "--endpoints", str(file)]
    done = subprocess.run(
        [sys.executable, "-m", "bot.worker", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=90
    )
    assert done.returncode == 1
    assert said in done.stderr.splitlines()[-1]
    assert not (tmp_path / "s").exists()


def test_without_a_model_it_says_what_to_do(tmp_path: Path) -> None:
    arguments = ["--socket", str(tmp_path / "s"), "--models", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", "bot.worker", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=90
    )
    assert done.returncode == 1
    assert "faro train" in done.stderr.splitlines()[-1]
