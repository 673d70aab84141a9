"""An organization: who gives services."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services_directory.models.base import ID, Base


class Organization(Base):
    """One organization of one city's directory (HSDS `organization`).

    Attributes:
        descriptions: what it is, in each language in which somebody wrote it; empty where nobody did.
        hsds_id, origin: as for a service.
    """

    __tablename__ = "organization"

    id: Mapped[str] = mapped_column(String(ID), primary_key=True)
    city_id: Mapped[str] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(300))
    descriptions: Mapped[dict[str, str]]
    url: Mapped[str | None] = mapped_column(Text)
    hsds_id: Mapped[str] = mapped_column(String(36), unique=True)
    origin: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
