"""A hardened process leaves no core and lets nobody read its memory."""

from __future__ import annotations

import subprocess
import sys

import pytest

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
