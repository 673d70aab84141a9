"""Neutral records: what every format of the directory is read into and written from.

They are checked when they are made, and equal when they say the same. The order of the fields is the order in city files.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from services_directory.exchange.fields import (
    AccessBasis,
    AsksStatus,
    Basis,
    Confidence,
    Crisis,
    Document,
    Fact,
    Fee,
    Hours,
    IdRequired,
    Kind,
    Level,
    Mail,
    Name,
    Need,
    Once,
    Phone,
    SharesData,
    Slug,
    Tag,
    Texts,
    Url,
    Way,
    Words,
)


class Record(BaseModel):
    """Base: no unknown fields, no silent change of type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)

    def said(self) -> dict[str, Any]:
        """What it says, without what is left out, in the shape of the city files."""
        return self.model_dump(by_alias=True, exclude_defaults=True)


class Source(Record):
    """Where something is known from; the same keys as in rules."""

    citation: Words
    url: Url | None = None
    seen: Words | None = None
    basis: Basis = "read"


class Origin(Record):
    """Where a record was imported from.

    Attributes:
        source: name of the set that it came with, also the id of the source that it cites.
        id: its id there.
        hsds: what was said of it in HSDS, as it came; it goes out again where nobody has changed it since.
        mapped: for each field of our record, a digest of what it became at import.
    """

    source: Slug
    id: Words
    hsds: dict[str, Any] = {}
    mapped: dict[str, str] = {}


class Organization(Record):
    """Who gives services. `description` and `url` where a source says them."""

    id: Slug
    name: Name
    description: Texts | None = None
    url: Url | None = None
    origin: Origin | None = None


class Access(Record):
    """Who may use a service: the grammar of `eligibility.rules` without dates, and what it rests on."""

    basis: AccessBasis
    status: dict[str, Any] | None = None
    and_: dict[str, Any] | None = Field(None, alias="and")
    qualifiers: list[str] = []
    note: Texts | None = None
    sources: list[Slug] = []
    undisclosed_note: Texts | None = None

    def rule(self) -> dict[str, Any]:
        """Only the rule, as `eligibility.rules` reads it."""
        said = self.said()
        return {key: said[key] for key in ("sources", "qualifiers", "status", "and", "note") if key in said}

    def ages(self) -> Any:
        """The bounds of age that `and` sets, None where it sets none."""
        parts = self.and_.get("all", [self.and_]) if self.and_ else []
        asked = [part["age"] for part in parts if isinstance(part, dict) and "age" in part] if isinstance(parts, list) else []
        return asked[0] if asked else None


class Residency(Record):
    """Where one must live, as the source says it. What decides stands in the access rule."""

    level: Level
    text: Texts | None = None


class Age(Record):
    """Ages that it is for, both inclusive, in completed years. What decides stands in the access rule or its programme."""

    min: Annotated[int, Field(ge=0, le=130)] | None = None
    max: Annotated[int, Field(ge=0, le=130)] | None = None


class Income(Record):
    """Is there a limit, and in which words."""

    limit: Literal["yes", "no", "not_stated"]
    text: Texts | None = None


class WayOfApplying(Record):
    """Papers, status and data of one way of applying. Each must be chosen; `not_stated` is a choice.

    `named` are documents of which one, or all, identify the person; `id_note` says it in the words of the source.
    """

    id_required: IdRequired
    named: Annotated[list[Document], Once] = []
    id_note: Texts | None = None
    asks_status: AsksStatus
    shares_data: SharesData
    because: Texts | None = None
    paused: bool = False
    sources: Annotated[list[Slug], Once] = []

    @model_validator(mode="after")
    def _named_where_named(self) -> WayOfApplying:
        if self.named and self.id_required != "named":
            raise ValueError("`named` lists documents only where id_required is `named`")
        if self.id_required == "named" and not (self.named or self.id_note):
            raise ValueError("id_required is `named`: say which, in `named` or `id_note`")
        return self


class Cost(Record):
    """What it costs."""

    code: Fee
    text: Texts | None = None


class PhoneNumber(Record):
    """A number: E.164, or a short one as it is dialled."""

    number: Phone
    type: Literal["voice", "text", "whatsapp"] = "voice"
    note: Texts | None = None


class OpeningHours(Record):
    """OSM `opening_hours`, or the words of the source, or both."""

    osm: Hours | None = None
    text: Texts | None = None


class Place(Record):
    """Where it is given. A secret place is left out altogether. `hsds_id`: under which it came, for an imported one."""

    address: Words | None = None
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    position_from: Words | None = None
    hours: OpeningHours | None = None
    hsds_id: Annotated[str, Field(max_length=36)] | None = None

    @model_validator(mode="after")
    def _both_coordinates(self) -> Place:
        if (self.lat is None) != (self.lon is None):
            raise ValueError("lat and lon go together")
        return self


class Service(Record):
    """One service. `organization` and `file` come from the file that holds it."""

    id: Slug
    name: Name
    organization: Slug
    file: str
    kind: Kind
    needs: Annotated[list[Need], Once]
    crises: Annotated[list[Crisis], Once] = []
    description: Texts
    programme: Slug | None = None
    access: Access
    residency: Residency
    income: Income
    age: Age = Age()
    documents: Annotated[list[Document], Once] = []
    documents_note: Texts | None = None
    ways: Annotated[dict[Way, WayOfApplying], Field(min_length=1)]
    fee: Cost
    phones: list[PhoneNumber] = []
    email: Mail | None = None
    url: Url | None = None
    places: list[Place] = []
    hours: OpeningHours | None = None
    languages: Annotated[list[Tag], Once]
    languages_note: Texts | None = None
    walk_in: bool | None = None
    appointment: bool | None = None
    sources: Annotated[list[Slug], Once, Field(min_length=1)]
    confidence: Confidence
    last_verified: date | None = None
    verified_how: Literal["sources", "office"] | None = None
    verify: Texts
    published: bool = True
    origin: Origin | None = None

    @model_validator(mode="after")
    def _together(self) -> Service:
        if self.published and not self.needs:
            raise ValueError("names no need, so nobody would find it: give `needs`, or hold it back with published: false")
        if (self.programme is None) == (self.access.status is None):
            raise ValueError("needs either `programme` or `access.status`, and not both")
        if (self.last_verified is None) != (self.verified_how is None):
            raise ValueError("last_verified and verified_how go together")
        decided = self.access.ages()
        if decided is not None and decided != self.age.said():
            raise ValueError("`age` and the age in access.and must say the same")
        return self


class Translation(Record):
    """One text of one service in one more language."""

    service: Slug
    language: Tag
    field: Literal["name", "description"]
    text: Words
    source: Literal["human", "machine"]
    reviewed: date | None = None


class Scope(Record):
    """Where a programme is law."""

    country: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    region: Annotated[str, Field(pattern="^[A-Z]{2}-[A-Z0-9]{1,3}$")] | None = None
    city: Slug | None = None


class DataSharing(Record):
    """Who may see what the programme learns of a person, whatever the office."""

    what: Texts
    shares_data: SharesData
    sources: Annotated[list[Slug], Once]


def _days_as_text(sources: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """When a source was seen is words: a day or a year stands for itself."""
    return {
        id_: {key: value if value is None else str(value) for key, value in source.items()} for id_, source in sources.items()
    }


class Programme(Record):
    """A law: dated rules with their sources."""

    programme: Slug
    name: Texts
    scope: Scope
    needs: Annotated[list[Need], Once]
    not_a_criterion: Annotated[list[Fact], Once]
    uncertain: Texts | None = None
    data_sharing: DataSharing | None = None
    sources: Annotated[dict[str, dict[str, Any]], AfterValidator(_days_as_text)]
    rules: Annotated[list[dict[str, Any]], Field(min_length=1)]
