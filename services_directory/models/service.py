"""A service: the thing that a person looks for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services_directory.models.base import ID, Base
from services_directory.models.contact import CostOption, Language, Phone, RequiredDocument
from services_directory.models.location import ServiceAtLocation
from services_directory.models.organization import Organization
from services_directory.models.programme import Programme
from services_directory.models.schedule import Schedule
from services_directory.models.source import ServiceSource
from services_directory.models.translation import Translation
from services_directory.models.way import Way
from services_directory.models.words import ServiceTerm, ServiceWord


class ServiceNeed(Base):
    """That a service answers a need. City and `published` stand here too, so that one index finds the candidates."""

    __tablename__ = "service_need"
    __table_args__ = (Index("ix_service_need_lookup", "city_id", "need", "published", "service_id"),)

    service_id: Mapped[str] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    need: Mapped[str] = mapped_column(String(ID), primary_key=True)
    position: Mapped[int]
    city_id: Mapped[str] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"))
    published: Mapped[bool]


class Service(Base):
    """One service (HSDS `service`).

    Attributes:
        kind: who runs it (`city`, `county`, `region`, `state`, `federal`, `ngo`, `clinic`, `school`, `hotline`, `consulate`).
        descriptions: what it does, in each language in which its record was written; others are in `translations`.
        access: its rule in the grammar of `eligibility.rules` without dates. With a `programme_id` it holds no `status` grid,
            only what the service asks for on top (`and`, `qualifiers`, `note`).
        access_basis: what the grid rests on: `source_says_open`, `no_rule_known`, `from_sources`, `from_sources_in_part` or
            `recalled`.
        undisclosed_note: what the source says holds for somebody who has not said; shown, never computed with.
        residency_level: `city`, `county`, `region`, `country`, `anyone` or `not_stated`.
        income_limit: is there one? `yes`, `no` or `not_stated`.
        position: place among the services of its file.
        last_verified: day on which a person last checked it (HSDS `assured_date`), `verified_how` against `sources` or with
            the `office`.
        verify: what to check next.
        file: name of its file in the city's `services/`.
        last_modified: UTC moment of the last change to anything of it.
        hsds_id: the UUID under which HSDS knows it: the one it came with, else one made from its id (`models.identity`).
        origin: where it was imported from and what was said of it there (`exchange.origin`); None for a service of our files.
    """

    __tablename__ = "service"
    __table_args__ = (
        Index("ix_service_city_published", "city_id", "published"),
        Index("ix_service_order", "city_id", "file", "position", "id"),
    )

    id: Mapped[str] = mapped_column(String(ID), primary_key=True)
    city_id: Mapped[str] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"))
    organization_id: Mapped[str] = mapped_column(ForeignKey("organization.id"), index=True)
    programme_id: Mapped[str | None] = mapped_column(ForeignKey("programme.id"), index=True)
    position: Mapped[int]
    file: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(20))
    published: Mapped[bool]
    descriptions: Mapped[dict[str, str]]
    crises: Mapped[list[str]]
    access: Mapped[dict[str, Any]]
    access_basis: Mapped[str] = mapped_column(String(20))
    undisclosed_note: Mapped[dict[str, str]]
    residency_level: Mapped[str] = mapped_column(String(20))
    residency_note: Mapped[dict[str, str]]
    income_limit: Mapped[str] = mapped_column(String(12))
    income_note: Mapped[dict[str, str]]
    minimum_age: Mapped[int | None]
    maximum_age: Mapped[int | None]
    documents_note: Mapped[dict[str, str]]
    languages_note: Mapped[dict[str, str]]
    email: Mapped[str | None] = mapped_column(String(254))
    url: Mapped[str | None] = mapped_column(Text)
    walk_in: Mapped[bool | None]
    appointment: Mapped[bool | None]
    confidence: Mapped[str] = mapped_column(String(10))
    last_verified: Mapped[date | None]
    verified_how: Mapped[str | None] = mapped_column(String(10))
    verify: Mapped[dict[str, str]]
    schedule_id: Mapped[str | None] = mapped_column(ForeignKey("schedule.id"))
    last_modified: Mapped[datetime] = mapped_column(index=True)
    hsds_id: Mapped[str] = mapped_column(String(36), unique=True)
    origin: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)

    organization: Mapped[Organization] = relationship(lazy="joined")
    programme: Mapped[Programme | None] = relationship(lazy="select")
    schedule: Mapped[Schedule | None] = relationship(lazy="joined", cascade="all, delete-orphan", single_parent=True)
    needs: Mapped[list[ServiceNeed]] = relationship(cascade="all, delete-orphan", order_by=ServiceNeed.position)
    phones: Mapped[list[Phone]] = relationship(cascade="all, delete-orphan", order_by=Phone.position)
    languages: Mapped[list[Language]] = relationship(cascade="all, delete-orphan", order_by=Language.position)
    documents: Mapped[list[RequiredDocument]] = relationship(cascade="all, delete-orphan", order_by=RequiredDocument.position)
    costs: Mapped[list[CostOption]] = relationship(cascade="all, delete-orphan", order_by=CostOption.position)
    ways: Mapped[list[Way]] = relationship(cascade="all, delete-orphan", order_by=Way.position)
    places: Mapped[list[ServiceAtLocation]] = relationship(cascade="all, delete-orphan", order_by=ServiceAtLocation.position)
    sources: Mapped[list[ServiceSource]] = relationship(cascade="all, delete-orphan", order_by=ServiceSource.position)
    translations: Mapped[list[Translation]] = relationship(cascade="all, delete-orphan")
    words: Mapped[list[ServiceWord]] = relationship(cascade="all", passive_deletes=True)
    terms: Mapped[list[ServiceTerm]] = relationship(cascade="all", passive_deletes=True)
