"""Reads feeds when their time has come, while the front door is open. What a feed brings is proposed, never applied."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from services_directory import storage
from services_directory.errors import FaroError
from services_directory.exchange import feeds

log = logging.getLogger("faro.front_door")
LOOK_EVERY_S = 300.0


class FeedClock:
    """Looks every few minutes which feeds are due. One process of a Faro opens the front door, so one reads each feed."""

    def __init__(self, engine: Engine, every_s: float = LOOK_EVERY_S) -> None:
        self._engine, self._every_s = engine, every_s
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._look())

    async def close(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _look(self) -> None:
        while True:
            await asyncio.to_thread(self._run_due)
            await asyncio.sleep(self._every_s)

    def _run_due(self) -> None:
        """One feed after another; a database that is gone is looked at again the next time."""
        if not storage.is_there(self._engine):
            return
        try:
            with storage.session(self._engine) as session:
                names = feeds.due(session, datetime.now(UTC).replace(tzinfo=None))
            for city, name in names:
                feeds.run(self._engine, city, name)
        except (SQLAlchemyError, FaroError) as error:
            log.error("feeds could not be read: %s", type(error).__name__)
