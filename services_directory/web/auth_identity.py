"""Who is signed in, and what each role may do in its city."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from services_directory.errors import FaroError
from services_directory.vocabulary import ids

ROLES = ids("roles")
PERMISSIONS: Mapping[str, frozenset[str]] = {
    "viewer": frozenset({"look"}),
    "staff": frozenset({"desk"}),
    "editor": frozenset({"look", "edit"}),
    "reviewer": frozenset({"look", "edit", "publish"}),
    "administrator": frozenset({"look", "edit", "publish", "administer", "desk"}),
}
"""`look` at all of the city, `edit` and send to review, `publish`, `administer` people, work at the `desk`."""
NEEDS_SECOND_FACTOR = frozenset({"reviewer", "administrator"})


class SignInNeeded(FaroError):
    """Nobody is signed in, or their session is over."""

    def __init__(self) -> None:
        super().__init__("sign in first")


class NotAllowed(FaroError):
    """Whoever is signed in may not do this here."""

    def __init__(self, permission: str) -> None:
        super().__init__(f"this needs the permission to {permission}")
        self.permission = permission


class Forged(FaroError):
    """A form does not come from a page that was shown to this session."""

    def __init__(self) -> None:
        super().__init__("this form is not from your own page, or too old: open the page again")


@dataclass(frozen=True, slots=True)
class Identity:
    """An account that is signed in.

    Attributes:
        roles: city to role.
        session: hash of the session's token.
        second_factor: whether it has one.
    """

    account: int
    login: str
    language: str
    roles: Mapping[str, str]
    session: str
    second_factor: bool

    def may(self, permission: str, city: str) -> bool:
        """May it do this in this city? A role that needs a second factor counts for nothing without one."""
        role = self.roles.get(city)
        if role is None or (role in NEEDS_SECOND_FACTOR and not self.second_factor):
            return False
        return permission in PERMISSIONS[role]

    def cities(self, permission: str) -> tuple[str, ...]:
        """The cities in which it may do this, in order."""
        return tuple(city for city in sorted(self.roles) if self.may(permission, city))
