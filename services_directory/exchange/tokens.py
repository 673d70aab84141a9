"""Tokens for a city's own systems. Each may do one thing: send data that become proposals. Only hashes are kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_directory.errors import FaroError, NotKnown
from services_directory.exchange.foreign import slug
from services_directory.models import ApiToken, City

_PREFIX = "faro_"


def make(session: Session, city: str, name: str) -> str:
    """A new token, to be shown once and never again.

    Raises:
        NotKnown: there is no such city.
        FaroError: the name is taken, or is no name.
    """
    if session.get(City, city) is None:
        raise NotKnown(f"no city {city!r} in the directory")
    if slug(name) != name:
        raise FaroError(f"{name!r} is no name: small letters and digits, joined by hyphens")
    if session.get(ApiToken, (city, name)) is not None:
        raise FaroError(f"{city} has a token {name!r} already: remove it first")
    token = _PREFIX + secrets.token_urlsafe(32)
    session.add(ApiToken(city_id=city, name=name, hash=_hash(token), made=datetime.now(UTC).replace(tzinfo=None)))
    return token


def city_of(session: Session, token: str) -> str | None:
    """The city whose token this is, None for no token of ours. It is long and random, so its hash needs no salt."""
    return session.scalar(select(ApiToken.city_id).where(ApiToken.hash == _hash(token)))


def listed(session: Session, city: str | None = None) -> Sequence[ApiToken]:
    """All tokens by name, without the tokens."""
    query = select(ApiToken).order_by(ApiToken.city_id, ApiToken.name)
    return session.scalars(query if city is None else query.where(ApiToken.city_id == city)).all()


def remove(session: Session, city: str, name: str) -> None:
    """End a token.

    Raises:
        NotKnown: there is none of this name.
    """
    row = session.get(ApiToken, (city, name))
    if row is None:
        raise NotKnown(f"no token {name!r} for {city}")
    session.delete(row)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
