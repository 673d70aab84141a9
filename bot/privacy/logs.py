"""What a log line may hold. Everything else is refused, at every level, whoever writes it.

Our own code calls `report(event, **fields)` with fields of an allow-list. What libraries log (also through structlog) is
reduced to who, where and how grave: their words may carry what a person wrote. An exception is its type and place.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys
import threading
import time
import traceback
import warnings
from types import TracebackType
from typing import Any, TextIO

import structlog

OWN = "faro"
_EVENT = re.compile(r"[a-z]+(?:[._][a-z]+){0,6}")
_CODE = re.compile(r"[A-Za-z0-9_.:+@-]{1,80}")
# What may stand beside an event: numbers, and names that the code itself chooses.
NUMBERS = frozenset({"port", "pid", "seconds", "count", "total", "bytes", "workers", "attempt", "exit_status", "year"})
CODES = frozenset(
    {"action", "city", "code", "command", "component", "database", "error", "host", "kind", "language", "method", "model",
     "need", "place", "route", "signal", "version"}
)  # fmt: skip
_SAFE = "faro_safe"


class NotAllowed(ValueError):
    """A log field that the allow-list does not know, or a value that it may not have. The value is not named."""


def configure(component: str, level: str = "INFO", stream: TextIO | None = None) -> None:
    """Let this process log by the allow-list only. Call it before Rasa, Sanic, aiohttp or SQLAlchemy is imported.

    Args:
        component: name of the process in each line (`worker`, `front_door`).
        level: name of a logging level. What libraries say below WARNING is left out except at DEBUG; there are more lines
            then, never more content.
        stream: where lines go; standard error by default.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_JsonLine(component))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level if level == "DEBUG" else max(logging.getLevelName(level), logging.WARNING))
    logging.getLogger(OWN).setLevel(level)
    logging.setLogRecordFactory(_record)
    logging.raiseExceptions = False
    logging.lastResort = handler
    structlog.configure(
        processors=[_nothing_of_it],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        cache_logger_on_first_use=True,
    )
    # Ignored at the source, since the registry of what was shown would keep the words; `_warned` is for who resets the filters.
    warnings.simplefilter("ignore")
    warnings.showwarning = _warned
    sys.excepthook = _uncaught
    sys.unraisablehook = lambda failed: report("process.unraisable", level="ERROR", **describe(failed.exc_value))
    threading.excepthook = lambda failed: report("thread.failed", level="ERROR", **describe(failed.exc_value))


def watch(loop: asyncio.AbstractEventLoop) -> None:
    """Report what asyncio would print (with its values) by type and place only."""
    loop.set_exception_handler(lambda _, context: report("loop.failed", level="ERROR", **describe(context.get("exception"))))


def report(event: str, *, level: str = "INFO", **fields: str | float | None) -> None:
    """Log something that happened.

    Args:
        event: dotted words in lower case, chosen by the code (`worker.ready`).
        fields: names of `NUMBERS` and `CODES` only; None is left out.

    Raises:
        NotAllowed: a field or a value that no log line may hold.
    """
    if not _EVENT.fullmatch(event):
        raise NotAllowed("an event is dotted words in lower case")
    safe = {name: _checked(name, value) for name, value in fields.items() if value is not None}
    logger = logging.getLogger(OWN)
    number = logging.getLevelName(level)
    if logger.isEnabledFor(number):
        logger.log(number, event, extra={_SAFE: {"event": event, **safe}})


def describe(error: BaseException | None) -> dict[str, str]:
    """An exception as fields for `report`: its type, and the file and line that raised it."""
    if error is None:
        return {"error": "unknown"}
    return {"error": _code(type(error).__name__), "place": _place(error.__traceback__)}


def _checked(name: str, value: Any) -> Any:
    if name in NUMBERS and isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if name in CODES and isinstance(value, str) and _CODE.fullmatch(value):
        return value
    raise NotAllowed(f"{name} may not stand in a log line so")


def _code(text: str) -> str:
    return text if _CODE.fullmatch(text) else "unnamed"


def _place(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)
    if not frames:
        return "unknown"
    return _spot(frames[-1].filename, frames[-1].lineno or 0)


def _spot(path: str, line: int) -> str:
    parts = path.replace("\\", "/").split("/")[-2:]
    return _code(f"{'.'.join(parts)}:{line}")


class _Record(logging.LogRecord):
    """A log record without the words of whoever wrote it, so that no handler of any library can print them."""

    faro_error: dict[str, str] | None = None


def _record(name: str, level: int, path: str, line: int, msg: object, args: Any, exc_info: Any, *_: Any, **__: Any) -> _Record:
    record = _Record(name, level, path, line, "event", None, None)
    failed = exc_info[1] if isinstance(exc_info, tuple) else None
    record.faro_error = describe(failed) if failed else None
    return record


class _JsonLine(logging.Formatter):
    """One JSON object a line."""

    def __init__(self, component: str) -> None:
        super().__init__()
        self._component = component

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "component": self._component,
        }
        if record.name == OWN:
            line.update(getattr(record, _SAFE, {"event": "unnamed"}))
        else:
            line |= {"event": "library", "logger": _code(record.name), "place": _spot(record.pathname, record.lineno)}
            line |= getattr(record, "faro_error", None) or {}
        return json.dumps(line, ensure_ascii=True)


def _nothing_of_it(_: Any, __: str, event: Any) -> tuple[tuple[str], dict[str, Any]]:
    """structlog's last step: the event's name and fields are dropped, an exception stays for its type and place."""
    return ("structlog",), {"exc_info": event.get("exc_info")}


def _warned(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    report("library.warning", level="DEBUG", error=_code(category.__name__), place=_spot(filename, lineno))


def _uncaught(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
    report("process.failed", level="CRITICAL", **describe(error))
