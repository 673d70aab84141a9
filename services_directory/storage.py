"""The directory's database: engine, sessions, version of its schema.

SQLite by default, PostgreSQL by setting; both are tested with the same tests. Only public data of
services lies here, nothing of a person. Alembic is imported when a schema is looked at or changed, not before.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from services_directory.errors import FaroError
from services_directory.settings import Settings

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).parent / "migrations"
_POOL = {"pool_size": 5, "max_overflow": 10, "pool_recycle": 1800, "pool_timeout": 5}
"""Connections of one process to PostgreSQL: few are kept, more for a moment, none for longer than half an hour."""
_NO_JIT = {"options": "-c jit=off"}
"""PostgreSQL compiles queries that it thinks long, for longer than ours take."""
_SCHEMA_LOCK = 4_702_611  # any number that all our processes share: one changes the schema at a time


class StorageError(FaroError):
    """The database cannot be used; the text says what to do."""


def open_engine(settings: Settings) -> Engine:
    """An engine for the configured database. The folder of an SQLite file is made if it is not there.

    Raises:
        StorageError: the URL is not one, or names a driver that is not installed.
    """
    try:
        url = make_url(settings.database_url)
        if url.get_backend_name() != "sqlite":
            options = _NO_JIT if url.get_backend_name() == "postgresql" and "options" not in url.query else {}
            return create_engine(url, pool_pre_ping=True, connect_args=options, **_POOL)
        if url.database and url.database != ":memory:":
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url)
    except (SQLAlchemyError, ImportError, OSError) as error:
        raise StorageError(f"FARO_DATABASE_URL cannot be used: {type(error).__name__}") from None
    event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    """Foreign keys are kept, readers never wait for a writer, a writer waits for another one."""
    cursor = connection.cursor()
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def is_there(engine: Engine) -> bool:
    """False for a file of SQLite's that does not exist, which connecting would make."""
    file = engine.url.database if engine.url.get_backend_name() == "sqlite" else None
    return not file or file == ":memory:" or Path(file).exists()


@contextmanager
def session(engine: Engine) -> Iterator[Session]:
    """A session for reading: nothing is committed, and what was read may be used after it is closed."""
    with Session(engine, expire_on_commit=False, autoflush=False) as opened:
        yield opened


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """A session for writing: committed as a whole at the end, undone as a whole by any error."""
    with Session(engine, expire_on_commit=False) as opened, opened.begin():
        yield opened


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the schema up to a revision, the newest by default. Does nothing where it is there already."""
    from alembic import command

    if to == "head" and schema_version(engine) == newest_version():
        return
    with _changing(engine) as connection:
        command.upgrade(_config(connection), to)


def downgrade(engine: Engine, to: str = "base") -> None:
    """Take the schema back to a revision; `base` leaves no table of ours. Data of dropped tables is lost."""
    from alembic import command

    with _changing(engine) as connection:
        command.downgrade(_config(connection), to)


@contextmanager
def _changing(engine: Engine) -> Iterator[Connection]:
    """A connection on which the schema is changed, as a whole or not at all.

    SQLite copies a table to change it and drops the old one, which would take along every row that refers to it; so foreign
    keys sleep meanwhile and are checked before the end. Its driver begins no transaction for DDL: that is said here.
    """
    with engine.connect() as connection:
        sqlite = engine.dialect.name == "sqlite"
        if sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_SCHEMA_LOCK})")
        try:
            yield connection
            if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise StorageError("the new schema would leave a row that refers to nothing; nothing was changed")
            connection.commit()
        finally:
            connection.rollback()
            if sqlite:
                connection.exec_driver_sql("PRAGMA foreign_keys=ON")


def schema_version(engine: Engine) -> str | None:
    """Revision that the database is at, None before the first `upgrade`.

    Raises:
        StorageError: the database does not answer.
    """
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
            return version
    except SQLAlchemyError as error:
        why = f"the directory's database does not answer ({type(error).__name__}): see FARO_DATABASE_URL"
        raise StorageError(why) from None


def newest_version() -> str:
    """Revision that this program needs: each migration's file begins with its revision."""
    return max(file.stem.partition("_")[0] for file in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


def _config(connection: Any) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", _MIGRATIONS.as_posix().replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
