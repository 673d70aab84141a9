"""The real worker: a process of its own, a real socket, the trained model, the real directory."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from seeded import seeded_settings

from services_directory.settings import ROOT

MODELS = Path(os.environ.get("FARO_TEST_MODELS", ROOT / "models"))


class Worker:
    """A running worker and the way to talk to it."""

    def __init__(self, folder: Path, database: str | None = None) -> None:
        self.path = folder / "worker.sock"
        self.log = folder / "worker.log"
        environment = {**os.environ, "FARO_DATABASE_URL": database or seeded_settings().database_url}
        arguments = ["--socket", str(self.path), "--models", str(MODELS), "--log-level", "DEBUG"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot.worker", *arguments], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + 90
        while time.monotonic() < until and self.process.poll() is None:
            if "worker.ready" in self.log.read_text():
                return
            time.sleep(0.1)
        raise AssertionError(f"the worker did not start:\n{self.log.read_text()[-2000:]}")

    def connect(self) -> socket.socket:
        link = socket.socket(socket.AF_UNIX)
        link.settimeout(20)
        link.connect(str(self.path))
        return link

    def raw(self, line: bytes) -> dict[str, Any]:
        with self.connect() as link:
            link.sendall(line)
            answer: dict[str, Any] = json.loads(link.makefile("rb").readline())
            return answer

    def ask(self, **request: Any) -> dict[str, Any]:
        return self.raw(json.dumps({"n": 1, **request}).encode() + b"\n")

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(15)


class Person:
    """Somebody who writes."""

    def __init__(self, worker: Worker, city: str | None = "chicago", language: str | None = None) -> None:
        self.worker = worker
        self.id = secrets.token_hex(16)
        self.hints = {"city": city, "language": language, "plain": False}

    def write(self, text: str) -> dict[str, Any]:
        return self.worker.ask(do="message", conversation=self.id, text=text, **self.hints)

    def services(self, text: str) -> dict[str, dict[str, Any]]:
        answer = self.write(text)
        return {card["id"]: card for message in answer["messages"] for card in message.get("custom", {}).get("services", [])}
