"""Texts in languages in which the record itself was not written."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services_directory.models.base import Base


class Translation(Base):
    """One text of one service in one more language.

    Attributes:
        field: `name` or `description`.
        language: BCP 47 tag.
        source: `human` or `machine`.
        reviewed: day on which a speaker read it against the original.
    """

    __tablename__ = "translation"

    service_id: Mapped[str] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String(35), primary_key=True)
    field: Mapped[str] = mapped_column(String(40), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(10))
    reviewed: Mapped[date | None]
