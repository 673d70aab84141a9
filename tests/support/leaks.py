"""Ten deliberate leaks, each of which an audit must find. They are put into the audited processes by `bot/audit/injected`.

Each function patches what it finds loaded in its process and gives back what undoes it.
"""

from __future__ import annotations

import functools
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

KEPT: list[object] = sys.__dict__.setdefault("_leaked_by_a_test", [])


def _nothing() -> None:
    """Undoes nothing."""


def _before(module: str, path: str, do: Callable[..., None]) -> Callable[[], None]:
    """Do something with the arguments of a coroutine function before it runs."""
    if module not in sys.modules:
        return _nothing
    *owners, name = path.split(".")
    owner = functools.reduce(getattr, owners, sys.modules[module])
    original = getattr(owner, name)

    @functools.wraps(original)
    async def leaking(*args: Any, **kwargs: Any) -> Any:
        do(*args, **kwargs)
        return await original(*args, **kwargs)

    setattr(owner, name, leaking)
    return functools.partial(setattr, owner, name, original)


def _each_turn(do: Callable[[str, str], None]) -> Callable[[], None]:
    """Do something with conversation and text of each turn, in the worker."""
    return _before("bot.turns", "Turns._answer", lambda _self, conversation, text, *_: do(conversation, text))


def _each_message(do: Callable[[Any], None]) -> Callable[[], None]:
    """Do something with each message as it came, in the front door."""
    return _before("bot.channels.base", "Desk.answer", lambda _self, incoming: do(incoming))


def text_in_the_log() -> Callable[[], None]:
    return _each_turn(lambda _, text: print(f"DEBUG heard {text}", file=sys.stderr, flush=True))


def address_in_the_log() -> Callable[[], None]:
    return _each_message(lambda incoming: print(f"INFO from {incoming.address}", file=sys.stderr, flush=True))


def text_in_a_temporary_file() -> Callable[[], None]:
    def keep(_: str, text: str) -> None:
        with tempfile.NamedTemporaryFile("a", delete=False, prefix="rasa") as file:
            file.write(text)

    return _each_turn(keep)


def text_in_a_file_of_tmp_whatever_the_setting() -> Callable[[], None]:
    return _each_turn(lambda _, text: Path(f"/tmp/faro-leak-{os.getpid()}").write_text(text))


def text_in_the_database() -> Callable[[], None]:
    def keep(incoming: Any) -> None:
        with sqlite3.connect(Path(os.environ["FARO_VAR"]) / "directory.db") as opened:
            opened.execute("create table if not exists leaked (text)")
            opened.execute("insert into leaked values (?)", (incoming.text,))

    return _each_message(keep)


def record_in_redis_unsealed() -> Callable[[], None]:
    sealing = sys.modules.get("bot.privacy.sealing")
    if sealing is None:
        return _nothing
    original = sealing.Secret.seal
    sealing.Secret.seal = lambda _self, _kind, _what, record: record
    return functools.partial(setattr, sealing.Secret, "seal", original)


def address_as_a_name_in_redis() -> Callable[[], None]:
    def keep(incoming: Any) -> None:
        from redis import Redis

        Redis.from_url(os.environ["FARO_SHARED_STORE"]).set(f"lock:{incoming.address}", "1", ex=60)

    return _each_message(keep)


def address_handed_to_the_worker() -> Callable[[], None]:
    """The front door's hash is left out: the conversation is called as the person is."""
    base = sys.modules.get("bot.channels.base")
    if base is not None:
        original = base._once
        base._once = lambda _conversation, message: (message or "").encode().hex()[:64]
        undo_once = functools.partial(setattr, base, "_once", original)
    client = sys.modules.get("bot.worker_client")
    if client is None or base is None:
        return _before("bot.turns", "Turns._message", lambda _self, request: KEPT.append(dict(request)))
    ask = client._Link.ask
    sender: list[str] = []

    async def asking(self: Any, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        return await ask(self, {**request, "from": sender[-1] if sender else ""}, seconds)

    client._Link.ask = asking
    undo_sender = _each_message(lambda incoming: sender.append(incoming.address))

    def undo() -> None:
        client._Link.ask = ask
        undo_sender()
        undo_once()
        sender.clear()

    return undo


def text_remembered_after_forgetting() -> Callable[[], None]:
    return _each_turn(lambda _, text: KEPT.append(text.encode()))


def text_in_the_arguments_of_a_process() -> Callable[[], None]:
    def start(_: str, text: str) -> None:
        KEPT.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(8)", text.replace("\0", "")]))

    return _each_turn(start)


def status_as_a_metric() -> Callable[[], None]:
    counting = sys.modules.get("bot.privacy.counting")
    if counting is None:
        return _nothing
    original = counting.Counts.cells
    counting.Counts.cells = lambda self: {**original(self), ("en", "undocumented"): 1}
    return functools.partial(setattr, counting.Counts, "cells", original)


LEAKS = {
    leak.__name__: leak
    for leak in (
        text_in_the_log, address_in_the_log, text_in_a_temporary_file, text_in_a_file_of_tmp_whatever_the_setting,
        text_in_the_database, record_in_redis_unsealed, address_as_a_name_in_redis, address_handed_to_the_worker,
        text_remembered_after_forgetting, text_in_the_arguments_of_a_process, status_as_a_metric,
    )
}  # fmt: skip
