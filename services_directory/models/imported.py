"""What came from elsewhere beside services: sets, the feeds that bring them again, what feeds propose, who may send."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services_directory.models.base import ID, Base


class ImportedSet(Base):
    """One set of foreign data of one city.

    Attributes:
        name: its short name, which is also that of the source that its services cite.
        rest: rows of HSDS that belong to no service or organization, by table; they go out again as they came.
    """

    __tablename__ = "imported_set"

    city_id: Mapped[str] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(ID), primary_key=True)
    rest: Mapped[dict[str, Any]]


class Feed(Base):
    """A file or address that is read again and again, and only ever proposes.

    Attributes:
        place: a URL or a path. `format`: `hsds-json`, `hsds-tabular`, `csv` or `xlsx`.
        mapping: how columns become fields, for CSV and XLSX.
        every_hours: how often. `last_run`: UTC; `outcome` of it in one line; `digest` of what was read then.
    """

    __tablename__ = "feed"

    city_id: Mapped[str] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(ID), primary_key=True)
    place: Mapped[str] = mapped_column(Text)
    format: Mapped[str] = mapped_column(String(20))
    mapping: Mapped[dict[str, Any]]
    every_hours: Mapped[int]
    last_run: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(Text)
    digest: Mapped[str | None] = mapped_column(String(64))


class Proposal(Base):
    """A change that a feed or another system proposes; a person accepts or rejects it.

    Attributes:
        feed: the set that it belongs to.
        how: `added`, `changed` or `removed`. `fields`: what differs.
        record: the service as it would be, None where it would be removed. `organization`, `source`: what it needs beside it.
        state: `open`, `accepted` or `rejected`; what was rejected is not proposed again while it says the same (`digest`).
    """

    __tablename__ = "proposal"
    __table_args__ = (Index("ix_proposal_open", "city_id", "state", "feed"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    city_id: Mapped[str] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"))
    feed: Mapped[str] = mapped_column(String(ID))
    service_id: Mapped[str] = mapped_column(String(ID))
    how: Mapped[str] = mapped_column(String(10))
    fields: Mapped[list[str]]
    record: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    organization: Mapped[dict[str, Any]]
    source: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10))
    made: Mapped[datetime]
    decided: Mapped[datetime | None]


class ApiToken(Base):
    """A city's own system that may send proposals. Only a hash of the token is kept; the token itself is shown once."""

    __tablename__ = "api_token"

    city_id: Mapped[str] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(ID), primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    made: Mapped[datetime]
