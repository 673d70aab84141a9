"""The one secret of an installation, and what is made of it: sealed texts, signed links, tokens against forged forms.

It is `FARO_SECRET` (at least 32 characters), else a file `secret.key` in the writable folder that is made on first use and that
only its owner can read. It never lies in the database, so that whoever takes the database can neither sign nor open anything.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services_directory.errors import FaroError

_SHORTEST = 32
_NONCE = 12


class Secrets:
    """Seals, signs and checks with keys that are made of one secret, a different one for each purpose."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    @classmethod
    def load(cls, var: Path) -> Secrets:
        """The secret of this installation.

        Args:
            var: writable folder.

        Raises:
            FaroError: `FARO_SECRET` is too short, or the file cannot be read or made.
        """
        said = os.environ.get("FARO_SECRET")
        if said is not None:
            if len(said) < _SHORTEST:
                raise FaroError(f"FARO_SECRET must have at least {_SHORTEST} characters")
            return cls(said.encode())
        try:
            return cls(_from_file(var / "secret.key"))
        except OSError as error:
            raise FaroError(f"{var / 'secret.key'} cannot be used: {error.strerror}") from None

    def seal(self, purpose: str, text: str) -> str:
        """A text that only this installation can read again, for this purpose alone."""
        nonce = secrets.token_bytes(_NONCE)
        return _written(nonce + AESGCM(self._key(purpose)).encrypt(nonce, text.encode(), purpose.encode()))

    def open(self, purpose: str, sealed: str) -> str | None:
        """What was sealed for this purpose; None for anything else."""
        raw = _read(sealed)
        if raw is None or len(raw) <= _NONCE:
            return None
        try:
            return AESGCM(self._key(purpose)).decrypt(raw[:_NONCE], raw[_NONCE:], purpose.encode()).decode()
        except InvalidTag:
            return None

    def sign(self, purpose: str, text: str) -> str:
        """A short token that proves the text; the text itself is not in it."""
        return _written(hmac.digest(self._key(purpose), text.encode(), hashlib.sha256)[:20])

    def proves(self, purpose: str, text: str, token: str) -> bool:
        """Was this token signed for this text and purpose? Takes the same time for every wrong one."""
        return hmac.compare_digest(self.sign(purpose, text), token)

    def _key(self, purpose: str) -> bytes:
        return hmac.digest(self._secret, purpose.encode(), hashlib.sha256)


def new_token() -> str:
    """A token that nobody guesses: 256 bits, safe in an address."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """What of a token may be stored. It has 256 bits of its own, so one round without salt is enough."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _from_file(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        made = secrets.token_bytes(_SHORTEST)
        file.write(made)
    return made


def _written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _read(text: str) -> bytes | None:
    try:
        return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return None
