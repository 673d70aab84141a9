"""Who works in a city: invitations by link, roles, leaving. For administrators."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services_directory.errors import BadQuestion, NotKnown
from services_directory.models import Account, City, Invitation, Membership
from services_directory.web import auth_accounts
from services_directory.web.auth import Fields
from services_directory.web.auth_accounts import now_utc
from services_directory.web.auth_identity import ROLES
from services_directory.web.editors_base import Console, Here


class PeoplePages(Console):
    """`/edit/{city}/people`."""

    def routes(self) -> list[web.RouteDef]:
        """Their addresses."""
        guarded = self.office.guarded
        return [
            web.get("/edit/{city}/people", guarded(self.show)),
            web.post("/edit/{city}/people", guarded(self.change)),
        ]

    async def show(self, request: web.Request) -> web.Response:
        """The accounts of the city, and invitations that are open."""
        here = await self.enter(request, "administer")
        return await self._page(request, here, {})

    async def change(self, request: web.Request) -> web.Response:
        """Invite, give another role, let go. A link is shown this once."""
        here = await self.enter(request, "administer")
        form = await self.gate.form(request, here.who)
        made = await self.write(here, lambda session, city: _change(session, city, form, here))
        origin = f"{request.scheme}://{request.host}"
        link = f"{origin}/invitation/{made}" if made and form.get("do") == "invite" else None
        return await self._page(request, here, {"link": link})

    async def _page(self, request: web.Request, here: Here, context: dict[str, Any]) -> web.Response:
        def work(session: Session, city: City) -> dict[str, Any]:
            members = select(Account, Membership.role).join(Membership).where(Membership.city_id == city.id)
            invited = select(Invitation).where(Invitation.city_id == city.id, Invitation.expires > now_utc())
            return {
                "members": [(account, role) for account, role in session.execute(members.order_by(Account.login))],
                "invited": list(session.scalars(invited.order_by(Invitation.expires))),
            }

        shared = {"link": None, "roles": ROLES, "nav": "people"}
        return self.page(request, "people", here, {**shared, **await self.read(here, work), **context})


def _change(session: Session, city: City, form: Fields, here: Here) -> str | None:
    do = form.get("do")
    if do == "invite":
        return auth_accounts.invite(session, city.id, form.get("role", ""))
    if do == "uninvite":
        session.execute(delete(Invitation).where(Invitation.city_id == city.id, Invitation.token == form.get("token", "")))
        return None
    member = _member(session, city, form, here)
    if do == "leave":
        auth_accounts.deactivate(session, member.account_id, city.id)
    elif do == "role" and form.get("role") in ROLES:
        member.role = form["role"]
        auth_accounts.end_sessions(session, member.account_id)
    else:
        raise BadQuestion("do", "is not known")
    return None


def _member(session: Session, city: City, form: Fields, here: Here) -> Membership:
    """Somebody else of the city: nobody locks themselves out.

    Raises:
        NotKnown: there is no such account here.
    """
    said = form.get("account", "")
    found = session.get(Membership, (int(said), city.id)) if said.isdecimal() else None
    if found is None or found.account_id == here.who.account:
        raise NotKnown("account: there is no such account here")
    return found
