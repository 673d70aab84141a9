"""When a service is open."""

from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services_directory.models.base import ID, Base


class Schedule(Base):
    """Opening hours.

    Attributes:
        opening_hours: OSM `opening_hours` string, evaluated in the city's zone; None where the words are not clear enough.
        description: the hours in the words of the source.
    """

    __tablename__ = "schedule"

    id: Mapped[str] = mapped_column(String(ID + 4), primary_key=True)
    opening_hours: Mapped[str | None] = mapped_column(Text)
    description: Mapped[dict[str, str]]
