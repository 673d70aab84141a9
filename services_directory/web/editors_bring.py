"""Files of other makers: brought, looked at with a mapping that is mended until it fits, proposed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aiohttp import web

from services_directory.editing import bringing
from services_directory.editing.bringing import Brought, Looked
from services_directory.errors import BadQuestion, FaroError
from services_directory.exchange.notes import BadData, Note
from services_directory.web.auth import Fields
from services_directory.web.auth_identity import Forged
from services_directory.web.editors_base import Console, Here
from services_directory.web.held import Held
from services_directory.web.office import Handler, Office, see
from services_directory.web.uploads import read_upload
from services_directory.wording import formats

MOST_BYTES = 8 * 1024 * 1024
_SECONDS = 120.0
_MOST_SHOWN = 200


class BringPages(Console):
    """`/edit/{city}/bring` and `/edit/{city}/proposals`."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self._held = Held()

    def routes(self) -> list[web.RouteDef]:
        """Their addresses."""
        guarded = self.office.guarded
        return [
            web.get("/edit/{city}/bring", guarded(self.begin)),
            web.post("/edit/{city}/bring", _long(guarded(self.bring))),
            web.post("/edit/{city}/bring/{name}", _long(guarded(self.go_on))),
            web.get("/edit/{city}/proposals", guarded(self.proposals)),
            web.post("/edit/{city}/proposals", guarded(self.decide)),
        ]

    async def begin(self, request: web.Request) -> web.Response:
        """Choose a file."""
        here = await self.enter(request, "edit")
        return await self._page(request, here)

    async def bring(self, request: web.Request) -> web.Response:
        """The file; a sheet gets a first mapping, any other form is looked at at once."""
        here = await self.enter(request, "edit")
        upload = await read_upload(request, MOST_BYTES)
        if not self.gate.is_stamp(here.who, upload.fields.get("stamp", "")):
            raise Forged
        lang = upload.fields.get("language", "")
        brought = Brought(upload.name, upload.body, language=lang if formats.is_language(lang) else "en")
        try:
            if not bringing.needs_mapping(brought.name):
                return await self._look(request, here, brought, self._held.keep(here.who.account, here.city, brought))
            mapping = await self.gate.read(lambda _: bringing.first_mapping(brought))
        except BadData as error:
            return await self._page(request, here, {"faults": error.problems}, 400)
        except FaroError as error:
            return await self._page(request, here, {"faults": (Note(brought.name, 0, "", str(error)),)}, 400)
        brought = replace(brought, mapping=mapping)
        name = self._held.keep(here.who.account, here.city, brought)
        return await self._page(request, here, {"brought": brought, "name": name})

    async def go_on(self, request: web.Request) -> web.Response:
        """The mapping as it was mended: look what it would do, or propose it."""
        here, name = await self.enter(request, "edit"), request.match_info["name"]
        form = await self.gate.form(request, here.who)
        brought = self._held.get(here.who.account, here.city, name)
        if brought is None:
            return see(f"/edit/{here.city}/bring?done=gone")
        brought = _mended(brought, form)
        self._held.keep(here.who.account, here.city, brought, name)
        if form.get("do") != "propose":
            return await self._look(request, here, brought, name)
        made = await self.write(here, lambda session, city: bringing.propose(session, city, brought))
        if isinstance(made, Looked):
            return await self._shown(request, here, brought, name, made)
        self._held.drop(here.who.account, here.city, name)
        return see(f"/edit/{here.city}/proposals?done=proposed")

    async def _look(self, request: web.Request, here: Here, brought: Brought, name: str) -> web.Response:
        found = await self.read(here, lambda session, city: bringing.look(session, city, brought))
        return await self._shown(request, here, brought, name, found)

    async def _shown(self, request: web.Request, here: Here, brought: Brought, name: str, found: Looked) -> web.Response:
        context = {
            "brought": brought,
            "name": name,
            "faults": found.faults[:_MOST_SHOWN],
            "left_out": found.left_out[:_MOST_SHOWN],
            "left_out_number": len(found.left_out),
            "looked": found,
            "changes": found.changes[:_MOST_SHOWN],
        }
        return await self._page(request, here, context, 400 if found.faults else 200)

    async def _page(
        self, request: web.Request, here: Here, context: dict[str, Any] | None = None, status: int = 200
    ) -> web.Response:
        empty = {"brought": None, "name": "", "faults": (), "left_out": (), "left_out_number": 0, "looked": None, "changes": ()}
        languages = await self.read(here, lambda _, city: tuple(dict.fromkeys([*city.languages, "en"])))
        shared = {**empty, "languages": languages, "most": MOST_BYTES // 1024 // 1024, "nav": "bring"}
        return self.page(request, "bring", here, {**shared, **(context or {})}, status)

    async def proposals(self, request: web.Request) -> web.Response:
        """What files, feeds and other systems propose, with what it would change."""
        here = await self.enter(request)
        page = int(request.query["page"]) if request.query.get("page", "").isdecimal() else 0

        def work(session: Any, city: Any) -> dict[str, Any]:
            rows = bringing.waiting(session, city)
            some = rows[page * _AT_ONCE : (page + 1) * _AT_ONCE]
            shown = [{"row": row, "changed": bringing.difference(session, row)} for row in some]
            return {"shown": shown, "total": len(rows), "pages": (len(rows) + _AT_ONCE - 1) // _AT_ONCE}

        return self.page(request, "proposals", here, {**await self.read(here, work), "number": page, "nav": "proposals"})

    async def decide(self, request: web.Request) -> web.Response:
        """Accept one, which then waits for review, or turn it down."""
        here = await self.enter(request, "edit")
        form = await self.gate.form(request, here.who)
        said, do = form.get("proposal", ""), form.get("do")
        if not said.isdecimal() or len(said) > _LONGEST_NUMBER or do not in ("accept", "reject"):
            raise BadQuestion("do", "is not known")
        number = int(said)
        if do == "reject":
            await self.write(here, lambda session, city: bringing.reject(session, city, number))
            return see(f"/edit/{here.city}/proposals?done=rejected")
        done = await self.write(here, lambda session, city: bringing.accept(session, city, number))
        return see(f"/edit/{here.city}/proposals?done={'accepted' if done else 'at_work'}")


_AT_ONCE = 20
_LONGEST_NUMBER = 9


def _mended(brought: Brought, form: Fields) -> Brought:
    mapping = form.get("mapping", brought.mapping).replace("\r\n", "\n")
    return replace(brought, mapping=mapping, complete=bool(form.get("complete")))


def _long(handler: Handler) -> Handler:
    """A handler that may take longer than a page: a large file is read in it."""
    handler.seconds = _SECONDS  # type: ignore[attr-defined]
    return handler
