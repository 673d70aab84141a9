"""How the columns of somebody's sheet become fields of ours: a small YAML file that an editor writes, no code.

    mapping:
      name: food-map               # short name of the set
      language: en                 # of its texts
      columns:                     # field: heading, or several that are joined
        id: Agency ID              # what stays the same from one version of the sheet to the next
        name: Program
        organization: Agency
        address: [Street, City, ZIP]
        phone: Phone
        needs: Category
        hours: {Mo: Monday, Tu: Tuesday}    # or one heading with all of it
      separator: ";"               # between several values in one cell
      values:                      # their words to our ids; `*` for all others
        needs: {Food Pantry: [food], Legal Aid: [legal_aid], "*": []}
        fee: {Free: free}
      fixed: {needs: [food]}       # where no column says it
      otherwise: {organization: name}       # where a cell is empty, another field is taken
      leave_out: {Status: [Closed]}         # rows that are not taken
      secret_place: {Confidential: ["yes"]} # rows of which address and position are not taken

A field that no column gives stays unknown.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from services_directory.errors import FaroError
from services_directory.exchange.fields import Slug, Tag
from services_directory.vocabulary import id_set
from services_directory.yaml_files import BadYaml, load

FIELDS = (
    "id", "name", "organization", "description", "needs", "phone", "text_phone", "whatsapp", "email", "url", "address",
    "latitude", "longitude", "hours", "languages", "fee", "fee_note", "documents", "documents_note", "minimum_age",
    "maximum_age", "id_required", "asks_status", "shares_data", "access", "walk_in", "appointment", "eligibility",
)  # fmt: skip
"""`access` knows one value, `open`: the source says that all can use it. `eligibility` is kept as words and decides nothing."""

LISTED = {"needs": "needs", "languages": None, "documents": "documents"}
"""Fields of which a cell may hold several, and the vocabulary of their ids."""
CODED = {"fee": "fees", "id_required": "id_required", "asks_status": "asks_status", "shares_data": "shares_data"}
_YES_NO = ("yes", "no")
UNSAID = "SAY HERE"
"""What a first mapping has where nothing could be guessed; no import goes on with it."""
_DAYS = {"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"}
Columns = str | list[str] | dict[str, str]


class BadMapping(FaroError):
    """A mapping cannot be used; the text says where and why."""


class Mapping_(BaseModel):
    """One mapping, checked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Slug
    language: Tag
    sheet: str | None = None
    columns: Annotated[dict[str, Columns], Field(min_length=1)]
    separator: Annotated[str, Field(min_length=1, max_length=5)] = ";"
    values: dict[str, dict[str, Any]] = {}
    fixed: dict[str, Any] = {}
    otherwise: dict[str, str] = {}
    leave_out: dict[str, list[str]] = {}
    secret_place: dict[str, list[str]] = {}
    kind: Literal["city", "county", "region", "state", "federal", "ngo", "clinic", "school", "hotline", "not_stated"] = (
        "not_stated"
    )

    @field_validator("columns", "values", "fixed", "otherwise")
    @classmethod
    def _known_fields(cls, said: dict[str, Any]) -> dict[str, Any]:
        unknown = sorted(set(said) - set(FIELDS))
        if unknown:
            raise ValueError(f"no such field: {', '.join(unknown)}; the fields are {', '.join(FIELDS)}")
        return said

    @model_validator(mode="after")
    def _whole(self) -> Mapping_:
        for field in ("name", "organization"):
            if field not in self.columns and field not in self.fixed:
                raise ValueError(f"says nowhere what the {field} is: give a column or a fixed one")
        for field, listed in self.values.items():
            for word, said in listed.items():
                for id_ in said if isinstance(said, list) else [said]:
                    check_id(field, id_, f"values.{field}.{word}")
        for field, said in self.fixed.items():
            if said == UNSAID:
                raise ValueError(f"fixed.{field}: say what it is, or name a column for it")
            for id_ in said if isinstance(said, list) else [said]:
                check_id(field, id_, f"fixed.{field}")
        for field, other in self.otherwise.items():
            if other not in self.columns and other not in self.fixed:
                raise ValueError(f"otherwise.{field}: {other!r} has neither a column nor a fixed value")
            if other in self.otherwise:
                raise ValueError(f"otherwise.{field}: {other!r} has an otherwise of its own")
        hours = self.columns.get("hours")
        if isinstance(hours, dict) and not set(hours) <= _DAYS:
            raise ValueError("columns.hours: days are Mo, Tu, We, Th, Fr, Sa and Su")
        if any(isinstance(said, dict) for field, said in self.columns.items() if field != "hours"):
            raise ValueError("columns: only hours may have a column for each day")
        return self

    def headings(self, field: str) -> list[str]:
        """The headings that a field is made from."""
        said = self.columns.get(field, [])
        return [said] if isinstance(said, str) else list(said.values()) if isinstance(said, dict) else list(said)


def check_id(field: str, id_: Any, where: str) -> None:
    """See that an id is one of the vocabulary of its field.

    Raises:
        ValueError: it is not.
    """
    kind = LISTED.get(field) or CODED.get(field)
    if kind and id_ not in id_set(kind):
        raise ValueError(f"{where}: {id_!r} is not one of the {kind} of data/vocabulary.yml")
    if field in ("walk_in", "appointment") and id_ not in _YES_NO:
        raise ValueError(f"{where}: must be yes or no")
    if field == "access" and id_ != "open":
        raise ValueError(f"{where}: only `open` can be said of all statuses at once")


def read_mapping(path: Path) -> Mapping_:
    """Read a mapping.

    Raises:
        BadMapping: it is not YAML, or not a mapping.
    """
    try:
        said = load(path).data
    except BadYaml as error:
        raise BadMapping(str(error)) from None
    return of_said(said.get("mapping") if isinstance(said, dict) else None, path.name)


def of_said(said: Any, where: str) -> Mapping_:
    """A mapping from plain values.

    Raises:
        BadMapping: it is none.
    """
    try:
        return Mapping_.model_validate(said)
    except ValidationError as error:
        faults = [
            f"{'.'.join(map(str, one['loc'])) or 'mapping'}: {one['msg'].removeprefix('Value error, ')}"
            for one in error.errors()
        ]
        raise BadMapping(f"{where}: {'; '.join(faults)}") from None
