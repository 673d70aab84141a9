"""The pages `/sign-in`, `/sign-out`, `/invitation/…` and `/account`: a room of the front door."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyotp
import segno
from aiohttp import web
from sqlalchemy.orm import Session

from services_directory.errors import BadQuestion
from services_directory.models import Account
from services_directory.web import auth_accounts
from services_directory.web.auth import Fields, Gate, forget, plain_form, remember
from services_directory.web.auth_accounts import SHORTEST_PASSWORD, Wanted
from services_directory.web.auth_identity import NEEDS_SECOND_FACTOR, Identity, SignInNeeded
from services_directory.web.office import Office, own_address, see

_HERE = Path(__file__).parent
_OFFERED = "offered factor"


class AuthRoom:
    """Signing in and out, accepting an invitation, one's own account (see `front_door.Room`)."""

    templates: Mapping[str, Path] = {"office": _HERE / "pages" / "office"}
    files: Sequence[Path] = (_HERE / "pages" / "static",)
    openapi: Sequence[Path] = (_HERE / "openapi" / "office.yml",)

    def __init__(self, office: Office) -> None:
        self._office = office
        self._gate: Gate = office.gate
        guarded = office.guarded
        self.routes: Sequence[web.RouteDef] = [
            web.get("/sign-in", guarded(self.show_sign_in)),
            web.post("/sign-in", guarded(self.sign_in)),
            web.post("/sign-out", guarded(self.sign_out)),
            web.get("/invitation/{token}", guarded(self.show_invitation)),
            web.post("/invitation/{token}", guarded(self.accept)),
            web.get("/account", guarded(self.show_account)),
            web.post("/account", guarded(self.change_account)),
        ]

    async def ready(self) -> Mapping[str, bool]:
        """It needs nothing but the database, for which the directory's room answers."""
        return {}

    async def start(self) -> None:
        """Nothing goes on in the background."""

    async def close(self) -> None:
        """End the gate's threads."""
        self._gate.close()

    async def show_sign_in(self, request: web.Request) -> web.Response:
        """The form."""
        next_ = own_address(request.query.get("next"), "/edit")
        return self._office.page(request, "office/sign_in.html", None, {"next": next_, "wrong": False, "login": ""})

    async def sign_in(self, request: web.Request) -> web.Response:
        """A new session, always with a new token, or the form again."""
        form = await plain_form(request)
        login, next_ = form.get("login", ""), own_address(form.get("next"), "/edit")
        token = await self._gate.sign_in(login, form.get("password", ""), form.get("code", ""), request.remote or "")
        if token is None:
            context = {"next": next_, "wrong": True, "login": login}
            return self._office.page(request, "office/sign_in.html", None, context, status=403)
        response = see(next_)
        remember(request, response, token)
        return response

    async def sign_out(self, request: web.Request) -> web.Response:
        """The session is over, here and in the database."""
        who = await self._signed_in(request)
        await self._gate.form(request, who)
        await self._gate.sign_out(who)
        response = see("/sign-in")
        forget(response)
        return response

    async def show_invitation(self, request: web.Request) -> web.Response:
        """Make an account, or join with the one that is signed in."""
        return await self._invitation(request, await self._gate.identity(request), {}, None)

    async def accept(self, request: web.Request) -> web.Response:
        """The account is made and signed in at once."""
        who, token = await self._gate.identity(request), request.match_info["token"]
        if who is not None:
            await self._gate.form(request, who)
            await self._gate.write(lambda session: auth_accounts.join(session, token, who.account))
            return see("/edit")
        form = await plain_form(request)
        wanted = self._wanted(request, form)

        def work(session: Session) -> str:
            return self._gate.begin(session, auth_accounts.accept(session, token, wanted, self._gate.secrets).id)

        try:
            made = await self._gate.write(work)
        except BadQuestion as fault:
            return await self._invitation(request, None, form, fault)
        response = see("/edit")
        remember(request, response, made)
        return response

    def _wanted(self, request: web.Request, form: Fields) -> Wanted:
        language = form.get("language", "")
        return Wanted(
            login=form.get("login", ""),
            password=form.get("password", ""),
            language=language if language in self._office.languages else self._office.language(request, None),
            factor=self._gate.secrets.open(_OFFERED, form.get("factor", "")),
            code=form.get("code", "").strip(),
        )

    async def _invitation(
        self, request: web.Request, who: Identity | None, form: Mapping[str, str], fault: BadQuestion | None
    ) -> web.Response:
        token = request.match_info["token"]
        city, role = await self._gate.read(lambda session: _invited(session, token))
        context = {
            "city": city,
            "role": role,
            "needs_factor": role in NEEDS_SECOND_FACTOR,
            "login": form.get("login", ""),
            "chosen": form.get("language") or self._office.language(request, None),
            "fault": _said(fault),
            "factor": self._offer(form.get("factor")),
            "languages": self._office.languages,
            "shortest": SHORTEST_PASSWORD,
        }
        return self._office.page(request, "office/invitation.html", who, context, status=400 if fault else 200)

    async def show_account(self, request: web.Request) -> web.Response:
        """One's own account."""
        return self._account(request, await self._signed_in(request), None)

    async def change_account(self, request: web.Request) -> web.Response:
        """Another language, password or second factor."""
        who = await self._signed_in(request)
        form = await self._gate.form(request, who)
        try:
            await self._gate.write(lambda session: self._change(session, who, form))
        except BadQuestion as fault:
            return self._account(request, who, fault, form.get("factor"))
        return see("/account?done=1" if form.get("what") != "password" else "/sign-in")

    def _change(self, session: Session, who: Identity, form: Fields) -> None:
        what = form.get("what")
        if what == "language" and form.get("language") in self._office.languages:
            session.get_one(Account, who.account).language = form["language"]
        elif what == "password":
            auth_accounts.change_password(session, who.account, form.get("old", ""), form.get("password", ""))
        elif what == "factor":
            factor = self._gate.secrets.open(_OFFERED, form.get("factor", ""))
            auth_accounts.set_second_factor(session, who.account, factor or "", form.get("code", ""), self._gate.secrets)
        else:
            raise BadQuestion("what", "form")

    def _account(
        self, request: web.Request, who: Identity, fault: BadQuestion | None, offered: str | None = None
    ) -> web.Response:
        context = {
            "fault": _said(fault),
            "done": "done" in request.query,
            "factor": self._offer(offered),
            "languages": self._office.languages,
            "shortest": SHORTEST_PASSWORD,
        }
        return self._office.page(request, "office/account.html", who, context, status=400 if fault else 200)

    async def _signed_in(self, request: web.Request) -> Identity:
        who = await self._gate.identity(request)
        if who is None:
            raise SignInNeeded
        return who

    def _offer(self, sealed: str | None) -> dict[str, str]:
        """A secret for a second factor that is not kept yet: sealed in the form, as letters and as a picture to scan."""
        secret = self._gate.secrets.open(_OFFERED, sealed or "") or pyotp.random_base32()
        address = pyotp.TOTP(secret).provisioning_uri(name="Faro", issuer_name="Faro")
        drawn = io.BytesIO()
        segno.make(address, error="m").save(drawn, kind="svg", scale=4, border=2, xmldecl=False, svgns=True, light="#fff")
        return {"sealed": self._gate.secrets.seal(_OFFERED, secret), "letters": secret, "picture": drawn.getvalue().decode()}


def auth_room(office: Office) -> AuthRoom:
    """The room, for `front_door.build`."""
    return AuthRoom(office)


def _invited(session: Session, token: str) -> tuple[str, str]:
    found = auth_accounts.invitation(session, token)
    return found.city_id, found.role


def _said(fault: BadQuestion | None) -> dict[str, Any] | None:
    return {"field": fault.field, "why": fault.why} if fault else None
