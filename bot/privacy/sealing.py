"""Records that a store keeps without being able to read them, under names that it cannot turn back.

Each conversation has a key of its own, derived from a secret that the store never sees. A record is compressed, padded to a
multiple of 512 bytes (its length would tell how much somebody has said of themselves) and sealed by AES-GCM together with its
name, so that no record can be put in the place of another.
"""

from __future__ import annotations

import hmac
import os
import stat
import zlib
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services_directory.errors import FaroError

SHORTEST_SECRET = 32  # characters
MOST_SECRETS = 4
_BLOCK = 512
_NONCE = 12
_FORM = b"\x01"
_LARGEST = 4 * 1024 * 1024  # bytes of an opened record


class Unreadable(Exception):
    """A record that was sealed under another secret or name, or was changed. Says nothing of it."""


class Secret:
    """One secret and what is derived from it; each purpose has a key of its own."""

    def __init__(self, material: bytes) -> None:
        root = hmac.digest(b"faro 1", material, "sha256")
        self._names = hmac.digest(root, b"names", "sha256")
        self._seals = hmac.digest(root, b"seals", "sha256")
        self._ids = hmac.digest(root, b"ids", "sha256")

    def id_key(self, scope: str, day: str) -> bytes:
        """Key of conversation ids (32 bytes) for a day in ISO form, of the cities that are served together."""
        return hmac.digest(self._ids, f"{scope}\0{day}".encode(), "sha256")

    def name(self, kind: str, what: str) -> str:
        """What the store calls a record of this kind: 32 hex digits, without any relation between kinds."""
        return hmac.digest(self._names, f"{kind}\0{what}".encode(), "sha256")[:16].hex()

    def seal(self, kind: str, what: str, record: bytes) -> bytes:
        """Close a record. The same record looks different each time."""
        packed = zlib.compress(record, 1)
        padded = len(packed).to_bytes(4, "big") + packed
        padded += bytes(-len(padded) % _BLOCK)
        nonce = os.urandom(_NONCE)
        return _FORM + nonce + self._cipher(what).encrypt(nonce, padded, self.name(kind, what).encode())

    def open(self, kind: str, what: str, sealed: bytes) -> bytes:
        """The record as it was.

        Raises:
            Unreadable: it is not one of this secret, kind and name, or was changed.
        """
        if sealed[:1] != _FORM:
            raise Unreadable
        nonce, closed = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
        try:
            padded = self._cipher(what).decrypt(nonce, closed, self.name(kind, what).encode())
            return zlib.decompressobj().decompress(padded[4 : 4 + int.from_bytes(padded[:4], "big")], _LARGEST)
        except (InvalidTag, ValueError, zlib.error):
            raise Unreadable from None

    def _cipher(self, what: str) -> AESGCM:
        return AESGCM(hmac.digest(self._seals, what.encode(), "sha256"))


def read_secrets(path: Path) -> tuple[Secret, ...]:
    """The secrets of a file, one a line: the first is used for what is new, the others still open what is there.

    Raises:
        FaroError: the file cannot be read, others than its owner can read it, or a line is too short to be a secret.
    """
    try:
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise FaroError(f"{path}: others can read this secret; `chmod 600` it")
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise FaroError(f"{path}: the secret cannot be read ({type(error).__name__})") from None
    return _secrets(path, lines)


def _secrets(path: Path, lines: Sequence[str]) -> tuple[Secret, ...]:
    if not 1 <= len(lines) <= MOST_SECRETS:
        raise FaroError(f"{path}: must hold 1 to {MOST_SECRETS} secrets, one a line; make one with `openssl rand -hex 32`")
    for number, line in enumerate(lines, 1):
        if len(line) < SHORTEST_SECRET or len(set(line)) < 8:
            raise FaroError(f"{path}, line {number}: too weak for a secret; make one with `openssl rand -hex 32`")
    if len(set(lines)) < len(lines):
        raise FaroError(f"{path}: the same secret stands there twice")
    return tuple(Secret(line.encode()) for line in lines)
