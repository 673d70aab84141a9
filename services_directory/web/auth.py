"""PUBLIC: the gate of all pages that need a sign-in: the console (`/edit`), the desk (`/staff`), and whatever comes.

How a page uses it:

    who = await gate.require(request, "desk", "malaga")     # Identity; raises SignInNeeded, NotAllowed, NotKnown
    form = await gate.form(request, who)                    # the fields of a POST; raises Forged
    gate.stamp(who)                                         # the value of the hidden field `stamp` in every form of the page

`office.Office` turns these errors into pages. A session is a random token in a cookie (HttpOnly, SameSite=Strict; Secure behind
TLS) whose hash lies in the database: it ends with sign-out, after an idle hour, after twelve hours, with a change of password
and when the account leaves. A form is taken only with its stamp, which is made of the session, and only from the same site.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TypeVar

from aiohttp import web
from multidict import MultiDictProxy
from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from services_directory import storage
from services_directory.errors import NotKnown
from services_directory.models import Account, StaffSession
from services_directory.web import auth_accounts
from services_directory.web.auth_accounts import now_utc
from services_directory.web.auth_identity import Forged, Identity, NotAllowed, SignInNeeded
from services_directory.web.auth_secrets import Secrets, hashed, new_token
from services_directory.web.limits import Limiter

COOKIE = "faro_session"
IDLE = timedelta(hours=1)
WHOLE = timedelta(hours=12)
_NOTED_EVERY = timedelta(minutes=1)
_FORM = "form"
T = TypeVar("T")
Fields = MultiDictProxy[str]


class TooOften(Exception):
    """Too many tries to sign in. `seconds` until the next one counts."""

    def __init__(self, seconds: float) -> None:
        super().__init__("too many tries")
        self.seconds = seconds


class Gate:
    """Knows who is signed in, and asks the database in two threads of its own."""

    def __init__(self, engine: Engine, secrets: Secrets, clock: Callable[[], datetime] = now_utc) -> None:
        """`clock` gives the moment in UTC, without a zone."""
        self.engine = engine
        self.secrets = secrets
        self._clock = clock
        self._threads = ThreadPoolExecutor(2, "office")
        self._tries = Limiter(burst=5, per_second=1 / 60)

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self.engine.dispose()

    async def read(self, work: Callable[[Session], T]) -> T:
        """Do something in a session for reading, off the loop."""

        def run() -> T:
            with storage.session(self.engine) as session:
                return work(session)

        return await asyncio.get_running_loop().run_in_executor(self._threads, run)

    async def write(self, work: Callable[[Session], T]) -> T:
        """Do something in one transaction, off the loop."""

        def run() -> T:
            with storage.transaction(self.engine) as session:
                return work(session)

        return await asyncio.get_running_loop().run_in_executor(self._threads, run)

    async def identity(self, request: web.Request) -> Identity | None:
        """Who is signed in, None for nobody. A session that is over is forgotten."""
        token = request.cookies.get(COOKIE)
        return await self.write(lambda session: self._identity(session, hashed(token))) if token else None

    async def require(self, request: web.Request, permission: str, city: str | None = None) -> Identity:
        """Who is signed in and may do this.

        Args:
            city: where; any of their cities where None.

        Raises:
            SignInNeeded: nobody is signed in.
            NotKnown: they have no role in this city; whether it exists is not theirs to know.
            NotAllowed: their role there is not enough.
        """
        who = await self.identity(request)
        if who is None:
            raise SignInNeeded
        if city is not None and city not in who.roles:
            raise NotKnown("city: there is no such city here")
        if not (who.may(permission, city) if city is not None else who.cities(permission)):
            raise NotAllowed(permission)
        return who

    async def form(self, request: web.Request, who: Identity) -> Fields:
        """The fields of a form that was shown to this session.

        Raises:
            Forged: it was not.
        """
        form = await plain_form(request)
        if not self.secrets.proves(_FORM, who.session, form.get("stamp", "")):
            raise Forged
        return form

    def stamp(self, who: Identity) -> str:
        """The value of the hidden field `stamp`."""
        return self.secrets.sign(_FORM, who.session)

    def is_stamp(self, who: Identity, said: str) -> bool:
        """Is it the stamp of this session? For forms that are read in another way than by `form`."""
        return self.secrets.proves(_FORM, who.session, said)

    async def sign_in(self, login: str, password: str, code: str, sender: str) -> str | None:
        """Try to sign in.

        Args:
            sender: address of the client, used for nothing but to count tries in memory.

        Returns:
            The token of a new session, None where login, password and code do not fit together.

        Raises:
            TooOften: too many tries for this login or from this address.
        """
        wait = max(self._tries.wait(f"login {login.strip().lower()}"), self._tries.wait(f"from {sender}") if sender else 0.0)
        if wait:
            raise TooOften(wait)

        def work(session: Session) -> str | None:
            account = auth_accounts.authenticate(session, login, password, code, self.secrets)
            return self.begin(session, account.id) if account else None

        return await self.write(work)

    def begin(self, session: Session, account_id: int) -> str:
        """A new session of an account, in an open transaction; gives its token. Sessions that are over go."""
        now, token = self._clock(), new_token()
        session.execute(delete(StaffSession).where((StaffSession.seen < now - IDLE) | (StaffSession.begun < now - WHOLE)))
        session.add(StaffSession(token=hashed(token), account_id=account_id, begun=now, seen=now))
        return token

    async def sign_out(self, who: Identity) -> None:
        """End a session for good."""
        await self.write(lambda session: session.execute(delete(StaffSession).where(StaffSession.token == who.session)))

    def _identity(self, session: Session, token: str) -> Identity | None:
        found, now = session.get(StaffSession, token), self._clock()
        account = session.get(Account, found.account_id) if found else None
        if found is None or account is None or not account.active:
            return None
        if now - found.seen > IDLE or now - found.begun > WHOLE:
            session.delete(found)
            return None
        if now - found.seen > _NOTED_EVERY:
            found.seen = now
        roles = {one.city_id: one.role for one in account.memberships}
        factor = account.second_factor is not None
        return Identity(account.id, account.login, account.language, roles, token, factor)


def remember(request: web.Request, response: web.Response, token: str) -> None:
    """Give the browser the session's cookie."""
    secure = request.secure or request.headers.get("X-Forwarded-Proto") == "https"
    response.set_cookie(
        COOKIE, token, httponly=True, samesite="Strict", secure=secure, path="/", max_age=int(WHOLE.total_seconds())
    )


def forget(response: web.Response) -> None:
    """Take the cookie away."""
    response.del_cookie(COOKIE, path="/")


async def plain_form(request: web.Request) -> Fields:
    """The fields of a form from the same site; files are not taken here.

    Raises:
        Forged: the browser says that another site sent it.
        web.HTTPUnsupportedMediaType: it is no form.
    """
    same_site(request)
    if request.content_type != "application/x-www-form-urlencoded":
        raise web.HTTPUnsupportedMediaType(headers={"Accept-Post": "application/x-www-form-urlencoded"})
    return await request.post()  # type: ignore[return-value]  # a form of this type holds text alone


def same_site(request: web.Request) -> None:
    """Refuse what the browser says that another site sent. Browsers that say nothing are held by the stamp alone.

    Raises:
        Forged: another site sent it.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Forged
