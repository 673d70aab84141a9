"""A message as a messenger delivered it. It holds an address, so nothing of it is ever shown, not even by `repr`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Literal

Kind = Literal["text", "media", "unreadable"]


@dataclass(frozen=True, slots=True, repr=False)
class Received:
    """One message of a person.

    Attributes:
        channel: `whatsapp`, `twilio`, `sms`.
        number: our number that it was sent to, in the messenger's words.
        sender: who it is; the same for every message of theirs.
        reply_to: where an answer goes (a number, or an id where the person hides the number).
        id: the messenger's id of the message. WhatsApp's ids hold the number of the person.
        sent_at: seconds since 1970.
        kind: `media` is anything that is no text (its caption is), `unreadable` what did not arrive whole.
        text: what was written, or what a button stands for.
    """

    channel: str
    number: str
    sender: str
    reply_to: str
    id: str
    sent_at: float
    kind: Kind
    text: str

    @property
    def address(self) -> str:
        """Who writes to whom: one person is one conversation for each of our numbers."""
        return f"{self.number} {self.sender}"

    def __repr__(self) -> str:
        return f"Received({self.channel})"

    def as_record(self) -> dict[str, Any]:
        """For the sealed store."""
        return asdict(self)

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Received:
        """What `as_record` gave."""
        return cls(**record)


def place_command(latitude: object, longitude: object) -> str | None:
    """A place on earth as the command that the assistant reads, to about a hundred metres; None where it is none.

    Finer is not needed to find what is near, and would be an address.
    """
    try:
        north, east = float(str(latitude)), float(str(longitude))
    except ValueError:
        return None
    if not (-90 <= north <= 90 and -180 <= east <= 180):
        return None
    return f"#place:{north:.3f}_{east:.3f}"


def packed(received: Received, bodies: list[Any] | None) -> bytes:
    """A message and its answer as far as there is one, for the sealed store."""
    return json.dumps({"received": received.as_record(), "bodies": bodies}).encode()


def unpacked(record: bytes) -> tuple[Received, list[Any] | None]:
    """What `packed` gave."""
    found = json.loads(record)
    return Received.from_record(found["received"]), found["bodies"]
