from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, inspect, select, text
from sqlalchemy.exc import IntegrityError

from services_directory import storage
from services_directory.models import Base, City
from services_directory.settings import ROOT, Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(ROOT, tmp_path, f"sqlite:///{tmp_path / 'deep' / 'directory.db'}")


def town(id_: str = "pueblo") -> City:
    return City(
        id=id_, names={"es": "Pueblo"}, country="ES", timezone="Europe/Madrid", currency="EUR", languages=["es"], emergency=[],
        holidays=[], compiled=date(2026, 11, 22), newest_source={}, warning={}, dated_facts=[], left_out=[],
    )  # fmt: skip


def test_up_and_down_and_up_again(settings: Settings) -> None:
    engine = storage.open_engine(settings)
    assert storage.schema_version(engine) is None
    storage.upgrade(engine)
    assert storage.schema_version(engine) == storage.newest_version()
    storage.downgrade(engine)
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    storage.upgrade(engine)
    assert set(Base.metadata.tables) < set(inspect(engine).get_table_names())


def test_upgrading_again_changes_nothing(settings: Settings) -> None:
    engine = storage.open_engine(settings)
    storage.upgrade(engine)
    with storage.transaction(engine) as session:
        session.add(town())
    storage.upgrade(engine)
    with storage.session(engine) as session:
        assert session.scalars(select(City.id)).all() == ["pueblo"]


def test_the_migrations_make_exactly_the_tables_of_the_models(settings: Settings) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine = storage.open_engine(settings)
    storage.upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_schema_can_be_said_to_postgresql() -> None:
    from sqlalchemy.dialects import postgresql
    from sqlalchemy.schema import CreateIndex, CreateTable

    dialect = postgresql.dialect()
    for table in Base.metadata.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=dialect))
        for index in table.indexes:
            assert "CREATE INDEX" in str(CreateIndex(index).compile(dialect=dialect))


def _write_a_town_and_then_nonsense(engine: Engine) -> None:
    with storage.transaction(engine) as session:
        session.add(town())
        session.flush()
        session.execute(text("INSERT INTO organization (id, city_id, name) VALUES ('o', 'nowhere', 'O')"))


def test_a_transaction_is_all_or_nothing(settings: Settings) -> None:
    engine = storage.open_engine(settings)
    storage.upgrade(engine)
    with pytest.raises(IntegrityError):
        _write_a_town_and_then_nonsense(engine)
    with storage.session(engine) as session:
        assert session.scalars(select(City.id)).all() == []


def test_what_was_read_can_be_used_after_the_session(settings: Settings) -> None:
    engine = storage.open_engine(settings)
    storage.upgrade(engine)
    with storage.transaction(engine) as session:
        session.add(town())
    with storage.session(engine) as session:
        city = session.scalars(select(City)).one()
    assert city.names == {"es": "Pueblo"}


@pytest.mark.parametrize("url", ["no url at all", "nosuchdatabase://host/db", "sqlite:////proc/none/directory.db"])
def test_a_database_that_cannot_be_is_one_clear_error(url: str, tmp_path: Path) -> None:
    with pytest.raises(storage.StorageError, match="FARO_DATABASE_URL"):
        storage.open_engine(Settings(ROOT, tmp_path, url))


def test_a_broken_database_file_is_one_clear_error(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "broken.db"
    path.write_bytes(b"this is no database, " * 100)
    with pytest.raises(storage.StorageError, match="does not answer"):
        storage.schema_version(create_engine(f"sqlite:///{path}"))


def test_importing_storage_loads_no_migrations() -> None:
    code = "import sys, services_directory.storage; print([m for m in ('alembic', 'pydantic', 'rasa') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
