"""A process that cannot leave a picture of its memory behind: no core dumps, no tracing by others, no reporting home."""

from __future__ import annotations

import ctypes
import os
import resource
import sys
from collections.abc import MutableMapping

_PR_SET_DUMPABLE = 4

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
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(0o077)
    if sys.platform == "linux":
        _set_not_dumpable()


def _set_not_dumpable() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "core dumps cannot be turned off")
