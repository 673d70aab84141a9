"""Where the directory knows something from."""

from __future__ import annotations

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services_directory.eligibility.verdict import Source as RuleSource
from services_directory.models.base import ID, Base


class Source(Base):
    """One source, which several services of a city may cite.

    Attributes:
        citation: the law, page or sheet, as one would cite it.
        basis: `read`, `recalled` or `not_read`.
        seen: age of the copy that was read: a date, a year, or words.
    """

    __tablename__ = "source"

    city_id: Mapped[str] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[str] = mapped_column(String(ID), primary_key=True)
    citation: Mapped[str] = mapped_column(Text)
    basis: Mapped[str] = mapped_column(String(10))
    url: Mapped[str | None] = mapped_column(Text)
    seen: Mapped[str | None] = mapped_column(Text)

    def cited(self) -> RuleSource:
        """The same as rules and verdicts cite it."""
        return RuleSource(self.id, self.citation, self.basis, self.url, self.seen)  # type: ignore[arg-type]


class ServiceSource(Base):
    """That a service rests on a source, in the order in which its file names them."""

    __tablename__ = "service_source"
    __table_args__ = (ForeignKeyConstraint(["city_id", "source_id"], ["source.city_id", "source.id"]),)

    service_id: Mapped[str] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[str] = mapped_column(String(ID))
    source_id: Mapped[str] = mapped_column(String(ID))
