"""The directory that this process has open: opened on first use, never at import."""

from __future__ import annotations

import atexit
import threading

from services_directory.access import Directory
from services_directory.settings import ROOT, Settings

__all__ = ["ROOT", "DirectoryGone", "directory", "use"]
_lock = threading.Lock()
_open: Directory | None = None


class DirectoryGone(Exception):
    """The directory cannot be read at the moment. Says nothing of what was asked."""


def directory() -> Directory:
    """The open directory.

    Raises:
        DirectoryGone: it cannot be opened.
    """
    global _open
    with _lock:
        if _open is None:
            try:
                _open = Directory.open(Settings.from_environment())
                atexit.register(_open.tallies.close)
            except Exception:
                raise DirectoryGone("the directory cannot be opened") from None
        return _open


def use(opened: Directory | None) -> None:
    """Take this directory instead; None closes it, so that the next use opens it anew."""
    global _open
    with _lock:
        _open = opened
