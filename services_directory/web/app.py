"""The directory's room at the front door: its API, served without any chat."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from aiohttp import web
from sqlalchemy import Engine

from services_directory.access import Directory
from services_directory.settings import Settings
from services_directory.storage import StorageError, is_there, open_engine, schema_version
from services_directory.web.access_api import AccessApi
from services_directory.web.feed_clock import FeedClock
from services_directory.web.feeds_api import FeedsApi
from services_directory.web.hsds_api import HsdsApi

_OPENAPI = Path(__file__).parent / "openapi"


class DirectoryRoom:
    """What the directory brings to the front door (see `front_door.Room`)."""

    templates: Mapping[str, Path] = {}
    files: Sequence[Path] = ()
    openapi: Sequence[Path] = (
        _OPENAPI / "directory.yml",
        _OPENAPI / "directory_schemas.yml",
        _OPENAPI / "hsds.yml",
        _OPENAPI / "feeds.yml",
    )

    def __init__(self, directory: Directory, engine: Engine, hsds_engine: Engine) -> None:
        """`hsds_engine` is that of the HSDS API and of feeds; `engine` only shows whether the database answers."""
        self._api = AccessApi(directory)
        self._hsds_engine = hsds_engine
        self._hsds = HsdsApi(hsds_engine)
        self._feeds = FeedsApi(hsds_engine)
        self._clock = FeedClock(hsds_engine)
        self._engine = engine

    @property
    def routes(self) -> Sequence[web.RouteDef]:
        """Its addresses."""
        return [*self._api.routes(), *self._hsds.routes(), *self._feeds.routes()]

    async def ready(self) -> Mapping[str, bool]:
        """`directory`: its database answers and has been set up."""
        return {"directory": await asyncio.to_thread(_answers, self._engine)}

    async def start(self) -> None:
        """Feeds are read when their time has come."""
        await self._clock.start()

    async def close(self) -> None:
        """End the directory's thread."""
        self._api.close()
        await self._clock.close()
        self._hsds.close()
        self._feeds.close()
        self._hsds_engine.dispose()
        self._engine.dispose()


def directory_app(directory: Directory, settings: Settings) -> DirectoryRoom:
    """The room of a directory opened with these settings, for `front_door.build`.

    Raises:
        StorageError: the database's URL is not one.
    """
    return DirectoryRoom(directory, open_engine(settings), open_engine(settings))


def _answers(engine: Engine) -> bool:
    """Asked over a new connection each time: an old one still reads a file of SQLite's that has been deleted."""
    if not is_there(engine):
        return False
    try:
        return schema_version(engine) is not None
    except StorageError:
        return False
    finally:
        engine.dispose()
