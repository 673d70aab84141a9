"""Unix sockets in tests."""

from __future__ import annotations

import socket
from pathlib import Path


def listens(path: Path) -> bool:
    """Can it be connected to? The file is there a moment before anybody listens."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
        return True
