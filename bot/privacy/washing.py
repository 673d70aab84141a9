"""Memory that was let go still holds what stood in it until it is used again, which can be long. It is overwritten instead.

Large blocks are overwritten by the C library when they are freed. Small ones (up to 512 bytes: most strings) Python takes from
pages of its own, so now and then as many blocks of each size are asked for, filled and let go again as are usually free.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc

_M_PERTURB = -6
_PATTERN = 0x5A
_SMALL, _STEP = 512, 16  # bytes: Python's small blocks, and by how much they differ
_HEAD = 33  # bytes that Python adds to the content of `bytes`
_EACH = 1024 * 1024  # bytes of each size
_LARGE = tuple(range(_SMALL + _STEP // 2, 1088, _STEP))  # sizes of which the C library keeps a few without overwriting them
_FEW = 24


def overwrite_freed() -> None:
    """Let the C library overwrite what is freed, where it can (glibc). Call it early."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_PERTURB, _PATTERN)


def wash() -> None:
    """Overwrite Python's free blocks: a few hundredths of a second in which nothing else is done."""
    gc.collect()
    for size in range(3 * _STEP, _SMALL + 1, _STEP):
        _fill(size, _EACH // size)
    for size in _LARGE:
        _fill(size, _FEW)


def _fill(size: int, many: int) -> None:
    """Ask for blocks of a size, all at once, and let them go."""
    pattern = bytearray([_PATTERN]) * (size - _HEAD)
    held = [bytes(pattern) for _ in range(many)]
    del held
