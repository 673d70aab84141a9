"""Do the links of entries still answer, and do their numbers still stand on the pages that they name?

A link is asked for as any reader would; only its address goes out, nothing of a person. A number is not called: it must be one
that can exist, and where the entry's own page names numbers at all, it should be among them. Machines of the inner network are
not asked, unless that is allowed (tests do).
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import aiohttp
import phonenumbers
from aiohttp.abc import ResolveResult
from aiohttp.resolver import ThreadedResolver
from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from services_directory.editing.entry import now_utc
from services_directory.models import ContactCheck, Service

DUE_AFTER = timedelta(days=7)
_SECONDS = 15.0
_AT_ONCE = 8
_MOST_BYTES = 1_000_000
_GONE = (404, 410)
_DIGITS = re.compile(r"\+?\d[\d\s().\-/\u00a0]{5,20}\d")


@dataclass(frozen=True, slots=True)
class Contacts:
    """What is to be looked at of one entry: its page and its numbers."""

    service: str
    city: str
    url: str | None
    phones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of one link or number (see `models.ContactCheck`)."""

    contacts: Contacts
    what: str
    found: str
    why: str


def due(session: Session, city: str | None = None, moment: datetime | None = None, most: int = 10_000) -> list[Contacts]:
    """Published entries whose links were not looked at for a week, those never looked at first."""
    moment = moment or now_utc()
    checked: dict[str, datetime] = {}
    for service, when in session.execute(select(ContactCheck.service_id, ContactCheck.checked)):
        checked[service] = min(when, checked.get(service, when))
    query = select(Service).where(Service.published).options(selectinload(Service.phones)).order_by(Service.id)
    rows = session.scalars(query if city is None else query.where(Service.city_id == city))
    found = [row for row in rows if row.id not in checked or moment - checked[row.id] >= DUE_AFTER]
    found.sort(key=lambda row: checked.get(row.id, datetime.min))
    return [Contacts(row.id, row.city_id, row.url, tuple(phone.number for phone in row.phones)) for row in found[:most]]


async def look(contacts: Iterable[Contacts], inner: bool = False) -> list[Found]:
    """Look at links and numbers; nothing is written.

    Args:
        inner: also ask machines of the inner network.
    """
    turns = asyncio.Semaphore(_AT_ONCE)
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    headers = {"User-Agent": "Faro (checks the links of a municipal directory)"}
    connector = aiohttp.TCPConnector(resolver=ThreadedResolver() if inner else _Outside())
    async with aiohttp.ClientSession(timeout=timeout, headers=headers, connector=connector) as client:

        async def one(entry: Contacts) -> list[Found]:
            async with turns:
                return await _look_at(client, entry, inner)

        return [found for entry in await asyncio.gather(*map(one, contacts)) for found in entry]


def note(session: Session, found: Iterable[Found], moment: datetime | None = None) -> dict[str, int]:
    """Write down what was found; how often each was. What an entry names no more is forgotten."""
    moment, counted = moment or now_utc(), dict.fromkeys(("ok", "dead", "not_on_page", "impossible"), 0)
    seen: dict[str, set[str]] = {}
    for one in found:
        counted[one.found] += 1
        seen.setdefault(one.contacts.service, set()).add(one.what)
        before = session.get(ContactCheck, (one.contacts.service, one.what))
        since = before.since if before is not None and before.found == one.found else moment
        session.merge(
            ContactCheck(
                service_id=one.contacts.service, what=one.what, city_id=one.contacts.city, found=one.found, why=one.why,
                since=since, checked=moment,
            )
        )  # fmt: skip
    for service, what in seen.items():
        session.execute(delete(ContactCheck).where(ContactCheck.service_id == service, ContactCheck.what.not_in(what)))
    return counted


async def _look_at(client: aiohttp.ClientSession, entry: Contacts, inner: bool) -> list[Found]:
    page, found = "", []
    if entry.url:
        state, why, page = await _ask(client, entry.url, inner)
        found.append(Found(entry, entry.url[:500], state, why))
    on_page = {_national(number) for number in _DIGITS.findall(page)}
    for phone in entry.phones:
        found.append(Found(entry, phone, *_number(phone, on_page)))
    return found


async def _ask(client: aiohttp.ClientSession, url: str, inner: bool) -> tuple[str, str, str]:
    """State, why, and the page as text. A server that is only busy, or lets no program in, is not dead."""
    try:
        for _ in range(6):
            if not inner and _is_inner_address(urlsplit(url).hostname or ""):
                return "dead", "inner network", ""
            async with client.get(url, allow_redirects=False) as response:
                location = response.headers.get("Location")
                if response.status in (301, 302, 303, 307, 308) and location:
                    url = str(response.url.join(type(response.url)(location)))
                    continue
                state = "dead" if response.status in _GONE or response.status >= 500 else "ok"
                return state, str(response.status), await _text(response)
        return "dead", "too many redirects", ""
    except (aiohttp.ClientError, TimeoutError, ValueError, OSError) as error:
        return "dead", type(error).__name__, ""


async def _text(response: aiohttp.ClientResponse) -> str:
    if response.status != 200 or "html" not in response.content_type:
        return ""
    body = await response.content.read(_MOST_BYTES)
    return re.sub(r"<[^>]{0,2000}>", " ", body.decode(response.charset or "utf-8", "replace"))


class _Outside(ThreadedResolver):
    """Finds machines of the world alone, at the moment of asking, so that a name cannot turn to the inner network later."""

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        found = await super().resolve(host, port, family)
        outside = [one for one in found if not _is_inner_address(one["host"])]
        if not outside:
            raise OSError("inner network")
        return outside


def _is_inner_address(host: str) -> bool:
    """Is it the number of a machine that the world cannot reach? A name is not."""
    try:
        return not ipaddress.ip_address(host.partition("%")[0]).is_global
    except ValueError:
        return False


def _number(phone: str, on_page: set[str]) -> tuple[str, str]:
    if len(phone) > 6:
        try:
            if not phonenumbers.is_valid_number(phonenumbers.parse(phone)):
                return "impossible", "no such number in the plan of its country"
        except phonenumbers.NumberParseException:
            return "impossible", "not a number"
    if len(phone) <= 6 or not on_page:
        return "ok", "possible"
    if _national(phone) in on_page:
        return "ok", "on the page"
    return "not_on_page", f"the page names {len(on_page)} other numbers"


def _national(said: str) -> str:
    """The last nine digits: the same with and without the country before them."""
    return "".join(letter for letter in said if letter.isdecimal())[-9:]
