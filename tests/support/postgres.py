"""A PostgreSQL server of its own for tests: made in a folder, reached by a socket in it, gone afterwards.

Its binaries are Debian's (`apt-get install postgresql-15`). Without them tests on PostgreSQL are skipped, except where `CI` is set.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

_NUMBERS = count()


def binaries() -> Path | None:
    """The folder with `initdb` and `pg_ctl`, None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


class Server:
    """A running server. `database()` makes an empty database and gives its URL."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def database(self) -> str:
        """SQLAlchemy URL of a new, empty database."""
        name = f"faro_{next(_NUMBERS)}"
        engine = create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return self._url(name)

    def _url(self, database: str) -> str:
        return f"postgresql+psycopg://faro@/{database}?host={self.folder}"


@contextmanager
def server() -> Iterator[Server]:
    """Start a server and stop it; root runs it as the user `postgres`, since it refuses to be run by root."""
    bin_ = binaries()
    if bin_ is None:
        assert not os.environ.get("CI"), "PostgreSQL's binaries are missing: apt-get install postgresql-15"
        pytest.skip("PostgreSQL's binaries are missing: apt-get install postgresql-15")
    folder = Path(tempfile.mkdtemp(prefix="faro-pg-"))
    user: list[str] = []
    if os.geteuid() == 0:
        user = ["runuser", "-u", "postgres", "--"]
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
    data, quiet = folder / "data", {"check": True, "stdout": subprocess.DEVNULL}
    try:
        made = ["-D", data, "-U", "faro", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run([*user, bin_ / "initdb", *made], **quiet)  # type: ignore[call-overload]
        said = f"-c listen_addresses='' -c fsync=off -k {folder}"
        subprocess.run([*user, bin_ / "pg_ctl", "-D", data, "-o", said, "-w", "-l", folder / "log", "start"], **quiet)  # type: ignore[call-overload]
        yield Server(folder)
    finally:
        if (data / "postmaster.pid").exists():
            subprocess.run([*user, bin_ / "pg_ctl", "-D", data, "-m", "immediate", "stop"], **quiet)  # type: ignore[call-overload]
        shutil.rmtree(folder, ignore_errors=True)
