"""Accounts in the database: passwords, second factors, invitations. Each function works in an open transaction.

Nothing here says which of login, password and code was wrong, and an unknown login takes as long as a known one.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services_directory.errors import BadQuestion, NotKnown
from services_directory.models import Account, City, Invitation, Membership, StaffSession
from services_directory.web.auth_identity import NEEDS_SECOND_FACTOR, ROLES
from services_directory.web.auth_secrets import Secrets, hashed, new_token

SHORTEST_PASSWORD = 12
_LONGEST_PASSWORD = 200
_INVITED_FOR = timedelta(days=7)
_STEP_SECONDS = 30
_FACTOR = "second factor"
_hasher = PasswordHasher()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody chose who makes an account. `factor`: secret of the second factor; `code`: what their device shows."""

    login: str
    password: str
    language: str
    factor: str | None
    code: str


def now_utc() -> datetime:
    """The moment, as it is stored: UTC without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def invite(session: Session, city: str, role: str) -> str:
    """Make an invitation.

    Returns:
        The token of the link; only its hash is kept.

    Raises:
        NotKnown: there is no such city.
        BadQuestion: there is no such role.
    """
    if session.get(City, city) is None:
        raise NotKnown(f"no city {city!r} in the database")
    if role not in ROLES:
        raise BadQuestion("role", f"choose among {', '.join(ROLES)}")
    token = new_token()
    session.add(Invitation(token=hashed(token), city_id=city, role=role, expires=now_utc() + _INVITED_FOR))
    return token


def invitation(session: Session, token: str) -> Invitation:
    """The invitation of a link.

    Raises:
        NotKnown: there is none, it was used, or it is over.
    """
    found = session.get(Invitation, hashed(token))
    if found is None or found.expires < now_utc():
        raise NotKnown("this invitation is not valid any more; ask for a new one")
    return found


def accept(session: Session, token: str, wanted: Wanted, secrets: Secrets) -> Account:
    """Make the account of an invitation, which is used up.

    Raises:
        NotKnown: the invitation is not valid.
        BadQuestion: `login`, `password` or `code` cannot be; the field is named.
    """
    invited = invitation(session, token)
    login = _login(session, wanted.login)
    check_password(wanted.password, login)
    factor, step = _new_factor(wanted.factor, wanted.code, invited.role in NEEDS_SECOND_FACTOR, secrets)
    account = Account(
        login=login, password=_hasher.hash(wanted.password), second_factor=factor, last_step=step,
        language=wanted.language, active=True, made=now_utc(),
    )  # fmt: skip
    account.memberships = [Membership(city_id=invited.city_id, role=invited.role)]
    session.add(account)
    session.delete(invited)
    session.flush()
    return account


def join(session: Session, token: str, account_id: int) -> None:
    """Give an account the role of an invitation, which is used up.

    Raises:
        NotKnown: the invitation is not valid.
    """
    invited = invitation(session, token)
    session.merge(Membership(account_id=account_id, city_id=invited.city_id, role=invited.role))
    session.delete(invited)


def authenticate(session: Session, login: str, password: str, code: str, secrets: Secrets) -> Account | None:
    """The account of these, or None. A code of a second factor works once."""
    account = session.scalar(select(Account).where(Account.login == login.strip().lower()))
    right = _fits(account.password if account else _nobody(), password[:_LONGEST_PASSWORD])
    if account is None or not right or not account.active:
        return None
    if account.second_factor is not None and not _use_code(account, code, secrets):
        return None
    if _hasher.check_needs_rehash(account.password):
        account.password = _hasher.hash(password)
    return account


def change_password(session: Session, account_id: int, old: str, new: str) -> None:
    """Another password; all sessions of the account are over.

    Raises:
        BadQuestion: the old one is wrong, or the new one cannot be.
    """
    account = session.get_one(Account, account_id)
    if not _fits(account.password, old[:_LONGEST_PASSWORD]):
        raise BadQuestion("old", "is not your password")
    check_password(new, account.login)
    account.password = _hasher.hash(new)
    end_sessions(session, account_id)


def set_second_factor(session: Session, account_id: int, factor: str, code: str, secrets: Secrets) -> None:
    """Another second factor, proved by a code of it.

    Raises:
        BadQuestion: the code is not of this factor.
    """
    account = session.get_one(Account, account_id)
    account.second_factor, account.last_step = _new_factor(factor, code, True, secrets)


def deactivate(session: Session, account_id: int, city: str) -> None:
    """Take an account out of a city; one that is left without any cannot sign in any more."""
    account = session.get_one(Account, account_id)
    account.memberships = [kept for kept in account.memberships if kept.city_id != city]
    account.active = bool(account.memberships)
    end_sessions(session, account_id)


def end_sessions(session: Session, account_id: int) -> None:
    """All sessions of an account are over."""
    session.execute(delete(StaffSession).where(StaffSession.account_id == account_id))


def check_password(password: str, login: str) -> None:
    """A long one is enough; a repeated letter or the login is not.

    Raises:
        BadQuestion: it is too short, too long or too plain.
    """
    if not SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
        raise BadQuestion("password", "short")
    if len(set(password)) < 5 or login in password.lower():
        raise BadQuestion("password", "plain")


def _login(session: Session, said: str) -> str:
    login = said.strip().lower()
    if not 3 <= len(login) <= 254 or any(letter.isspace() for letter in login):
        raise BadQuestion("login", "form")
    if session.scalar(select(Account.id).where(Account.login == login)) is not None:
        raise BadQuestion("login", "taken")
    return login


def _new_factor(factor: str | None, code: str, needed: bool, secrets: Secrets) -> tuple[str | None, int]:
    """Sealed secret and the step that its proof used up."""
    if not code and not needed:
        return None, 0
    step = _step_of(factor, code) if factor else None
    if factor is None or step is None:
        raise BadQuestion("code", "wrong")
    return secrets.seal(_FACTOR, factor), step


def _use_code(account: Account, code: str, secrets: Secrets) -> bool:
    factor = secrets.open(_FACTOR, account.second_factor or "")
    step = _step_of(factor, code) if factor else None
    if step is None or step <= account.last_step:
        return False
    account.last_step = step
    return True


def _step_of(factor: str, code: str) -> int | None:
    """The time step that a code belongs to: this one or a neighbour, since clocks differ."""
    totp, now = pyotp.TOTP(factor), int(time.time())
    near = (now // _STEP_SECONDS + shift for shift in (0, -1, 1))
    said = "".join(code.split())
    return next((step for step in near if pyotp.utils.strings_equal(totp.at(step * _STEP_SECONDS), said)), None)


def _fits(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    """Against what an unknown login is checked, so that it takes as long as a known one."""
    return _hasher.hash(new_token())
