"""Looking into the memory of another process: everything that it may write to, which is where data of a person can be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.audit.planted import Found, Planted

_MAPPING = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+ *(.*)")
_CHUNK = 256 * 1024
_OVERLAP = 512
_UNUSED = bytes(_CHUNK)
_NO_MEMORY = ("[vvar]", "[vsyscall]", "[vdso]")


class NotAllowedToLook(Exception):
    """The system does not let this user look into the process: it is closed to others, as it should be."""


def search(pid: int, planted: Planted) -> list[Found]:
    """Planted words in a process's memory.

    Raises:
        NotAllowedToLook: only root may, or the process may not be traced.
    """
    try:
        with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
            return [
                found
                for start, end in _writable(pid)
                for part in _parts(memory, start, end)
                for found in planted.search_memory(part)
            ]
    except (PermissionError, ProcessLookupError, FileNotFoundError):
        raise NotAllowedToLook from None


def _writable(pid: int) -> Iterator[tuple[int, int]]:
    with open(f"/proc/{pid}/maps", encoding="utf-8", errors="replace") as maps:
        for line in maps:
            mapping = _MAPPING.match(line)
            if mapping and "rw" in mapping[3] and mapping[4] not in _NO_MEMORY:
                yield int(mapping[1], 16), int(mapping[2], 16)


def _parts(memory: object, start: int, end: int) -> Iterator[bytes]:
    """Pieces that overlap, so that no word is cut. A piece that went away meanwhile is left out."""
    at = start
    while at < end:
        try:
            memory.seek(at)  # type: ignore[attr-defined]
            part = memory.read(min(_CHUNK, end - at))  # type: ignore[attr-defined]
            if part != _UNUSED[: len(part)]:
                yield part
        except (OSError, ValueError, OverflowError):
            pass
        at += _CHUNK - _OVERLAP
