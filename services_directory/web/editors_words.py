"""Translations: how much there is in each language, each entry beside its original, whole languages as PO files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web
from sqlalchemy.orm import Session

from services_directory.editing import freshness, portable, review, wording_of
from services_directory.editing.entry import Content, all_from_database
from services_directory.errors import NotKnown
from services_directory.models import City
from services_directory.vocabulary import ids
from services_directory.web.auth import Fields
from services_directory.web.auth_identity import Forged
from services_directory.web.editors_base import Console
from services_directory.web.office import see
from services_directory.web.uploads import Upload, read_upload
from services_directory.wording import formats
from services_directory.wording.direction import direction


class WordPages(Console):
    """`/edit/{city}/words…`."""

    def routes(self) -> list[web.RouteDef]:
        """Their addresses."""
        guarded = self.office.guarded
        return [
            web.get("/edit/{city}/words", guarded(self.overview)),
            web.get("/edit/{city}/words/{language}", guarded(self.language)),
            web.get("/edit/{city}/words/{language}/file", guarded(self.export)),
            web.post("/edit/{city}/words/{language}/file", guarded(self.bring)),
            web.get("/edit/{city}/entry/{id}/words/{language}", guarded(self.show)),
            web.post("/edit/{city}/entry/{id}/words/{language}", guarded(self.change)),
        ]

    async def overview(self, request: web.Request) -> web.Response:
        """Every language: how many texts are there, missing, old, made by a machine."""
        here = await self.enter(request)

        def work(session: Session, city: City) -> dict[str, Any]:
            contents = _contents(session, city)
            return {"counts": {tag: _count(session, contents, tag, city) for tag in _languages(city)}}

        return self.page(request, "words", here, {**await self.read(here, work), "nav": "words"})

    async def language(self, request: web.Request) -> web.Response:
        """The entries with what is to be done in one language."""
        here, language = await self.enter(request), _tag(request)

        def work(session: Session, city: City) -> list[dict[str, Any]]:
            found, known = [], wording_of.known_originals(session, language)
            for id_, content in _contents(session, city).items():
                texts = wording_of.side_by_side(content, language, city.languages, known.get(id_, {}))
                found.append({"id": id_, "name": content["service"].get("name", id_), **_tell(texts)})
            return sorted(found, key=lambda one: (-(one["missing"] + one["stale"]), one["name"].casefold()))

        context = {"rows": await self.read(here, work), "language": language, "problems": (), "nav": "words"}
        return self.page(request, "words_of", here, context)

    async def show(self, request: web.Request) -> web.Response:
        """One entry, original beside translation."""
        here, language, id_ = await self.enter(request), _tag(request), request.match_info["id"]

        def work(session: Session, city: City) -> dict[str, Any]:
            current = review.working(session, city, id_)
            known = wording_of.known_originals(session, language).get(id_, {})
            texts = wording_of.side_by_side(current.content, language, city.languages, known)
            return {
                "texts": texts,
                "seen": current.seen,
                "name": current.content["service"].get("name", id_),
                "copy": current.open,
            }

        context = {
            **await self.read(here, work),
            "id": id_,
            "language": language,
            "language_dir": direction(language),
            "nav": "words",
        }
        return self.page(request, "words_entry", here, context)

    async def change(self, request: web.Request) -> web.Response:
        """What was written becomes part of the entry's working copy."""
        here, language, id_ = await self.enter(request, "edit"), _tag(request), request.match_info["id"]
        form = await self.gate.form(request, here.who)
        at = f"/edit/{here.city}/entry/{id_}"
        try:
            await self.write(here, lambda session, city: _save(session, city, id_, language, form, here.role))
        except review.Stale:
            return see(f"{at}/words/{language}?done=stale")
        return see(f"{at}/words/{language}?done=saved")

    async def export(self, request: web.Request) -> web.Response:
        """All texts of a language as a PO file; `open` leaves out what is done."""
        here, language = await self.enter(request), _tag(request)
        only = "open" in request.query

        def work(session: Session, city: City) -> str:
            return portable.export(session, _contents(session, city), language, city.languages, only)

        body = await self.read(here, work)
        headers = {"Content-Disposition": f'attachment; filename="{here.city}-{language}.po"'}
        return web.Response(text=body, content_type="text/x-gettext-translation", headers=headers)

    async def bring(self, request: web.Request) -> web.Response:
        """A PO file comes back: all of it becomes working copies in review, or nothing does."""
        here, language = await self.enter(request, "edit"), _tag(request)
        upload = await read_upload(request)
        if not self.gate.is_stamp(here.who, upload.fields.get("stamp", "")):
            raise Forged
        dry = upload.fields.get("do") != "bring"

        def work(session: Session, city: City) -> portable.Brought | list[Any]:
            return _bring(session, city, language, upload, dry)

        found = await self.write(here, work)
        context: dict[str, Any] = {"language": language, "rows": [], "nav": "words", "problems": (), "brought": None}
        if isinstance(found, list):
            return self.page(request, "words_brought", here, {**context, "problems": found}, status=400)
        if not dry:
            return see(f"/edit/{here.city}/review?done=brought")
        return self.page(request, "words_brought", here, {**context, "brought": found})


def _bring(session: Session, city: City, language: str, upload: Upload, dry: bool) -> portable.Brought | list[Any]:
    raw = upload.body.decode("utf-8", "replace")
    today = freshness.today_in(city).isoformat()
    found = portable.read(raw, upload.name, _contents(session, city), language, today, "machine" in upload.fields)
    if isinstance(found, portable.Brought) and not dry:
        for id_, content in found.contents.items():
            review.propose(session, city, id_, content, upload.name)
    return found


def _save(session: Session, city: City, id_: str, language: str, form: Fields, role: str) -> None:
    current = review.working(session, city, id_)
    content, today = current.content, freshness.today_in(city).isoformat()
    known = wording_of.known_originals(session, language).get(id_, {})
    for text in wording_of.side_by_side(content, language, city.languages, known):
        said = form.get(f"text.{text.field}")
        machine = text.field in wording_of.MARKED and bool(form.get(f"machine.{text.field}"))
        if said is not None and (said.strip() != (text.text or "") or machine != text.machine):
            content = wording_of.translated(content, language, text.field, said, machine, today)
        if form.get(f"current.{text.field}") and text.stale:
            wording_of.mark_current(session, id_, content, language, text.field, city.languages)
    if content != current.content:
        review.save(session, city, id_, content, form.get("seen", ""), role)
    elif current.seen != form.get("seen", ""):
        raise review.Stale(current)


def _contents(session: Session, city: City) -> dict[str, Content]:
    """The newest content of every entry."""
    return all_from_database(session, city) | {id_: copy.content for id_, copy in review.open_copies(session, city.id).items()}


def _languages(city: City) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*city.languages, *ids("languages")]))


def _count(session: Session, contents: Mapping[str, Content], language: str, city: City) -> dict[str, int]:
    known, texts = wording_of.known_originals(session, language), []
    for id_, content in contents.items():
        texts += wording_of.side_by_side(content, language, city.languages, known.get(id_, {}))
    return _tell(texts)


def _tell(texts: list[wording_of.Text]) -> dict[str, int]:
    return {
        "all": len(texts),
        "missing": sum(text.text is None for text in texts),
        "stale": sum(text.stale for text in texts),
        "machine": sum(text.machine for text in texts),
    }


def _tag(request: web.Request) -> str:
    tag = request.match_info["language"]
    if not formats.is_language(tag):
        raise NotKnown("language: there is no such language")
    return tag
