"""`faro directory invite | contacts | letters`: what a shell does for the console.

Rooms are imported when a command runs, so that asking for help stays quick.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services_directory.errors import NotKnown
from services_directory.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

Run = Callable[[argparse.Namespace, Settings, "Engine"], None]


def add_console_commands(under: Any) -> None:
    """Add them to the subcommands of `faro directory`."""
    invite = under.add_parser("invite", help="print a link that makes an account for the console")
    invite.add_argument("--city", required=True)
    invite.add_argument("--role", required=True, help="viewer, staff, editor, reviewer or administrator")
    invite.add_argument("--address", default="http://localhost:8080", help="where Faro is reached (default %(default)s)")
    contacts = under.add_parser("contacts", help="look whether links still answer and numbers still stand on their pages")
    contacts.add_argument("--city", help="only this city")
    contacts.add_argument("--all", action="store_true", help="also those that were looked at within a week")
    contacts.add_argument("--inner", action="store_true", help="also ask machines of the inner network")
    letters = under.add_parser("letters", help="write e-mails that ask owners whether their entries are still right")
    letters.add_argument("--city", required=True)
    letters.add_argument("--to", required=True, type=Path, help="folder for the .eml files; it is made if it is not there")
    letters.add_argument("--address", default="http://localhost:8080", help="where Faro is reached (default %(default)s)")
    letters.add_argument("--most", type=int, default=20, help="at most so many, the riskiest first (default %(default)s)")


def _invite(args: argparse.Namespace, _settings: Settings, engine: Engine) -> None:
    from services_directory.storage import transaction
    from services_directory.web.auth_accounts import invite

    with transaction(engine) as session:
        token = invite(session, args.city, args.role)
    print(f"{args.address.rstrip('/')}/invitation/{token}")


def _contacts(args: argparse.Namespace, _settings: Settings, engine: Engine) -> None:
    import asyncio
    from datetime import timedelta

    from services_directory.editing import contacts
    from services_directory.editing.entry import now_utc
    from services_directory.storage import session, transaction

    with session(engine) as opened:
        later = contacts.DUE_AFTER + timedelta(days=1) if args.all else timedelta()
        due = contacts.due(opened, args.city, now_utc() + later)
    found = asyncio.run(contacts.look(due, args.inner))
    with transaction(engine) as opened:
        counted = contacts.note(opened, found)
    for one in found:
        if one.found != "ok":
            print(f"{one.contacts.service}: {one.what}: {one.found} ({one.why})")
    print(f"{len(due)} entries: " + ", ".join(f"{name} {number}" for name, number in counted.items()))


def _letters(args: argparse.Namespace, settings: Settings, engine: Engine) -> None:
    from services_directory.editing import freshness, letters
    from services_directory.models import City, Service
    from services_directory.storage import session
    from services_directory.web.auth_secrets import Secrets
    from services_directory.wording.phrases import FALLBACK, Phrasebook

    book, secrets = Phrasebook.load(), Secrets.load(settings.var)
    with session(engine) as opened:
        city = opened.get(City, args.city)
        if city is None:
            raise NotKnown(f"no city {args.city!r} in the database")
        today = freshness.today_in(city)
        lang = next((tag for tag in city.languages if book.has(tag, "edit_letter")), FALLBACK)
        args.to.mkdir(parents=True, exist_ok=True)
        due = [one for one in freshness.queue(opened, city, today) if one.why][: args.most]
        for one in due:
            service = opened.get_one(Service, one.id)
            address = args.address.rstrip("/") + letters.link(secrets, service, today)
            made = letters.letter(book, lang, service, address, one.owner)
            (args.to / f"{one.id}.eml").write_bytes(made.as_bytes())
    print(f"{len(due)} letters in {args.to}")


COMMANDS: Mapping[str, Run] = {"invite": _invite, "contacts": _contacts, "letters": _letters}
