"""Who works with a directory: accounts, what they may do in which city, their sessions and invitations.

Nothing here is of a person who looks for help. Passwords and tokens are stored as hashes; what must be read again (a second
factor's secret) is sealed with a key that does not lie in the database.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services_directory.models.base import Base


class Membership(Base):
    """What an account may do in a city (`role`: see `web.auth.ROLES`)."""

    __tablename__ = "membership"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    city_id: Mapped[str] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20))


class Account(Base):
    """Somebody who signs in.

    Attributes:
        login: what they sign in with, in small letters; a name or a work address, as they choose.
        password: argon2id.
        second_factor: the sealed secret of TOTP, None where it was not set up. `last_step`: the newest time step that was
            used, so that no code works twice.
        language: BCP 47 tag of the pages.
        active: an account that is not active cannot sign in, and its sessions are over.
        made: UTC moment.
    """

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(254), unique=True)
    password: Mapped[str] = mapped_column(String(200))
    second_factor: Mapped[str | None] = mapped_column(String(200))
    last_step: Mapped[int] = mapped_column(default=0)
    language: Mapped[str] = mapped_column(String(35))
    active: Mapped[bool] = mapped_column(default=True)
    made: Mapped[datetime]

    memberships: Mapped[list[Membership]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class StaffSession(Base):
    """One browser that is signed in. `token`: hash of what its cookie holds. All moments are UTC."""

    __tablename__ = "staff_session"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    begun: Mapped[datetime]
    seen: Mapped[datetime]


class Invitation(Base):
    """A link that makes one account, or gives an account a role in one more city. Used once. `token`: hash of the link's."""

    __tablename__ = "invitation"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    city_id: Mapped[str] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    expires: Mapped[datetime]
