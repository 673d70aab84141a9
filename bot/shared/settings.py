"""Whether conversations are shared with other servers, and over which store. Everything comes from the environment.

Secrets are never in the environment themselves, only the names of files that hold them: an environment is inherited, dumped and
shown by `ps e`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bot.privacy.sealing import Secret, read_secrets
from services_directory.errors import FaroError

STORE = "FARO_SHARED_STORE"
SECRET_FILE = "FARO_SECRET_FILE"
PASSWORD_FILE = "FARO_SHARED_PASSWORD_FILE"
PERSISTENCE = "FARO_SHARED_PERSISTENCE"
_SCHEMES = ("redis", "rediss", "unix")


@dataclass(frozen=True, slots=True)
class SharedSettings:
    """How to reach the shared store.

    Attributes:
        url: `redis://`, `rediss://` (TLS) or `unix://`, without a password.
        password: read from a file; None where the store asks for none.
        secrets: the first seals what is new; the others still open what is there.
        persistence_allowed: the operator says that a store which writes to a disk is meant so.
    """

    url: str
    password: str | None
    secrets: tuple[Secret, ...]
    persistence_allowed: bool

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> SharedSettings | None:
        """What is set; None where this server shares nothing.

        Raises:
            FaroError: a setting is missing or cannot be used; it is named, its value is not.
        """
        url = environment.get(STORE)
        if not url:
            return None
        _check_url(url)
        file = environment.get(SECRET_FILE)
        if not file:
            raise FaroError(f"{STORE} is set: name the file of the shared secret in {SECRET_FILE}")
        allowed = environment.get(PERSISTENCE, "refused")
        if allowed not in ("refused", "allowed"):
            raise FaroError(f"{PERSISTENCE}: must be refused (default) or allowed")
        return cls(url, _password(environment), read_secrets(Path(file)), allowed == "allowed")


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in _SCHEMES and bool(parts.hostname or parts.path)
    except ValueError:
        raise FaroError(f"{STORE}: is no address") from None
    if not usable:
        raise FaroError(f"{STORE}: must begin with redis://, rediss:// or unix:// and name a server")
    if parts.password or "password" in parts.query:
        raise FaroError(f"{STORE}: take the password out, and name a file that holds it in {PASSWORD_FILE}")


def _password(environment: Mapping[str, str]) -> str | None:
    file = environment.get(PASSWORD_FILE)
    if not file:
        return None
    try:
        return Path(file).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError) as error:
        raise FaroError(f"{PASSWORD_FILE}: the file cannot be read ({type(error).__name__})") from None
