"""E-mails that ask an owner whether an entry is still right, with a link that confirms it in one click, without a sign-in.

The console writes them as files (`.eml`) that any mail program sends; it sends nothing itself. The link is signed, holds for a
month, and works once: confirming changes what was signed. Opening it changes nothing, since mail filters open links; a button
does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from email.message import EmailMessage
from functools import partial
from typing import Protocol

from sqlalchemy.orm import Session

from services_directory.errors import NotKnown
from services_directory.models import Service
from services_directory.wording import formats
from services_directory.wording.phrases import Phrasebook

HOLDS_FOR = timedelta(days=30)
_PURPOSE = "still right"


class Signer(Protocol):
    """What signs and checks (see `web.auth_secrets`)."""

    def sign(self, purpose: str, text: str) -> str:
        """A token that proves the text."""

    def proves(self, purpose: str, text: str, token: str) -> bool:
        """Was it signed for this?"""


@dataclass(frozen=True, slots=True)
class Asked:
    """An entry that is asked about. `until`: last day of the link."""

    service: Service
    until: date


def link(signer: Signer, service: Service, today: date) -> str:
    """The path of a link that confirms an entry."""
    until = (today + HOLDS_FOR).isoformat()
    return f"/still-right/{service.id}/{until}/{signer.sign(_PURPOSE, _signed(service, until))}"


def asked(session: Session, signer: Signer, service_id: str, until: str, token: str, today: date) -> Asked:
    """What a link is about.

    Raises:
        NotKnown: it was not signed here, was used already, or is too old.
    """
    service = session.get(Service, service_id)
    if service is None or not signer.proves(_PURPOSE, _signed(service, until), token) or date.fromisoformat(until) < today:
        raise NotKnown("this link is not valid any more")
    return Asked(service, date.fromisoformat(until))


def letter(book: Phrasebook, lang: str, service: Service, address: str, to: str | None) -> EmailMessage:
    """The e-mail.

    Args:
        address: the whole link.
        to: work address of the owner, where their login is one.
    """
    say = partial(book.say, lang)
    made = EmailMessage()
    made["Subject"] = say("edit_letter_subject", name=service.name)
    if to and "@" in to:
        made["To"] = to
    last = formats.day(service.last_verified, lang) if service.last_verified else say("edit_never")
    made.set_content(say("edit_letter", name=service.name, date=last, link=address))
    return made


def _signed(service: Service, until: str) -> str:
    return f"{service.id} {service.last_verified} {service.verified_how} {until}"
