"""Counts that were released: with noise, and without small cells. The true ones never reach a disk."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services_directory.models.base import ID, Base


class Tally(Base):
    """A released count of one week.

    Attributes:
        kind: `unmet` (nothing was a yes) or `shown` (a service was shown).
        week: its Monday.
        need, language, district, service: what was counted; empty where the kind has no such part.
        count: never under the threshold of `access.tally`.
    """

    __tablename__ = "tally"

    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    city_id: Mapped[str] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"), primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True)
    need: Mapped[str] = mapped_column(String(ID), primary_key=True, default="")
    language: Mapped[str] = mapped_column(String(35), primary_key=True, default="")
    district: Mapped[str] = mapped_column(String(ID), primary_key=True, default="")
    service: Mapped[str] = mapped_column(String(ID), primary_key=True, default="")
    count: Mapped[int]
