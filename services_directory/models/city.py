"""A city: what its folder says of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services_directory.models.base import ID, Base


class City(Base):
    """One city.

    Attributes:
        stage: `serving`, or `draft` while no person may be sent there.
        names: name in each language.
        country: ISO 3166-1 alpha-2. `region`: ISO 3166-2.
        timezone: IANA zone, in which all hours of the city are meant.
        languages: BCP 47 tags in which the city's own offices work, most used first.
        emergency: numbers for danger to life, `{"number": "112", "answers": {"en": …}}`.
        holidays: public holidays, `{"name", "law", "basis"}` with a `rule` in OSM `opening_hours` (`Nov Th[4]`) or one `day`.
        compiled: day on which the city's data was put together; `newest_source` says how fresh that was.
        warning: what to know before relying on it.
        dated_facts, left_out: notes for editors, as in `city.yml`.
        fingerprint: changes with every change to the directory, so that readers see when to read again.
    """

    __tablename__ = "city"

    id: Mapped[str] = mapped_column(String(ID), primary_key=True)
    stage: Mapped[str] = mapped_column(String(16), default="serving")
    names: Mapped[dict[str, str]]
    country: Mapped[str] = mapped_column(String(2))
    region: Mapped[str | None] = mapped_column(String(6))
    timezone: Mapped[str] = mapped_column(String(64))
    currency: Mapped[str] = mapped_column(String(3))
    languages: Mapped[list[str]]
    emergency: Mapped[list[Any]]
    holidays: Mapped[list[Any]]
    compiled: Mapped[date]
    newest_source: Mapped[dict[str, str]]
    warning: Mapped[dict[str, str]]
    dated_facts: Mapped[list[Any]]
    left_out: Mapped[list[Any]]
    fingerprint: Mapped[str | None] = mapped_column(String(64))
