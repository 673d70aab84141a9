"""The form of an entry: save, send to review, publish; and what happens when two have written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from aiohttp import web
from multidict import MultiDict
from sqlalchemy import select
from sqlalchemy.orm import Session

from services_directory.editing import difference, fields, freshness, grid, hours, plain, review
from services_directory.editing.entry import Content, Fault, check
from services_directory.eligibility.rules import STATUSES
from services_directory.exchange.fields import AccessBasis, Basis, Confidence, Kind, Level
from services_directory.models import City, Organization, Programme
from services_directory.search.districts import nearest
from services_directory.vocabulary import ids
from services_directory.web.editors_base import Console, Here
from services_directory.web.office import see
from services_directory.wording import formats
from services_directory.wording.phrases import Phrasebook

_SPOKEN = (
    "en", "es", "fr", "ar", "uk", "zh", "pt", "ht", "pl", "ru", "hi", "ur", "ro", "tr", "fa", "tl", "vi", "wo", "de", "it",
)  # fmt: skip


class EntryPages(Console):
    """`/edit/{city}/entry/{id}`."""

    def routes(self) -> list[web.RouteDef]:
        """Their addresses."""
        guarded = self.office.guarded
        return [
            web.get("/edit/{city}/entry/{id}", guarded(self.show)),
            web.post("/edit/{city}/entry/{id}", guarded(self.change)),
            web.get("/edit/{city}/hours", guarded(self.week)),
        ]

    async def show(self, request: web.Request) -> web.Response:
        """The form, filled."""
        here, id_ = await self.enter(request), request.match_info["id"]
        others = self.at_work.come(id_, here.who, here.role) if here.may("edit") else []
        context = await self.read(here, lambda session, city: _shown(session, city, id_, request.query.get("text")))
        return self._form(request, here, {**context, "others": others})

    async def change(self, request: web.Request) -> web.Response:
        """What was written is saved first, whatever else is to happen, so that nothing is lost to a fault."""
        here, id_ = await self.enter(request, "edit"), request.match_info["id"]
        form = _filled_up(MultiDict(await self.gate.form(request, here.who)))
        do, text = form.get("do", "save"), form.get("text", "")
        if do in ("publish", "give_back"):
            await self.gate.require(request, "publish", here.city)
        if do == "drop":
            await self.write(here, lambda session, city: review.drop(session, city, id_, form.get("seen", "")))
            return see(f"/edit/{here.city}?done=dropped")
        try:
            seen = await self.write(here, lambda session, city: _save(session, city, id_, form, here.role))
            await self.write(here, lambda session, city: _go_on(session, city, id_, form, seen, here.role))
        except review.Stale as stale:
            return await self._both(request, here, stale, form)
        except review.Faulty as faulty:
            context = await self.read(here, lambda session, city: _shown(session, city, id_, text))
            return self._form(request, here, {**context, "faults": faulty.faults, "refused": True}, status=400)
        if do in ("send", "publish", "give_back"):
            self.at_work.go(id_, here.who)
            return see(f"/edit/{here.city}?done={do}")
        return see(f"/edit/{here.city}/entry/{id_}?done=saved" + (f"&text={text}" if text else ""))

    async def week(self, request: web.Request) -> web.Response:
        """The coming week of some hours, as lines of text, for the form's script."""
        here = await self.enter(request)
        lang = self.office.language(request, here.who)
        days = [hours.times(request.query.get(day, "")) for day in hours.DAYS]
        told = {day: found for day, found in zip(hours.DAYS, days, strict=True) if found}
        osm = hours.string(hours.Week(told, "holidays" in request.query)) or request.query.get("osm", "")[:500]
        lines = await self.read(here, lambda _, city: _week_lines(self, osm, city, lang))
        return web.json_response({"osm": osm, "lines": lines})

    async def _both(self, request: web.Request, here: Here, stale: review.Stale, form: MultiDict[str]) -> web.Response:
        """The form again with what was written here, what the other changed beside it, and the newer state to go on from."""
        id_ = request.match_info["id"]

        def work(session: Session, city: City) -> dict[str, Any]:
            mine = _content(session, city, stale.current.content, form)
            shown = _shown(session, city, id_, form.get("text"), mine)
            return {**shown, "seen": stale.current.seen, "both": difference.differences(stale.current.content, mine)}

        context = await self.read(here, work)
        return self._form(request, here, context, status=409)

    def _form(self, request: web.Request, here: Here, context: Mapping[str, Any], status: int = 200) -> web.Response:
        lang = self.office.language(request, here.who)
        content = context["content"]
        shared = {
            "nav": "entries", "faults": (), "refused": False, "others": [], "both": None,
            "codes": {"ways": ids("ways")}, "grid": grid, "days": hours.DAYS, "day_names": formats.weekdays(lang),
            "source_bases": get_args(Basis), "spoken": _SPOKEN, "part": difference.part,
            "codes_languages": [tag for tag in ids("languages") if tag != context["city_row"].languages[0]],
            "week": hours.table((content["service"].get("hours") or {}).get("osm")),
            "programme_words": [(id_, _in(names, lang)) for id_, names in context["programmes"].items()],
            **_choices(self.office.book, lang),
        }  # fmt: skip
        osm = (content["service"].get("hours") or {}).get("osm")
        lines = _week_lines(self, osm, context["city_row"], lang)
        return self.page(request, "entry", here, {**shared, **context, "week_lines": lines}, status)


def _choices(book: Phrasebook, lang: str) -> dict[str, list[tuple[str, str]]]:
    """Every list to choose from: ids and their words."""

    def said(prefix: str, codes: Sequence[str]) -> list[tuple[str, str]]:
        return [(code, book.say(lang, f"{prefix}_{code}")) for code in codes]

    return {
        "need_words": said("need", ids("needs")),
        "document_words": said("document", ids("documents")),
        "reason_words": said("reason", ids("reasons")),
        "id_words": said("id_required", ids("id_required")),
        "asks_words": said("asks_status", ids("asks_status")),
        "shares_words": said("shares_data", ids("shares_data")),
        "fee_words": said("fee", ids("fees")),
        "kind_words": said("edit_kind", get_args(Kind)),
        "basis_words": said("edit_basis", get_args(AccessBasis)),
        "level_words": said("edit_level", get_args(Level)),
        "confidence_words": said("edit_confidence", get_args(Confidence)),
        "limit_words": said("edit_limit", ("yes", "no", "not_stated")),
        "yes_no_words": said("edit", ("yes", "no")),
        "shown_words": said("edit_shown", ("yes", "no")),
    }


def _filled_up(form: MultiDict[str]) -> MultiDict[str]:
    """`fill` gives every status that has no answer yet the same one."""
    answer = form.get("fill", "")
    if answer in grid.ANSWERS:
        form["do"] = "save"
        for status in STATUSES:
            if not form.get(f"answer.{status}"):
                form[f"answer.{status}"] = answer
    return form


def _organizations(session: Session, city: City) -> dict[str, str]:
    query = select(Organization).where(Organization.city_id == city.id).order_by(Organization.name)
    return {row.id: row.name for row in session.scalars(query)}


def _content(session: Session, city: City, old: Content, form: Any) -> Content:
    lang = form.get("text") or city.languages[0]
    return fields.read(form, old, lang, city.country, _organizations(session, city))


def _save(session: Session, city: City, id_: str, form: Any, role: str) -> str:
    """Save where something was changed; gives what is seen now."""
    current = review.working(session, city, id_)
    content = _content(session, city, current.content, form)
    if content != current.content or current.seen != form.get("seen", ""):
        review.save(session, city, id_, content, form.get("seen", ""), role)
    return review.working(session, city, id_).seen


def _go_on(session: Session, city: City, id_: str, form: Any, seen: str, role: str) -> None:
    """What is to happen after saving."""
    do = form.get("do", "save")
    if do == "send":
        review.send(session, city, id_, seen)
    elif do == "give_back":
        review.give_back(session, city, id_, seen, role, form.get("why", "").strip()[:1000])
    elif do == "publish":
        review.publish(session, city, id_, seen, role)
        if form.get("confirmed"):
            freshness.confirm(session, city, id_)


def _shown(session: Session, city: City, id_: str, text: str | None, mine: Content | None = None) -> dict[str, Any]:
    """Everything that the form shows."""
    current = review.working(session, city, id_)
    content = mine or current.content
    checked = check(session, city, content)
    lang = text if text and formats.is_language(text) else city.languages[0]
    programmes = session.scalars(select(Programme).where(Programme.country == city.country).order_by(Programme.id))
    return {
        "id": id_,
        "content": content,
        "seen": current.seen,
        "copy": current.open,
        "public": current.public,
        "todo": checked if isinstance(checked, list) else [],
        "hard": plain.hard_texts(content),
        "lines": grid.lines(content["service"].get("access") or {}, lang),
        "for_all": grid.for_all(content["service"].get("access") or {}),
        "organizations": _organizations(session, city),
        "programmes": {row.id: row.names for row in programmes},
        "text": lang,
        "texts": list(dict.fromkeys([*city.languages, "en", lang])),
        "near": [_near(city.id, place) for place in content["service"].get("places") or ()],
        "city_row": city,
        "notices": freshness.notices(session, id_, freshness.today_in(city)),
        "faults_by": _by_field,
    }


def _in(names: Mapping[str, str], lang: str) -> str:
    return names.get(lang) or next(iter(names.values()))


def _by_field(faults: Sequence[Fault], field: str) -> Fault | None:
    """The fault of exactly this field."""
    return next((fault for fault in faults if fault.field == field), None)


def _near(city: str, place: Mapping[str, Any]) -> tuple[str, int] | None:
    lat, lon = place.get("lat"), place.get("lon")
    if not isinstance(lat, float) or not isinstance(lon, float):
        return None
    found = nearest(city, lat, lon)
    return (found[0].name, found[1]) if found else ("", -1)


def _week_lines(console: Console, osm: str | None, city: City, lang: str) -> list[str]:
    """The week in words: `Monday 30 November: 09:00–14:00`."""
    week = hours.coming_week(osm, city, freshness.today_in(city)) if osm else None
    say = console.office.book.say
    lines = []
    for day in week or ():
        spans = ", ".join(formats.span(begin, end, lang) for begin, end in day.open)
        words = say(lang, "hours_always") if day.all_day else spans or say(lang, "edit_closed")
        feast = f" ({day.holiday.get(lang) or next(iter(day.holiday.values()))})" if day.holiday else ""
        lines.append(f"{formats.weekday_and_day(day.date, lang)}{feast}: {words}")
    return lines
