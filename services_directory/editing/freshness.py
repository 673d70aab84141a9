"""Which entries need a look, most urgent first, and what happens when somebody has looked.

The risk of an entry is how many people are shown it, times how long nobody has confirmed it, times how uncertain it is. All
three are public facts of the entry or released counts; nothing of a person is in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services_directory.editing.entry import now_utc
from services_directory.errors import NotKnown
from services_directory.exchange.verify import note_check
from services_directory.models import Account, Care, City, ContactCheck, Membership, Notice, Report, Service, Tally
from services_directory.search.freshness import expired

AGAIN_AFTER = timedelta(days=180)
_COUNTED_WEEKS = 8
_MOST_REPORTS = 10
_NEVER = 24.0
"""Months that an entry counts as unconfirmed that nobody ever checked."""
_UNSURE = {"high": 1.0, "medium": 1.5, "low": 2.0}
_RESTS_ON = {"recalled": 1.5, "no_rule_known": 1.3, "from_sources_in_part": 1.2}


@dataclass(frozen=True, slots=True)
class Due:
    """An entry and why it needs a look.

    Attributes:
        risk: higher is more urgent.
        why: `never`, `expired`, `due`, `dead`, `reported`, `uncertain`, in this order.
        owner: login of who looks after it.
        faults: what was reported as wrong, kind to how often.
        dead: links and numbers that do not work.
    """

    id: str
    name: str
    risk: float
    why: tuple[str, ...]
    last_verified: date | None
    verified_how: str | None
    next_check: date | None
    owner: str | None
    faults: Mapping[str, int]
    dead: tuple[str, ...]


def queue(session: Session, city: City, today: date) -> list[Due]:
    """All published entries of a city, the riskiest first."""
    shown, faults, dead = _shown(session, city, today), _faults(session), _dead(session, city)
    care = {row.service_id: row for row in session.scalars(select(Care).where(Care.city_id == city.id))}
    owners = {row.id: row.login for row in session.scalars(select(Account))}
    found = []
    for service in session.scalars(select(Service).where(Service.city_id == city.id, Service.published)):
        looked = care.get(service.id)
        due = _due(service, looked, faults.get(service.id, {}), dead.get(service.id, ()), shown.get(service.id, 0), today)
        owner = owners.get(looked.owner_id) if looked and looked.owner_id else None
        found.append(
            Due(
                service.id, service.name, *due, service.last_verified, service.verified_how,
                looked.next_check if looked else None, owner, faults.get(service.id, {}), dead.get(service.id, ()),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (-one.risk, one.name))


def confirm(session: Session, city: City, service_id: str) -> date:
    """Somebody asked the office, and everything is still right: reports are done with, the next look is in half a year.

    Raises:
        NotKnown: the city has no such entry.
    """
    service = session.get(Service, service_id)
    if service is None or service.city_id != city.id:
        raise NotKnown("entry: there is no such entry here")
    day = note_check(session, service_id, "office")
    care = session.get(Care, service_id) or Care(service_id=service_id, city_id=city.id)
    care.next_check = day + AGAIN_AFTER
    session.add(care)
    for report in session.scalars(select(Report).where(Report.service_id == service_id)):
        session.delete(report)
    return day


def look_after(session: Session, city: City, service_id: str, owner: int | None, next_check: date | None) -> None:
    """Say who owns an entry and when it is to be looked at.

    Raises:
        NotKnown: the city has no such entry, or the account no role there.
    """
    service = session.get(Service, service_id)
    if service is None or service.city_id != city.id:
        raise NotKnown("entry: there is no such entry here")
    if owner is not None and session.get(Membership, (owner, city.id)) is None:
        raise NotKnown("owner: there is no such account here")
    session.merge(Care(service_id=service_id, city_id=city.id, owner_id=owner, next_check=next_check))


def today_in(city: City) -> date:
    """The day in the city."""
    return now_utc().replace(tzinfo=UTC).astimezone(ZoneInfo(city.timezone)).date()


def _due(
    service: Service, care: Care | None, faults: Mapping[str, int], dead: tuple[str, ...], shown: int, today: date
) -> tuple[float, tuple[str, ...]]:
    old, late = expired(service.last_verified, today), bool(care and care.next_check and care.next_check <= today)
    unsure = service.confidence == "low" or service.verified_how != "office"
    tests = {
        "never": service.last_verified is None,
        "expired": old and service.last_verified is not None,
        "due": late,
        "dead": bool(dead),
        "reported": bool(faults),
        "uncertain": unsure,
    }
    months = _NEVER if service.last_verified is None else max(0, (today - service.last_verified).days) / 30.4
    uncertain = _UNSURE[service.confidence] * _RESTS_ON.get(service.access_basis, 1.0)
    uncertain *= (
        (1.0 if service.verified_how == "office" else 1.4) * (2.0 if dead else 1.0) * (1.0 + min(sum(faults.values()), 10))
    )
    risk = (10 + shown) * (0.5 + months) * uncertain * (1.5 if late else 1.0) / 10
    return round(risk, 1), tuple(name for name, holds in tests.items() if holds)


def _shown(session: Session, city: City, today: date) -> dict[str, int]:
    since = today - timedelta(weeks=_COUNTED_WEEKS)
    query = select(Tally.service, func.sum(Tally.count)).where(
        Tally.kind == "shown", Tally.city_id == city.id, Tally.week >= since
    )
    return {service: int(count) for service, count in session.execute(query.group_by(Tally.service))}


def _faults(session: Session) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for report in session.scalars(select(Report).order_by(Report.kind)):
        found.setdefault(report.service_id, {})[report.kind] = report.times
    return found


def _dead(session: Session, city: City) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    query = select(ContactCheck).where(ContactCheck.city_id == city.id, ContactCheck.found != "ok").order_by(ContactCheck.what)
    for row in session.scalars(query):
        found[row.service_id] = (*found.get(row.service_id, ()), row.what)
    return found


def notices(session: Session, service_id: str, today: date) -> list[Notice]:
    """What holds at an entry now or will; what is over has cleared itself."""
    query = select(Notice).where(Notice.service_id == service_id, (Notice.until.is_(None)) | (Notice.until >= today))
    return list(session.scalars(query.order_by(Notice.start)))
