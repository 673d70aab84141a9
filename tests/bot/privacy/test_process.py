"""A hardened process leaves no core and lets nobody read its memory."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from bot.privacy import process
from services_directory.settings import ROOT

CODE = """
import os, resource
from bot.privacy.process import harden
resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)
harden()
print(resource.getrlimit(resource.RLIMIT_CORE), oct(os.umask(0)))
print(os.environ["RASA_TELEMETRY_ENABLED"], os.environ["LOG_LEVEL_LIBRARIES"])
import ctypes
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_no_core_no_readers_no_telemetry() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, cwd=ROOT, timeout=30, check=True)
    assert done.stdout.split("\n")[:3] == ["(0, 0) 0o77", "false CRITICAL", "0"]


def test_what_would_write_keys_or_memory_to_a_file_is_dropped() -> None:
    given = {"SSLKEYLOGFILE": "/tmp/keys", "PYTHONTRACEMALLOC": "1", "HOME": "/"}
    harden_code = f"from bot.privacy.process import harden; e = {given!r}; harden(e); print(sorted(set({given!r}) & set(e)))"
    done = subprocess.run([sys.executable, "-c", harden_code], capture_output=True, text=True, cwd=ROOT, timeout=30, check=True)
    assert done.stdout.strip() == "['HOME']"


@pytest.mark.parametrize(
    ("devices", "swap"),
    [([], False), (["/dev/zram0 partition 100 0 5"], False), (["/dev/sda2 partition 100 0 -2"], True)],
    ids=["none", "compressed in memory", "a disk"],
)
def test_swap_that_reaches_a_disk_is_seen(tmp_path: Path, devices: list[str], swap: bool) -> None:
    file = tmp_path / "swaps"
    file.write_text("\n".join(["Filename Type Size Used Priority", *devices, ""]))
    assert process._has_swap(file) is swap


@pytest.mark.skipif(sys.platform != "linux", reason="mlockall is Linux's")
def test_memory_is_locked_where_it_may_be_and_else_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "swaps").write_text("Filename Type\n/dev/sda2 partition\n")
    code = (
        "import resource, sys; from pathlib import Path; from bot.privacy.process import stay_in_memory\n"
        "limit = resource.RLIM_INFINITY if sys.argv[2] == 'any' else 65536\n"
        "resource.setrlimit(resource.RLIMIT_MEMLOCK, (limit, limit))\n"
        "kept = stay_in_memory(Path(sys.argv[1]))\n"
        "locked = [line for line in open('/proc/self/status') if line.startswith('VmLck')][0].split()[1]\n"
        "print(kept, int(locked) > 1000)"
    )

    def kept(limit: str) -> str:
        command = [sys.executable, "-c", code, str(tmp_path / "swaps"), limit]
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=30, check=False).stdout.strip()

    assert kept("few") == "False False"
    if resource.getrlimit(resource.RLIMIT_MEMLOCK)[1] == resource.RLIM_INFINITY:
        assert kept("any") == "True True"
