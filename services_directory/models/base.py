"""What all tables share: names of constraints, JSON columns, texts in several languages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, MetaData
from sqlalchemy.orm import DeclarativeBase

Texts = dict[str, str]
"""A text in the languages in which somebody wrote it: BCP 47 tag to text."""

ID = 120
"""Longest id."""

json_column = JSON()
"""Plain JSON, also on PostgreSQL: JSONB would put the keys of a record into another order than its editor chose."""

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of all tables of the directory."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = dict.fromkeys((dict[str, Any], dict[str, str], list[str], list[Any]), json_column)
