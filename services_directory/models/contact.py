"""How a service is reached: phones, languages, costs, papers. The small tables of HSDS."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services_directory.models.base import ID, Base


class Phone(Base):
    """A number to call or to write to.

    Attributes:
        number: E.164 (`+34952126126`), or a short number as it is dialled (`112`).
        type: `voice`, `text` (SMS) or `whatsapp`.
        note: what is special about it, such as the country from which it works.
    """

    __tablename__ = "phone"

    service_id: Mapped[str] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40))
    type: Mapped[str] = mapped_column(String(10))
    note: Mapped[dict[str, str]]


class Language(Base):
    """A language that is spoken there (`code`: BCP 47)."""

    __tablename__ = "language"

    service_id: Mapped[str] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(35))


class RequiredDocument(Base):
    """A document that a service asks for (id of the vocabulary). No row means nothing: see the way's `id_required`."""

    __tablename__ = "required_document"

    service_id: Mapped[str] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[str] = mapped_column(String(ID))


class CostOption(Base):
    """What a service costs: a code of the vocabulary (`fees`) and the words of the source."""

    __tablename__ = "cost_option"

    service_id: Mapped[str] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    option: Mapped[str] = mapped_column(String(20))
    note: Mapped[dict[str, str]]
