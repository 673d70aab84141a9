"""Memory that was let go still holds what stood in it until it is used again, which can be long: it is overwritten at once.

Python keeps small blocks in pages of its own and the C library keeps a few of each size by: neither is overwritten. So a
process that hears people is started with both turned off (`ENVIRONMENT`), and has the C library overwrite whatever is freed.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import sys

ENVIRONMENT = {"PYTHONMALLOC": "malloc", "GLIBC_TUNABLES": "glibc.malloc.tcache_count=0"}
"""Must be there before a process starts."""

_M_PERTURB = -6
_PATTERN = 0x5A


def start_again_without_pools() -> None:
    """Where this process was not started so, begin it anew in its place (same id, arguments, files); else go on."""
    if any(os.environ.get(name) != value for name, value in ENVIRONMENT.items()):
        sys.stdout.flush()
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, **ENVIRONMENT})  # noqa: S606 (this program again)


def overwrite_freed() -> None:
    """Let the C library overwrite what is freed, where it can (glibc). Call it early."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_PERTURB, _PATTERN)


def wash() -> None:
    """Let go, and so overwrite, what only refers to itself."""
    gc.collect()
