"""The console and the sign-in of two small towns behind a real front door, with accounts of every role."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pyotp
from aiohttp.test_utils import TestClient, TestServer
from small_directory import CITY, SmallDirectory
from sqlalchemy import Engine

from services_directory import storage
from services_directory.exchange.apply import import_records
from services_directory.models import Account, Membership
from services_directory.web import auth_accounts, front_door
from services_directory.web.auth import Gate
from services_directory.web.auth_accounts import now_utc
from services_directory.web.auth_pages import auth_room
from services_directory.web.auth_secrets import Secrets
from services_directory.web.editors import editors_room
from services_directory.web.office import Office
from services_directory.wording.phrases import Phrasebook

PASSWORD = "four plain words here"
_STAMP = re.compile(r'name="stamp" value="([^"]+)"')
BOOK = Phrasebook.load()


@dataclass
class Towns:
    """Two towns in one database: `pueblo` with two services, `aldea` with none."""

    engine: Engine
    root: Path
    gate: Gate
    office: Office
    now: list[datetime] = field(default_factory=list)
    factors: dict[str, str] = field(default_factory=dict)

    def account(self, role: str, city: str = "pueblo", login: str | None = None, language: str = "en") -> str:
        """An account that needs no invitation; reviewers and administrators get a second factor. Gives its login."""
        login = login or f"{role}-{city}"
        secret = pyotp.random_base32() if role in ("reviewer", "administrator") else None
        with storage.transaction(self.engine) as session:
            account = Account(
                login=login,
                password=auth_accounts._hasher.hash(PASSWORD),
                language=language,
                active=True,
                made=now_utc(),
                last_step=0,
            )
            account.second_factor = self.gate.secrets.seal("second factor", secret) if secret else None
            account.memberships = [Membership(city_id=city, role=role)]
            session.add(account)
        if secret:
            self.factors[login] = secret
        return login

    def code(self, login: str) -> str:
        """What the account's device shows; as if no code had been used yet."""
        with storage.transaction(self.engine) as session:
            for account in session.query(Account).filter(Account.login == login):
                account.last_step = 0
        return pyotp.TOTP(self.factors[login]).now() if login in self.factors else ""


def towns(folder: Path) -> Towns:
    """The towns in a database of their own."""
    small = SmallDirectory(folder)
    small.write("cities/aldea/city.yml", CITY.replace("city: pueblo", "city: aldea").replace("Pueblo", "Aldea"))
    small.write("cities/aldea/crisis.yml", "city: aldea\ncrises: {}\n")
    engine = storage.open_engine(small.settings)
    storage.upgrade(engine)
    import_records(engine, small.records())
    moments: list[datetime] = []
    gate = Gate(engine, Secrets(b"x" * 32), lambda: moments[-1] if moments else now_utc())
    return Towns(engine, small.root, gate, Office(gate, BOOK), moments)


@asynccontextmanager
async def door(made: Towns, rooms: Sequence[front_door.Room] = ()) -> AsyncIterator[TestClient]:
    """A client before the front door of the towns, that follows no redirects."""
    app = front_door.build([auth_room(made.office), editors_room(made.office), *rooms])
    async with TestClient(TestServer(app)) as client:
        yield client


async def sign_in(client: TestClient, made: Towns, login: str) -> None:
    """Sign in; the client keeps the cookie."""
    form = {"login": login, "password": PASSWORD, "code": made.code(login)}
    response = await client.post("/sign-in", data=form, allow_redirects=False)
    assert response.status == 303, await response.text()


def stamp(page: str) -> str:
    """The stamp of the forms of a page."""
    found = _STAMP.search(page)
    assert found, page[:2000]
    return found[1]
