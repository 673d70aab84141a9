"""What a service is found by: the words of its texts, and the terms of other taxonomies that it came with."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services_directory.models.base import Base

LONGEST_WORD = 40
_by_byte = String(LONGEST_WORD).with_variant(String(LONGEST_WORD, collation="C"), "postgresql")
"""Compared byte by byte on both databases, so that all words with one beginning stand together in the index."""


class ServiceWord(Base):
    """That a word, as `search.text` writes it, stands in a text of a service; `weight` 2 in its name, 1 elsewhere."""

    __tablename__ = "service_word"
    __table_args__ = (Index("ix_service_word_service_id", "service_id"), {"sqlite_with_rowid": False})

    word: Mapped[str] = mapped_column(_by_byte, primary_key=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    weight: Mapped[int]


class ServiceTerm(Base):
    """That a service came with a term of a foreign taxonomy (UUIDs of HSDS). Our own terms are columns of the service."""

    __tablename__ = "service_term"
    __table_args__ = (Index("ix_service_term_service_id", "service_id"),)

    term_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    taxonomy_id: Mapped[str | None] = mapped_column(String(36), index=True)
