"""Everywhere that planted words could be, and the search of each place.

What a person writes may be in the front door's memory while it is answered; the address never further than that. After a
conversation is forgotten, nothing of it may be anywhere.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from bot.audit import memory
from bot.audit.planted import Found, Planted
from bot.audit.system import Audited
from services_directory.settings import ROOT
from services_directory.vocabulary import id_set

OUTSIDE = (Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"))  # noqa: S108 (places to be searched)
_MOST_BYTES = 512 * 1024 * 1024
_MOST_OUTSIDE_BYTES = 8 * 1024 * 1024
_WAIT = 0.2
NOT_LOOKED = Found(-1, "could not be looked into")


class Places:
    """The places of one audited system.

    Args:
        since: when the audit began (seconds of the epoch); older files outside its folder are left alone.
        ignore: files of the audit itself.
    """

    def __init__(self, system: Audited, planted: Planted, since: float, ignore: Iterable[Path] = ()) -> None:
        self._system = system
        self._planted = planted
        self._since = since
        self._ignore = frozenset(ignore)
        self.at_rest: dict[str, Callable[[], list[Found]]] = {
            "disk": self.disk,
            "logs": self.logs,
            "database": self.database,
            "Redis": self.redis,
            "metrics": self.metrics,
            "processes": self.processes,
        }

    def disk(self) -> list[Found]:
        """All files of the system's folder, with core dumps, and files that came meanwhile where temporary ones are made."""
        time.sleep(_WAIT)
        found = []
        for file in self._files():
            found += self._planted.search(str(file).encode())
            found += self._planted.search(_content(file, _MOST_BYTES))
        return found

    def logs(self) -> list[Found]:
        """What the processes printed: neither planted words nor any status."""
        text = b"".join(_content(file, _MOST_BYTES) for file in sorted(self._system.folder.glob("*.log")))
        return self._planted.search(text) + _statuses(text)

    def database(self) -> list[Found]:
        """Every value of every table."""
        file = self._system.var / "directory.db"
        if not file.exists():
            return []
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as opened:
            return [one for line in opened.iterdump() for one in self._planted.search(line.encode("utf-8", "replace"))]

    def redis(self) -> list[Found]:
        """Every key and value, and Redis's slow log."""
        client = self._system.redis_client()
        if client is None or "redis" not in self._system.processes():
            return []
        held = []
        for key in client.scan_iter("*"):
            held += [key, client.dump(key) or b"", *([client.get(key) or b""] if client.type(key) == b"string" else [])]
        held.append(repr(client.slowlog_get(128)).encode())
        return [one for value in held for one in self._planted.search(value) + _statuses(value)]

    def metrics(self) -> list[Found]:
        """What is counted."""
        _, text = self._system.request("/metrics", port=self._system.metrics_port)
        return self._planted.search(text) + _statuses(text)

    def processes(self) -> list[Found]:
        """Arguments and environment of every process of the machine that may be looked at."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            for name in ("cmdline", "environ"):
                found += self._planted.search(_content(process / name, _MOST_BYTES))
        return found

    def memory_now(self) -> dict[str, list[Found]]:
        """The address in processes that must never have it; anything in Redis's memory. Conversations may be going on."""
        found = {}
        for name, pid in self._system.processes().items():
            if name == "redis":
                found[f"memory of {name}"] = self._memory(pid)
            elif name != "front door":
                found[f"memory of {name}"] = [one for one in self._memory(pid) if one.what in ("address", "metadata", "phone")]
        return found

    def memory_after(self) -> dict[str, list[Found]]:
        """Anything in any process, after everything was forgotten."""
        return {f"memory of {name}, after": self._memory(pid) for name, pid in self._system.processes().items()}

    def _memory(self, pid: int) -> list[Found]:
        try:
            return memory.search(pid, self._planted)
        except memory.NotAllowedToLook:
            return [NOT_LOOKED]

    def _files(self) -> Iterable[Path]:
        yield from (file for file in self._system.folder.rglob("*") if file.is_file() and file not in self._ignore)
        for folder in (*OUTSIDE, ROOT):
            for file in folder.glob("*"):
                if self._is_new(file):
                    yield file

    def _is_new(self, file: Path) -> bool:
        try:
            seen = file.lstat()
        except OSError:
            return False
        new = seen.st_mtime >= self._since and seen.st_size <= _MOST_OUTSIDE_BYTES
        return new and file.is_file() and not file.is_symlink() and file not in self._ignore


def _content(file: Path, most: int) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(most)
    except OSError:
        return b""


def _statuses(text: bytes) -> list[Found]:
    """Ids of statuses, which no log, metric or record may show."""
    return [Found(-1, "status") for status in sorted(id_set("statuses")) if f'"{status}"'.encode() in text]
