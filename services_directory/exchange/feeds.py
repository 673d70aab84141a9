"""Feeds: files or addresses that are read again and again. A feed only ever proposes; a person decides."""

from __future__ import annotations

import hashlib
import tempfile
import urllib.request
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from services_directory import storage
from services_directory.errors import FaroError, NotKnown
from services_directory.exchange import proposals
from services_directory.exchange.foreign import Setting
from services_directory.exchange.forms import SUFFIXES, read_form
from services_directory.exchange.limits import LARGEST
from services_directory.exchange.mapping import Mapping_, of_said
from services_directory.exchange.notes import Notes
from services_directory.models import City, Feed

SENT = "sent"
"""The place of a feed that nobody fetches: another system sends it."""
_SECONDS = 60.0


class _NoFurther(urllib.request.HTTPRedirectHandler):
    """An address that sends elsewhere is followed only to the web."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        if urlsplit(newurl).scheme not in ("http", "https"):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def add(session: Session, feed: Feed) -> None:
    """Note a feed, or change the one of this name.

    Raises:
        NotKnown: there is no such city.
        FaroError: its mapping or place cannot be.
    """
    if session.get(City, feed.city_id) is None:
        raise NotKnown(f"no city {feed.city_id!r} in the directory")
    if feed.format in ("csv", "xlsx"):
        of_said(feed.mapping, "mapping")
    if "://" in feed.place and urlsplit(feed.place).scheme not in ("http", "https"):
        raise FaroError("an address begins with http:// or https://")
    session.merge(feed)


def listed(session: Session, city: str | None = None) -> Sequence[Feed]:
    """All feeds, or those of a city."""
    query = select(Feed).order_by(Feed.city_id, Feed.name)
    return session.scalars(query if city is None else query.where(Feed.city_id == city)).all()


def due(session: Session, now: datetime) -> list[tuple[str, str]]:
    """City and name of each feed whose time has come. `now` in UTC, without a zone."""
    found = (feed for feed in listed(session) if feed.place != SENT)
    return [
        (feed.city_id, feed.name)
        for feed in found
        if feed.last_run is None or feed.last_run + timedelta(hours=feed.every_hours) <= now
    ]


def run(engine: Engine, city: str, name: str) -> str:
    """Fetch a feed and propose what differs. What goes wrong is its outcome and stops nothing else.

    Returns:
        The outcome in one line.

    Raises:
        NotKnown: there is no such feed.
    """
    feed = _feed(engine, city, name)
    with tempfile.TemporaryDirectory(prefix="faro-feed-") as folder:
        path = Path(folder) / f"{name}{SUFFIXES[feed.format]}"
        try:
            content = fetched(feed.place)
            if hashlib.sha256(content).hexdigest() == feed.digest:
                return _note(engine, feed, "nothing new", feed.digest)
            path.write_bytes(content)
        except (OSError, HTTPException, ValueError) as error:
            return _note(engine, feed, f"cannot be fetched ({type(error).__name__})", feed.digest)
        return take(engine, feed, path, Notes())


def take(engine: Engine, feed: Feed, path: Path, notes: Notes) -> str:
    """Propose what a file of a feed says; gives the outcome in one line. `notes` gathers faults and what is left out."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    with storage.session(engine) as session:
        country = session.get_one(City, feed.city_id).country
    mapping: Mapping_ | None = of_said(feed.mapping, "mapping") if feed.format in ("csv", "xlsx") else None
    language = mapping.language if mapping else str(feed.mapping.get("language", "en"))
    setting = Setting(feed.city_id, country, language, feed.name, datetime.now(UTC).date())
    incoming = read_form(path, feed.format, setting, notes, mapping, loose=True)
    if notes.faults:
        return _note(engine, feed, f"{len(notes.faults)} problems; the first: {notes.faults[0]}", feed.digest)
    if any(read.city for read in incoming.services.values()) or incoming.cities:
        return _note(engine, feed, "is an export of a Faro with cities of its own: import it instead", feed.digest)
    with storage.transaction(engine) as session:
        number = proposals.propose(session, incoming, setting, complete=True)
    return _note(engine, feed, f"{number} changes proposed, {len(notes.warnings)} values left out", digest)


def fetched(place: str) -> bytes:
    """The content of a path or an address.

    Raises:
        OSError: it cannot be had, or is larger than an import takes.
    """
    if "://" not in place:
        path = Path(place)
        if path.stat().st_size > LARGEST:
            raise OSError("too large")
        return path.read_bytes()
    if urlsplit(place).scheme not in ("http", "https"):
        raise OSError("not on the web")
    opener = urllib.request.build_opener(_NoFurther)
    with opener.open(urllib.request.Request(place, headers={"User-Agent": "Faro"}), timeout=_SECONDS) as answer:  # noqa: S310
        content: bytes = answer.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise OSError("too large")
    return content


def _feed(engine: Engine, city: str, name: str) -> Feed:
    with storage.session(engine) as session:
        feed = session.get(Feed, (city, name))
    if feed is None:
        raise NotKnown(f"no feed {name!r} for {city}")
    return feed


def _note(engine: Engine, feed: Feed, outcome: str, digest: str | None) -> str:
    with storage.transaction(engine) as session:
        row = session.get_one(Feed, (feed.city_id, feed.name))
        row.last_run, row.outcome, row.digest = datetime.now(UTC).replace(tzinfo=None), outcome, digest
    return outcome
