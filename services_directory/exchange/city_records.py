"""The records of a whole city: its own page, its crisis contacts, and everything in its folder together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator

from services_directory.exchange.fields import Basis, Crisis, Hours, Once, Phone, Slug, Tag, Texts, Url, Words
from services_directory.exchange.records import Organization, Programme, Record, Service, Source, Translation


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"{value!r} is not a time zone of IANA, as Europe/Madrid") from None
    return value


class EmergencyNumber(Record):
    """A number for danger to life, and who answers."""

    number: Phone
    answers: Texts


class Holiday(Record):
    """A public holiday: one `day`, or a `rule` in OSM `opening_hours` (`Jan 06`, `Nov Th[4]`, `easter -2 days`)."""

    name: Texts
    rule: Hours | None = None
    day: date | None = None
    law: Words
    basis: Basis = "read"

    @model_validator(mode="after")
    def _one_of_both(self) -> Holiday:
        if (self.rule is None) == (self.day is None):
            raise ValueError("needs either `rule` or `day`")
        return self


class DatedFact(Record):
    """Something that changed or will change on a day, for editors. The day may be a month (`2026-07`)."""

    date: Words | None = None
    fact: Texts


class LeftOut(Record):
    """What was looked at and not listed, and why."""

    name: Words
    why: Texts


class City(Record):
    """`city.yml`. A `draft` is no city that people are sent to yet."""

    city: Slug
    stage: Literal["serving", "draft"] = "serving"
    name: Texts
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    region: Annotated[str, Field(pattern="^[A-Z]{2}-[A-Z0-9]{1,3}$")] | None = None
    timezone: Annotated[str, AfterValidator(_zone)]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    languages: Annotated[list[Tag], Once, Field(min_length=1)]
    emergency: Annotated[list[EmergencyNumber], Field(min_length=1)]
    holidays: list[Holiday] = []
    compiled: date
    newest_source: Texts
    warning: Texts
    dated_facts: list[DatedFact] = []
    checked_and_left_out: list[LeftOut] = []


class CrisisContact(Record):
    """Whom to call. Copied from the service, so that it can be read when nothing else works.

    `silent`: it can be reached without speaking (`text`, `whatsapp` or `chat`). `name` in the city's own language.
    """

    service: Slug
    name: Words
    phone: Phone | None = None
    text: Phone | None = None
    whatsapp: Phone | None = None
    chat: Url | None = None
    url: Url | None = None
    hours: Words | None = None
    languages: list[Tag]
    silent: bool = False
    say: Texts


class CrisisFile(Record):
    """`crisis.yml`: for each crisis whom to call, the best first."""

    city: Slug
    crises: dict[Crisis, Annotated[list[CrisisContact], Field(min_length=1)]]


@dataclass(slots=True)
class CityRecords:
    """Everything of one city, by id where it has one. `faulty` services were found and refused: nothing else is wrong with
    what speaks of them.
    """

    city: City
    organizations: dict[str, Organization] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    translations: dict[tuple[str, str, str], Translation] = field(default_factory=dict)
    faulty: set[str] = field(default_factory=set)


@dataclass(slots=True)
class DirectoryRecords:
    """Everything that an import brings: programmes first, since services name them."""

    programmes: dict[str, Programme] = field(default_factory=dict)
    cities: dict[str, CityRecords] = field(default_factory=dict)
