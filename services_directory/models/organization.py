"""An organization: who gives services."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services_directory.models.base import ID, Base


class Organization(Base):
    """One organization of one city's directory (HSDS `organization`)."""

    __tablename__ = "organization"

    id: Mapped[str] = mapped_column(String(ID), primary_key=True)
    city_id: Mapped[str] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(300))
