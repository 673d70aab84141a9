"""How far a long piece of work is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TextIO

Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, how much there is."""

_WIDTH = 30


def silent(_what: str, _done: int, _of: int) -> None:
    """Tell nobody."""


class Bar:
    """A bar that is drawn over itself on a terminal; where the output is no terminal, one line at the end of each part."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stderr

    def __call__(self, what: str, done: int, of: int) -> None:
        """Draw it."""
        over = done >= of
        if self._out.isatty():
            full = _WIDTH * done // max(of, 1)
            bar = "█" * full + "·" * (_WIDTH - full)
            print(f"\r{what} {bar} {done}/{of}", end="\n" if over else "", file=self._out, flush=True)
        elif over:
            print(f"{what} {done}/{of}", file=self._out, flush=True)
