"""The real system in a folder of its own: front door, workers, Redis, and the way to make its parts fail."""

from __future__ import annotations

import ctypes
import http.client
import json
import os
import resource
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from bot.audit.graph import Graph
from services_directory.errors import FaroError
from services_directory.settings import ROOT

_INJECTED = Path(__file__).parent / "injected"
_START_SECONDS, _STOP_SECONDS, _FOLLOW_SECONDS = 180.0, 20.0, 10.0
_JSON = "application/json"
WHATSAPP_NUMBER = "106540352242922"
_WHATSAPP_SECRETS = ("token", "app_secret", "verify_token")
_PR_SET_PDEATHSIG = 1


class Audited:
    """A Faro that is audited.

    Args:
        folder: empty; becomes home, temporary folder and working folder of all processes.
        log_level: as `faro up` takes it.
        shared: with Redis between.
    """

    def __init__(self, folder: Path, log_level: str = "WARNING", shared: bool = True, workers: int = 2) -> None:
        self.folder = folder
        self.log = folder / "faro.log"
        self.var = folder / "var"
        self.port, self.metrics_port = _free_port(), _free_port()
        self._options = ("--log-level", log_level, "--workers", str(workers), "--metrics-port", str(self.metrics_port))
        self._control = folder / "control.json"
        self._version = 0
        self.redis_socket = folder / "redis.sock" if shared else None
        self._door: subprocess.Popen[bytes] | None = None
        self._redis: subprocess.Popen[bytes] | None = None
        for name in ("var", "tmp", "home", "redis"):
            (folder / name).mkdir(exist_ok=True)
        for name in ("secret", *_WHATSAPP_SECRETS):
            (folder / name).write_text(secrets.token_hex(32))
            (folder / name).chmod(0o600)
        self.graph = Graph()

    def start(self) -> None:
        """Start whatever does not run, and wait until everything answers.

        Raises:
            FaroError: it does not.
        """
        self._start_redis()
        if self._door is None or self._door.poll() is not None:
            command = [sys.executable, "-m", "faro", "up", "--port", str(self.port), *self._options]
            with self.log.open("ab") as log:
                self._door = subprocess.Popen(
                    command, cwd=self.folder, env=self.environment(), stdout=log, stderr=log, start_new_session=True
                )
        until = time.monotonic() + _START_SECONDS
        while not self.ready():
            if self._door.poll() is not None or time.monotonic() > until:
                raise FaroError("privacy-audit: the system does not start; try `faro up` alone")
            time.sleep(0.1)

    def stop(self) -> None:
        """End all processes."""
        for process in (self._door, self._redis):
            if process is not None and process.poll() is None:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(_STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        self.graph.close()

    @property
    def app_secret(self) -> bytes:
        """What Meta would sign its deliveries with."""
        return (self.folder / "app_secret").read_bytes()

    def environment(self) -> dict[str, str]:
        """Environment of the audited processes: the caller's Python, and folders of their own."""
        path = os.pathsep.join([str(_INJECTED), str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        own = {
            "PYTHONPATH": path,
            "FARO_AUDIT_CONTROL": str(self._control),
            "FARO_AUDIT_PROCESS": str(os.getpid()),
            "FARO_VAR": str(self.var),
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(self.folder / "tmp"),
            "FARO_WHATSAPP_NUMBERS": f"{WHATSAPP_NUMBER}=chicago",
            "FARO_WHATSAPP_GRAPH_URL": self.graph.url,
            **{f"FARO_WHATSAPP_{name.upper()}_FILE": str(self.folder / name) for name in _WHATSAPP_SECRETS},
        }
        if self.redis_socket:
            own |= {"FARO_SHARED_STORE": f"unix://{self.redis_socket}", "FARO_SECRET_FILE": str(self.folder / "secret")}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("FARO_")}
        return {**kept, **own}

    def processes(self) -> dict[str, int]:
        """Name -> id of each process that runs: `front door`, `worker 1` …, `redis`."""
        found: dict[str, int] = {}
        if self._door is not None and self._door.poll() is None:
            found["front door"] = self._door.pid
            workers = [pid for pid in children(self._door.pid) if b"bot.worker" in _read(f"/proc/{pid}/cmdline")]
            found |= {f"worker {number}": pid for number, pid in enumerate(sorted(workers), 1)}
        if self._redis is not None and self._redis.poll() is None:
            found["redis"] = self._redis.pid
        return found

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """Send a signal to the processes whose name begins so."""
        for process, pid in self.processes().items():
            if process.startswith(name):
                with suppress(ProcessLookupError):
                    os.kill(pid, number)

    def follow(self, wait: bool = True, **wanted: Any) -> None:
        """Tell the Python processes what to do wrong (see `injected/sitecustomize.py`); nothing ends it.

        Raises:
            FaroError: a process does not follow.
        """
        self._version += 1
        draft = self._control.with_suffix(".new")
        draft.write_text(json.dumps({"version": self._version, **wanted}))
        draft.replace(self._control)
        until = time.monotonic() + _FOLLOW_SECONDS
        while wait and not all(map(self._follows, self._python())):
            if time.monotonic() > until:
                raise FaroError("privacy-audit: a process does not follow; is it alive?")
            time.sleep(0.02)

    def fill_disk(self, full: bool) -> None:
        """Let no process write another byte to a file, or let them again."""
        limit = 0 if full else resource.RLIM_INFINITY
        for pid in self.processes().values():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

    def request(
        self, path: str, body: bytes | None = None, kind: str = _JSON, port: int | None = None, signature: str | None = None
    ) -> tuple[int, bytes]:
        """Status and body of an answer; status 0 where nobody answers."""
        link = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=30)
        try:
            headers: Mapping[str, str] = {"Content-Type": kind} if body is not None else {}
            headers = {**headers, "X-Hub-Signature-256": signature} if signature else headers
            link.request("POST" if body is not None else "GET", path, body, headers)
            answer = link.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            link.close()

    def ready(self) -> bool:
        """Do all parts answer?"""
        return self.request("/readyz")[0] == 200

    def redis_client(self) -> Any:
        """A connection to the audited Redis; None where there is none."""
        if self.redis_socket is None:
            return None
        from redis import Redis

        return Redis(unix_socket_path=str(self.redis_socket))

    def owed(self) -> int:
        """How many messages, taken from a messenger, are not answered yet and lie sealed in Redis."""
        client = self.redis_client()
        return 0 if client is None else sum(int(client.zcard(index)) for index in client.scan_iter("faro:index:*"))

    def _start_redis(self) -> None:
        if self.redis_socket is None or (self._redis is not None and self._redis.poll() is None):
            return
        binary = shutil.which("redis-server")
        if binary is None:
            raise FaroError("privacy-audit: redis-server is not installed (Debian: apt install redis-server)")
        options = ["--port", "0", "--save", "", "--appendonly", "no", "--dir", str(self.folder / "redis")]
        with (self.folder / "redis.log").open("ab") as log:
            command = [binary, *options, "--unixsocket", str(self.redis_socket), "--loglevel", "debug"]
            self._redis = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, preexec_fn=_end_with_parent)
        until = time.monotonic() + _FOLLOW_SECONDS
        while not _listens(self.redis_socket):
            if time.monotonic() > until:
                raise FaroError("privacy-audit: redis-server does not start")
            time.sleep(0.02)

    def _python(self) -> list[int]:
        return [pid for name, pid in self.processes().items() if name != "redis"]

    def _follows(self, pid: int) -> bool:
        return _read(f"{self._control}.{pid}") == str(self._version).encode()


def _end_with_parent() -> None:
    """An audit that was killed leaves nothing running; Python's processes look themselves (`injected/`)."""
    with suppress(AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def children(pid: int) -> list[int]:
    """Processes that this one has started, and those that they have."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, _read(str(task)).split()):
            found += [child, *children(child)]
    return found


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError:
        return b""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
        return True
