"""What somebody would see of an entry before it is public: asked of a directory in memory that holds nothing else.

The answer is that of the real directory, of the same code, so a preview cannot differ from what will be said.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session, make_transient
from sqlalchemy.pool import StaticPool

from services_directory import models, storage
from services_directory.access import Directory, Person, Question
from services_directory.editing.entry import Checked, write
from services_directory.settings import ROOT

Card = dict[str, Any]


def cards(session: Session, city: models.City, checked: Checked, people: Sequence[Person], lang: str) -> list[Card]:
    """The card of an entry for each of some people, in the best words there are for a language."""
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    try:
        models.Base.metadata.create_all(engine)
        with storage.transaction(engine) as alone:
            for row in [city, *_laws(session, checked)]:
                alone.merge(_copied(row))
            alone.flush()
            write(alone, city, _public(checked))
        asked = Question(city=city.id, services=(checked.service.id,), people=tuple(people), lang=lang)
        return Directory(engine, ROOT).answer(asked).cards
    finally:
        engine.dispose()


def _laws(session: Session, checked: Checked) -> list[Any]:
    query = select(models.Programme).where(models.Programme.id == checked.service.programme)
    return list(session.scalars(query))


def _copied(row: Any) -> Any:
    """A row of its own with the same values."""
    kind = type(row)
    made = kind(**{column.key: getattr(row, column.key) for column in kind.__mapper__.column_attrs})
    make_transient(made)
    return made


def _public(checked: Checked) -> Checked:
    """A preview shows also what is hidden."""
    service = checked.service.model_copy(update={"published": True})
    return Checked(checked.organization, service, checked.sources, checked.words)
