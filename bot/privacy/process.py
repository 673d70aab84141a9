"""A process that leaves no picture of its memory behind: no core dumps, no tracing by others, no swap, no reporting home."""

from __future__ import annotations

import ctypes
import os
import resource
import sys
from collections.abc import MutableMapping
from pathlib import Path

from bot.privacy.washing import overwrite_freed

_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 4, 38
_MCL_CURRENT, _MCL_FUTURE, _MCL_ONFAULT = 1, 2, 4

# Rasa and TensorFlow read these when they are imported.
QUIET_ENVIRONMENT = {
    "RASA_TELEMETRY_ENABLED": "false",
    "RASA_TELEMETRY_DEBUG": "false",
    "SENTRY_DSN": "",
    "LOG_LEVEL_LIBRARIES": "CRITICAL",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "SQLALCHEMY_WARN_20": "0",
}
# Keys of TLS connections and profiles of memory would be written to files that these name.
DROPPED_ENVIRONMENT = ("SSLKEYLOGFILE", "PYTHONTRACEMALLOC", "PYTHONMALLOCSTATS", "PYTHONDUMPREFSFILE", "MALLOC_TRACE")


def harden(environment: MutableMapping[str, str] | None = None) -> None:
    """Turn core dumps off, close `/proc/<pid>` to other users, and silence everything that reports to its maker.

    Call it first, before Rasa or TensorFlow is imported.

    Args:
        environment: where the settings go; the process's own unless a test gives one.

    Raises:
        OSError: the system refuses to turn core dumps off.
    """
    target = os.environ if environment is None else environment
    target.update(QUIET_ENVIRONMENT)
    for name in DROPPED_ENVIRONMENT:
        target.pop(name, None)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(0o077)
    overwrite_freed()
    if sys.platform == "linux":
        _control(_PR_SET_DUMPABLE, 0)
        _control(_PR_SET_NO_NEW_PRIVS, 1)


def stay_in_memory(swaps: Path = Path("/proc/swaps")) -> bool:
    """Keep this process's memory out of swap.

    Where there is no swap nothing needs to be done. Where there is, pages are locked as they are used, if the process may lock
    as many as it likes; with a limit, locking would make it fail for want of memory.

    Returns:
        False when memory may be written to a swap device: the operator is to be warned.
    """
    if sys.platform != "linux" or not _has_swap(swaps):
        return sys.platform == "linux"
    if resource.getrlimit(resource.RLIMIT_MEMLOCK)[0] != resource.RLIM_INFINITY:
        return False
    return bool(ctypes.CDLL(None, use_errno=True).mlockall(_MCL_CURRENT | _MCL_FUTURE | _MCL_ONFAULT) == 0)


def _has_swap(swaps: Path) -> bool:
    """Is a swap device in use? Memory that is compressed and swapped to itself (zram) reaches no disk."""
    try:
        devices = [line.split()[0] for line in swaps.read_text().splitlines()[1:] if line.split()]
    except OSError:
        return True
    return any(not device.startswith("/dev/zram") for device in devices)


def _control(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "this process cannot be closed to others")
