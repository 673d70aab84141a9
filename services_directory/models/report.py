"""What people said is wrong about a service. Counted by kind: no words, no person, no hour."""

from __future__ import annotations

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services_directory.models.base import ID, Base


class Report(Base):
    """One kind of fault of one service.

    Attributes:
        service_id: the service; a report outlives an import that writes the service anew.
        kind: an id of the vocabulary's `wrong`.
        times: how often it was said.
        last_on: the day on which it was said last.
    """

    __tablename__ = "report"

    service_id: Mapped[str] = mapped_column(String(ID), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    times: Mapped[int] = mapped_column(default=0)
    last_on: Mapped[date]
