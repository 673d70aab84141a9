"""The whole database in one file, and back: every row of every table, whatever it is for, on either database.

A zip with a line of JSON for each row, table by table, and a manifest with the version of the schema, counts and checksums. A
backup of an older version is restored under its own schema, which is then brought up to date.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Date, DateTime, Engine, MetaData, Table, func, insert, inspect, select, text

from services_directory import storage
from services_directory.errors import FaroError
from services_directory.exchange.progress import Progress, silent

_MANIFEST = "manifest.json"
_AT_ONCE = 1000
_VERSION_TABLE = "alembic_version"


class BadBackup(FaroError):
    """A file is no backup, is damaged, or cannot be restored here."""


def write(engine: Engine, path: Path, progress: Progress = silent) -> dict[str, int]:
    """Write everything, as it is at one moment. The file appears when it is whole.

    Returns:
        Rows by table.
    """
    counts: dict[str, int] = {}
    sums: dict[str, str] = {}
    part = path.with_name(path.name + ".part")
    with _one_moment(engine) as connection, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        tables = _tables(connection)
        for done, table in enumerate(tables, 1):
            digest = hashlib.sha256()
            with archive.open(f"{table.name}.ndjson", "w", force_zip64=True) as out:
                for line in _lines(connection, table):
                    digest.update(line)
                    out.write(line)
                    counts[table.name] = counts.get(table.name, 0) + 1
            sums[table.name] = digest.hexdigest()
            progress("tables", done, len(tables))
        said = {table.name: {"rows": counts.get(table.name, 0), "sha256": sums[table.name]} for table in tables}
        made = datetime.now(UTC).isoformat(timespec="seconds")
        about = {"faro": 1, "schema": storage.schema_version(engine), "made": made, "tables": said}
        archive.writestr(_MANIFEST, json.dumps(about, indent=1))
    os.replace(part, path)
    return counts


def restore(engine: Engine, path: Path, replace: bool = False, progress: Progress = silent) -> dict[str, int]:
    """Bring a database to what a backup holds, in one transaction.

    Args:
        replace: also where the database holds something; that is gone then.

    Returns:
        Rows by table.

    Raises:
        BadBackup: the file is none or is damaged; or the database is not empty and `replace` was not said.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            about = _manifest(archive)
            _prepare(engine, str(about["schema"]), replace)
            counts = _fill(engine, archive, about["tables"], progress)
    except (zipfile.BadZipFile, OSError, ValueError, KeyError) as error:
        raise BadBackup(
            f"{path.name}: is no whole backup of a directory ({type(error).__name__}); nothing was changed"
        ) from None
    storage.upgrade(engine)
    return counts


def _one_moment(engine: Engine) -> Connection:
    """A connection that sees one state of the database, whatever is written meanwhile."""
    connection = engine.connect()
    if engine.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN")
        return connection
    return connection.execution_options(isolation_level="REPEATABLE READ")


def _tables(connection: Connection) -> list[Table]:
    """All tables as the database has them, those that are referred to first."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != _VERSION_TABLE]


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    rows = connection.execution_options(yield_per=_AT_ONCE).execute(select(table).order_by(*table.primary_key.columns))
    for row in rows.mappings():
        yield json.dumps({key: _plain(value) for key, value in row.items()}, ensure_ascii=False).encode() + b"\n"


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    about: dict[str, Any] = json.loads(archive.read(_MANIFEST))
    for name, said in about["tables"].items():
        digest = hashlib.sha256()
        with archive.open(f"{name}.ndjson") as opened:
            while chunk := opened.read(1 << 20):
                digest.update(chunk)
        if digest.hexdigest() != said["sha256"]:
            raise BadBackup(f"{name} is damaged in the backup; nothing was changed")
    if about["faro"] != 1 or str(about["schema"]) > storage.newest_version():
        raise BadBackup("the backup is of a newer version of Faro than this one; nothing was changed")
    return about


def _prepare(engine: Engine, schema: str, replace: bool) -> None:
    """A database under the schema of the backup. One that holds something keeps its own, which must be the same."""
    version = storage.schema_version(engine)
    if version is None:
        storage.upgrade(engine, schema)
        return
    with engine.connect() as connection:
        used = any(connection.scalar(select(func.count()).select_from(table)) for table in _tables(connection))
    if used and not replace:
        raise BadBackup("the database is not empty: say --replace to lose what it holds; nothing was changed")
    if version != schema and not used:
        storage.downgrade(engine)
        storage.upgrade(engine, schema)
    elif version != schema:
        raise BadBackup(f"the backup is of schema {schema}, the database of {version}: restore it into an empty database")


def _fill(engine: Engine, archive: zipfile.ZipFile, said: Mapping[str, Any], progress: Progress) -> dict[str, int]:
    counts: dict[str, int] = {}
    with engine.begin() as connection:
        tables = _tables(connection)
        if {table.name for table in tables} != set(said):
            raise BadBackup("the backup has other tables than its schema; nothing was changed")
        for table in reversed(tables):
            connection.execute(table.delete())
        for done, table in enumerate(tables, 1):
            counts[table.name] = _fill_table(connection, archive, table)
            if counts[table.name] != said[table.name]["rows"]:
                raise BadBackup(f"{table.name}: a row is missing in the backup; nothing was changed")
            progress("tables", done, len(tables))
        _go_on_counting(connection, tables)
    return counts


def _fill_table(connection: Connection, archive: zipfile.ZipFile, table: Table) -> int:
    dated = {
        column.name: date if isinstance(column.type, Date) else datetime
        for column in table.columns
        if isinstance(column.type, Date | DateTime)
    }
    rows: list[dict[str, Any]] = []
    count = 0
    with archive.open(f"{table.name}.ndjson") as lines:
        for line in lines:
            row = json.loads(line)
            rows.append(
                {key: dated[key].fromisoformat(value) if key in dated and value else value for key, value in row.items()}
            )
            count += 1
            if len(rows) == _AT_ONCE:
                connection.execute(insert(table), rows)
                rows = []
    if rows:
        connection.execute(insert(table), rows)
    return count


def _go_on_counting(connection: Connection, tables: list[Table]) -> None:
    """PostgreSQL's counters for ids do not see ids that are given."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        for column in inspect(connection).get_columns(table.name):
            if "nextval" in str(column.get("default") or ""):
                name = column["name"]
                most = f"SELECT coalesce(max({name}), 1) FROM {table.name}"  # noqa: S608
                connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table.name}', '{name}'), ({most}))"))
