"""Who looks after an entry, what is special about it for some days, and whether its links still answer.

These tables name a service without a foreign key: they outlive an import or a publication, which writes a service anew.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services_directory.models.base import ID, Base


class Care(Base):
    """Who owns an entry, and the day on which it should be looked at next."""

    __tablename__ = "care"

    service_id: Mapped[str] = mapped_column(String(ID), primary_key=True)
    city_id: Mapped[str] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    next_check: Mapped[date | None]


class Notice(Base):
    """Something that holds for some days and clears itself.

    Attributes:
        kind: an id of the vocabulary's `notices`.
        start, until: first and last day, in the city's zone; an open `until` stays until somebody ends it.
        note: what the office says of it, by language.
    """

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[str] = mapped_column(String(ID), index=True)
    city_id: Mapped[str] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    start: Mapped[date]
    until: Mapped[date | None]
    note: Mapped[dict[str, str]]


class ContactCheck(Base):
    """What was found when a link or a number of an entry was looked at last.

    Attributes:
        what: the address or number.
        found: `ok`, `dead` (does not answer, or answers that it is gone), `not_on_page` (the entry's page does not show the
            number any more) or `impossible` (no such number can exist).
        why: status or kind of error, for editors.
        since: when it was first found so. All moments are UTC.
    """

    __tablename__ = "contact_check"

    service_id: Mapped[str] = mapped_column(String(ID), primary_key=True)
    what: Mapped[str] = mapped_column(String(500), primary_key=True)
    city_id: Mapped[str] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"), index=True)
    found: Mapped[str] = mapped_column(String(12))
    why: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime]
    checked: Mapped[datetime]


class TranslatedFrom(Base):
    """Of which original a text is the translation, so that it is known to be old when the original changes.

    Attributes:
        field: dotted place in the entry (`description`, `fee.text` …). `original`: hash of the text that was translated.
    """

    __tablename__ = "translated_from"

    service_id: Mapped[str] = mapped_column(String(ID), primary_key=True)
    language: Mapped[str] = mapped_column(String(35), primary_key=True)
    field: Mapped[str] = mapped_column(String(ID), primary_key=True)
    original: Mapped[str] = mapped_column(String(64))
