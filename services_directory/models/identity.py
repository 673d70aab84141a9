"""The UUIDs under which HSDS knows our things: always the same for the same id."""

from __future__ import annotations

from uuid import UUID, uuid5

NAMESPACE = UUID("5b4dd0a4-6a39-5c0f-9a1c-2f6f3a1f0e51")
"""Fixed for ever: other programs keep the ids that are made from it."""


def hsds_id(kind: str, *parts: str) -> str:
    """UUIDv5 of a thing of ours, as `hsds_id("service", "malaga-padron")`."""
    return str(uuid5(NAMESPACE, ":".join((kind, *parts))))
