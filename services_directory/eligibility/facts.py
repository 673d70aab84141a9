"""What is known of one person: every fact optional, nothing presumed.

Periods are completed months, ages completed years, incomes amounts a month in the currency of the country.
A fact that was not said is None. `status: undisclosed` is the same as a status that was not said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

from services_directory.errors import BadQuestion
from services_directory.vocabulary import id_set

MAX_AGE = 130
_ADULT_AT = 18
_WORKS_BY_STATUS = {
    "citizen": True,
    "permanent_resident": True,
    "refugee": True,
    "returnee": True,
    "undocumented": False,
    "visitor": False,
}


@dataclass(frozen=True)
class Facts:
    """Facts of one person at one moment. Hashable, so that verdicts can be shared between equal persons.

    `minor` is said when only "under 18" or "grown up" is known and not the age itself. `least_age` and `ruled_out` are never
    said by anybody: they hold what a verdict takes for granted (a least age, statuses that are left out of the question), as
    `income_within_limit` does of an income that was not said, and `left_status` the status that somebody has when it is asked
    what another one would change.
    """

    status: str | None = None
    months_in_status: int | None = None
    months_since_application: int | None = None
    age: int | None = None
    minor: bool | None = None
    months_in_country: int | None = None
    lives_in_city: bool | None = None
    registered: bool | None = None
    pregnant: bool | None = None
    children: tuple[int, ...] | None = None
    household_size: int | None = None
    income_monthly: float | None = None
    documents: frozenset[str] | None = None
    gender: str | None = None
    nationality: str | None = None
    victim_of: frozenset[str] | None = None
    has_referral: bool | None = None
    work_authorised: bool | None = None
    disability: bool | None = None
    veteran_family: bool | None = None
    social_security_months: int | None = None
    least_age: int | None = None
    ruled_out: frozenset[str] = frozenset()
    left_status: str | None = None
    income_within_limit: bool = False

    @cached_property
    def known_status(self) -> str | None:
        """The status, or None when it was not said or the person prefers not to say."""
        return None if self.status in (None, "undisclosed") else self.status

    @cached_property
    def touched(self) -> frozenset[str]:
        """The facts of which something is known or taken for granted, by themselves or through another."""
        names = set(self.known())
        if self.known_status is None:
            names.discard("status")
        else:
            names.update(("age", "work_authorised"))  # a status can settle both
        if self.minor is not None or self.least_age:
            names.add("age")
        if self.ruled_out:
            names.add("status")
        if self.income_within_limit:
            names.add("income_monthly")
        return frozenset(names)

    @cached_property
    def age_bounds(self) -> tuple[int, int]:
        """Youngest and oldest that the person can be, in completed years."""
        if self.age is not None:
            return self.age, self.age
        minor = self.minor
        if minor is None and self.status == "unaccompanied_minor":
            minor = True
        if minor is None:
            return self.least_age or 0, MAX_AGE
        return (0, _ADULT_AT - 1) if minor else (max(_ADULT_AT, self.least_age or 0), MAX_AGE)

    @cached_property
    def may_work(self) -> bool | None:
        """Permission to work: as said, else as far as the status itself settles it."""
        if self.work_authorised is not None:
            return self.work_authorised
        return _WORKS_BY_STATUS.get(self.known_status or "")

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        supposed = (getattr(self, name) for name in _TAKEN_FOR_GRANTED)
        return hash((*supposed, *(getattr(self, name) for name in FIELD_NAMES)))

    def with_(self, **changes: Any) -> Facts:
        """A copy with some facts changed (values as `from_mapping` takes them)."""
        return replace(self, **{name: _coerce(name, value) for name, value in changes.items()})

    def supposing(
        self,
        least_age: int | None = None,
        ruled_out: frozenset[str] | None = None,
        left_status: str | None = None,
        income_within_limit: bool = False,
    ) -> Facts:
        """A copy that takes a least age, the absence of some statuses, a status left behind or a low income for granted."""
        return replace(
            self,
            least_age=self.least_age if least_age is None else least_age,
            ruled_out=self.ruled_out if ruled_out is None else ruled_out,
            left_status=left_status or self.left_status,
            income_within_limit=income_within_limit or self.income_within_limit,
        )

    def known(self) -> tuple[str, ...]:
        """Names of the facts that are known."""
        return tuple(name for name in FIELD_NAMES if getattr(self, name) is not None)

    def as_mapping(self) -> dict[str, Any]:
        """The known facts in the shape of the contract (lists, plain values)."""
        return {name: _plain(getattr(self, name)) for name in self.known()}

    @classmethod
    def from_mapping(cls, said: Mapping[str, Any], where: str = "facts") -> Facts:
        """Check and read facts in the shape of the contract.

        Args:
            said: names of facts to values; a missing name or a null is not known.
            where: how to call the mapping in an error.

        Raises:
            BadQuestion: an unknown name, or a value that the fact cannot have; the first one is named.
        """
        read: dict[str, Any] = {}
        for name, value in said.items():
            if name not in FIELD_NAMES:
                raise BadQuestion(f"{where}.{name}", f"no such fact; the facts are {', '.join(sorted(FIELD_NAMES))}")
            if value is None:
                continue
            try:
                read[name] = _coerce(name, value)
            except (TypeError, ValueError) as error:
                raise BadQuestion(f"{where}.{name}", str(error)) from None
        return cls(**read)


_TAKEN_FOR_GRANTED = ("least_age", "ruled_out", "left_status", "income_within_limit")
FIELD_NAMES: tuple[str, ...] = tuple(field.name for field in fields(Facts) if field.name not in _TAKEN_FOR_GRANTED)
FLAGS = {
    "lives_in_city",
    "registered",
    "pregnant",
    "has_referral",
    "work_authorised",
    "disability",
    "veteran_family",
    "minor",
}
_COUNTS = {
    "months_in_status": 1500,
    "months_since_application": 1500,
    "months_in_country": 1500,
    "social_security_months": 1500,
    "age": MAX_AGE,
    "household_size": 100,
}
NUMBERS = frozenset((*_COUNTS, "children", "income_monthly"))
LISTS = frozenset(("children", "documents", "victim_of"))
_IDS = {"status": "statuses", "gender": "genders"}
_ID_SETS = {"documents": "documents", "victim_of": "victims"}


def _coerce(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in FLAGS:
        return _flag(value)
    if name in _COUNTS:
        return _count(value, _COUNTS[name])
    if name in _IDS:
        return _one_id(value, _IDS[name])
    if name in _ID_SETS:
        return frozenset(_one_id(item, _ID_SETS[name]) for item in _items(value))
    if name == "children":
        return tuple(sorted(_count(item, MAX_AGE) for item in _items(value)))
    if name == "income_monthly":
        return _amount(value)
    return _country(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("must be true or false")
    return value


def _count(value: Any, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise TypeError(f"must be a whole number from 0 to {most}")
    return value


def _amount(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1e9:
        raise TypeError("must be an amount from 0 up")
    return float(value)


def _one_id(value: Any, kind: str) -> str:
    if not isinstance(value, str) or value not in id_set(kind):
        raise ValueError(f"must be one of the {kind} of the vocabulary")
    return value


def _items(value: Any) -> list[Any]:
    if not isinstance(value, list | tuple | set | frozenset) or len(value) > 100:
        raise TypeError("must be a list of at most 100")
    return list(value)


def _country(value: Any) -> str:
    if not isinstance(value, str) or len(value) != 2 or not value.isascii() or not value.isalpha():
        raise ValueError("must be a country code of two letters (ISO 3166-1)")
    return value.upper()


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else list(value) if isinstance(value, tuple) else value
