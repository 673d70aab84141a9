"""A way of applying: which papers it asks for, whether it asks for the status, who can see what is said."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services_directory.models.base import Base


class Way(Base):
    """One way of using one service. What no source says is `not_stated`; nothing here is ever blank.

    Attributes:
        way: `in_person`, `online` or `phone`.
        id_required: `none`, `any`, `photo`, `named` or `not_stated`; `named` documents are ids of the vocabulary.
        id_note: the same in the words of the source.
        asks_status: `yes`, `no` or `not_stated`.
        shares_data: can data reach immigration authorities? `never`, `with_rule`, `court_order`, `yes` or `not_stated`.
        because: the sentence of the source on that.
        paused: the way is not open at present.
        sources: ids of the city's sources for exactly this.
    """

    __tablename__ = "way"

    service_id: Mapped[str] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    way: Mapped[str] = mapped_column(String(10))
    id_required: Mapped[str] = mapped_column(String(12))
    named: Mapped[list[str]]
    id_note: Mapped[dict[str, str]]
    asks_status: Mapped[str] = mapped_column(String(12))
    shares_data: Mapped[str] = mapped_column(String(12))
    because: Mapped[dict[str, str]]
    paused: Mapped[bool]
    sources: Mapped[list[str]]
