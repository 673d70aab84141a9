"""What was let go is overwritten: looked for in this process's own memory."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from bot.privacy.washing import ENVIRONMENT
from services_directory.settings import ROOT

_LOOK = """
import secrets, sys
from bot.privacy.washing import overwrite_freed, wash
if OVERWRITE:
    overwrite_freed()
mark = secrets.token_hex(8).encode()

def there():
    found = 0
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", buffering=0) as memory:
        for line in maps:
            place, rights = line.split()[:2]
            start, end = (int(part, 16) for part in place.split("-"))
            if "rw" in rights and "[v" not in line:
                memory.seek(start)
                found += memory.read(end - start).count(b"<" + mark)
    return found

def talk():
    kept = []
    for size in (1, 20, 100, 300, 470, 480, 500, 700, 900, 1100, 5000, 100_000):
        kept += [b"<" + mark + b"x" * size for _ in range(20)]
        kept += [("<" + mark.decode() + "y" * size) for _ in range(20)]
    return len(kept)

talk()
wash()
print(there())
"""


def _left(overwrite: bool) -> int:
    """How often a text that was let go still stands in the memory of a process."""
    script = _LOOK.replace("OVERWRITE", str(overwrite))
    environment = {**os.environ, **(ENVIRONMENT if overwrite else {})}
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    return int(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_freed_text_is_overwritten() -> None:
    assert _left(overwrite=False) > 10
    assert _left(overwrite=True) <= 2  # the search's own needle
