"""How an entry came to say what it says: working copies and every state that was public."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services_directory.models.base import ID, Base


class Revision(Base):
    """One state of one entry. At most one of an entry is open (`draft` or `review`), at most one is `published`.

    Attributes:
        service_id: the service; it need not be in the directory yet.
        number: counts the entry's states from 1.
        state: `draft`, `review`, `published`, `past` (was published once) or `dropped`.
        content: the entry, in the shape of `editing.entry.Entry`.
        base: number of the published state that it was made from, None for a new entry.
        version: counts savings, so that nobody writes over what they have not seen.
        role: role of who saved it last; who they are is not kept. `reviewer_role`: of who published or returned it.
        note: what the reviewer, or the program, says about it.
        saved: UTC moment.
    """

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("service_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[str] = mapped_column(String(ID))
    city_id: Mapped[str] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), index=True)
    content: Mapped[dict[str, Any]]
    base: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)
    role: Mapped[str] = mapped_column(String(20))
    reviewer_role: Mapped[str | None] = mapped_column(String(20))
    note: Mapped[str | None] = mapped_column(Text)
    saved: Mapped[datetime]
