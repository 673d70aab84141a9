"""Where a service is given."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services_directory.models.base import ID, Base
from services_directory.models.schedule import Schedule


class Location(Base):
    """A place (HSDS `location`). A place that must stay secret has no row at all.

    Attributes:
        address: one line as it would be written on a letter; None where only coordinates are known.
        latitude, longitude: WGS 84 degrees.
        position_from: where the coordinates were found; None without coordinates.
    """

    __tablename__ = "location"
    __table_args__ = (Index("ix_location_where", "latitude", "longitude"),)

    id: Mapped[str] = mapped_column(String(ID + 4), primary_key=True)
    city_id: Mapped[str] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"), index=True)
    address: Mapped[str | None] = mapped_column(Text)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    position_from: Mapped[str | None] = mapped_column(Text)


class ServiceAtLocation(Base):
    """That a service is given at a place, with the hours there. `hsds_id`: as for a service."""

    __tablename__ = "service_at_location"

    service_id: Mapped[str] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    location_id: Mapped[str] = mapped_column(ForeignKey("location.id"), index=True)
    schedule_id: Mapped[str | None] = mapped_column(ForeignKey("schedule.id"))
    hsds_id: Mapped[str] = mapped_column(String(36), index=True)

    location: Mapped[Location] = relationship(lazy="joined", cascade="all, delete-orphan", single_parent=True)
    schedule: Mapped[Schedule | None] = relationship(lazy="joined", cascade="all, delete-orphan", single_parent=True)
