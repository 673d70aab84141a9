"""The real thing: `faro up` in a process of its own, asked over HTTP."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from services_directory.settings import ROOT

START_SECONDS = 150.0


class Faro:
    """A Faro that answers."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path, var: Path) -> None:
        self.process = process
        self.port = port
        self.log = log
        self.var = var

    def request(
        self, path: str, body: object = None, raw: bytes | None = None, kind: str = "application/json"
    ) -> tuple[int, Any]:
        """Status and JSON of one request; POST when there is a body."""
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=data, headers={"content-type": kind})
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")

    def say(self, sender: str, message: object, city: str | None = None, language: str | None = None) -> list[dict[str, Any]]:
        """One message over the REST webhook, as Rasa's clients send it."""
        about = {name: value for name, value in (("city", city), ("language", language)) if value}
        status, answer = self.request("/webhooks/rest/webhook", {"sender": sender, "message": message, "metadata": about})
        assert status == 200, answer
        return list(answer)

    def worker_pids(self) -> list[int]:
        """Processes of the assistant."""
        found = subprocess.run(["pgrep", "-P", str(self.process.pid), "-f", "bot.worker"], capture_output=True, text=True)
        return [int(pid) for pid in found.stdout.split()]

    def ready(self) -> bool:
        """Do all parts answer?"""
        try:
            status, said = self.request("/readyz")
        except (OSError, ValueError):
            return False
        return status == 200 and bool(said["ready"])

    def until_ready(self) -> None:
        """Wait until all parts answer."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise AssertionError(f"faro up ended: {self.log.read_text()[-2000:]}")
            if self.ready():
                return
            time.sleep(0.2)
        raise AssertionError(f"faro up did not get ready: {self.log.read_text()[-2000:]}")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(var: Path, *arguments: str, **settings: str) -> Iterator[Faro]:
    """`faro up` with a folder of its own for the database; stopped as Ctrl-C stops it. `settings` go into its environment."""
    port = free_port()
    log = var / f"up-{port}.log"
    command = [sys.executable, "-m", "faro", "up", "--port", str(port), *arguments]
    environment = {**os.environ, "FARO_VAR": str(var), **settings}
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out, start_new_session=True)
    faro = Faro(process, port, log, var)
    try:
        faro.until_ready()
        yield faro
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
