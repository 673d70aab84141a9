"""Python imports this at its start in the processes that an audit starts, since the audit puts this folder on their path.

A thread watches a file that the audit writes: which functions shall fail (with everything that they were given in the text of
the exception) and which shall be slow. No process that people use has this folder on its path.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import json
import os
import runpy
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

_EVERY = 0.02


class Injected(Exception):
    """What a function raises that the audit lets fail."""


def _failing(function: Any, _seconds: float) -> Any:
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def fails(*args: Any, **kwargs: Any) -> Any:
            raise Injected(repr((args, kwargs)))

    else:

        @functools.wraps(function)
        def fails(*args: Any, **kwargs: Any) -> Any:
            raise Injected(repr((args, kwargs)))

    return fails


def _slow(function: Any, seconds: float) -> Any:
    @functools.wraps(function)
    async def slowly(*args: Any, **kwargs: Any) -> Any:
        await asyncio.sleep(seconds)
        return await function(*args, **kwargs)

    return slowly


class _Control:
    """Does what the file says, and undoes it when the file says something else."""

    def __init__(self, file: str, audit: str) -> None:
        self._file = file
        self._audit = audit
        self._done = -1
        self._undo: list[Callable[[], object]] = []

    def watch(self) -> None:
        """Look for ever."""
        while True:
            time.sleep(_EVERY)
            if not os.path.exists(f"/proc/{self._audit}"):
                os.kill(os.getpid(), signal.SIGTERM)  # an audit that was killed leaves nothing running
            with suppress(OSError, ValueError):
                with open(self._file, encoding="utf-8") as file:
                    wanted = json.load(file)
                if wanted["version"] != self._done:
                    self._follow(wanted)
                    self._done = wanted["version"]
                    with open(f"{self._file}.{os.getpid()}", "w", encoding="utf-8") as file:
                        file.write(str(self._done))

    def _follow(self, wanted: dict[str, Any]) -> None:
        while self._undo:
            self._undo.pop()()
        for target in wanted.get("fail", ()):
            self._replace(target, _failing, 0)
        for target, seconds in wanted.get("slow", {}).items():
            self._replace(target, _slow, seconds)
        if wanted.get("leak"):
            file, name = wanted["leak"]
            self._undo.append(runpy.run_path(file)["LEAKS"][name]())

    def _replace(self, target: str, made: Callable[[Any, float], Any], seconds: float) -> None:
        module, _, path = target.partition(":")
        if module not in sys.modules:
            return
        *owners, name = path.split(".")
        owner = functools.reduce(getattr, owners, sys.modules[module])
        before = inspect.getattr_static(owner, name)
        bound = before.__func__ if isinstance(before, staticmethod | classmethod) else before
        after = made(bound, seconds)
        setattr(owner, name, type(before)(after) if bound is not before else after)
        self._undo.append(functools.partial(setattr, owner, name, before))


if os.environ.get("FARO_AUDIT_CONTROL"):
    threading.Thread(
        target=_Control(os.environ["FARO_AUDIT_CONTROL"], os.environ["FARO_AUDIT_PROCESS"]).watch, daemon=True
    ).start()
