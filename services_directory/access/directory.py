"""The open directory: decides and answers questions. Holds public data only; nothing of a question outlives its answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from services_directory.access import cards, reports
from services_directory.access.deciding import Decided, decide_all, question_worth_asking, supposed, yes_for
from services_directory.access.question import Answer, Card, Question
from services_directory.access.refine import matches
from services_directory.access.tally import Tallies
from services_directory.eligibility.counterfactuals import changes
from services_directory.eligibility.explain import explain
from services_directory.eligibility.verdict import Source
from services_directory.errors import BadQuestion, NotKnown
from services_directory.models.city import City
from services_directory.models.programme import Programme
from services_directory.models.source import ServiceSource
from services_directory.models.source import Source as SourceRow
from services_directory.search import shelf as shelves
from services_directory.search.districts import nearest
from services_directory.search.holidays import closed_days
from services_directory.search.hours import Span, on_day
from services_directory.search.shelf import Candidates, Entry
from services_directory.settings import Settings
from services_directory.storage import open_engine, session
from services_directory.vocabulary import id_set
from services_directory.yaml_files import load as load_yaml

_LOOK_FOR_CHANGES_S = 15.0
_MOST_CARDS_KEPT = 20_000
_MOST_ALTERNATIVES = 3
_Public = tuple[Card, tuple[Source, ...]]


class Directory:
    """One directory, open for reading.

    Attributes:
        tallies: counts, without persons, of what was shown and of needs for which nothing was a yes.
    """

    def __init__(self, engine: Engine, root: Path) -> None:
        self._engine = engine
        self._root = root
        self._public: dict[tuple[str, str], _Public] = {}
        self.tallies = Tallies(engine)
        with session(engine) as opened:
            self._take(opened)

    @classmethod
    def open(cls, settings: Settings) -> Directory:
        """Open the directory of these settings.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the database cannot be reached or has no directory in it.
        """
        return cls(open_engine(settings), settings.root)

    def _take(self, opened: Session) -> None:
        cities = {city.id: city for city in opened.scalars(select(City).order_by(City.id))}
        shelf = shelves.build(opened)
        opened.expunge_all()
        self._cities, self._shelf, self._looked = cities, shelf, monotonic()
        self._public.clear()

    def refresh(self) -> None:
        """Take over what an import changed: looks every fifteen seconds. A database that is gone changes nothing."""
        if monotonic() - self._looked < _LOOK_FOR_CHANGES_S:
            return
        self._looked = monotonic()
        try:
            with session(self._engine) as opened:
                if shelves.fingerprint(opened) != self._shelf.fingerprint:
                    self._take(opened)
        except SQLAlchemyError:
            return

    def cities(self) -> list[dict[str, Any]]:
        """The cities: id, names, country, languages of their offices."""
        return [
            {"id": city.id, "names": dict(city.names), "country": city.country, "languages": list(city.languages)}
            for city in self._cities.values()
        ]

    def hours_on(self, city: str, hours: str | None, weekday: int) -> list[Span] | None:
        """When hours of a city's service are open on the next such day of the week (0 is Monday), today included."""
        there, now = self._cities[city], datetime.now(UTC)
        today = now.astimezone(ZoneInfo(there.timezone)).date()
        day = today + timedelta(days=(weekday - today.weekday()) % 7)
        return on_day(hours, there.timezone, there.country, closed_days(there, now), day)

    def crisis(self, city: str) -> Any:
        """The city's crisis page as its file has it; needs no database.

        Raises:
            NotKnown: there is no such city.
        """
        path = self._root / "services_directory" / "cities" / city / "crisis.yml"
        if city not in self._cities or not path.exists():
            raise NotKnown("city: there is no such city")
        return load_yaml(path).data

    def has(self, service: str) -> bool:
        """Is there such a published service?"""
        return service in self._shelf.entries

    def report_wrong(self, service: str, kind: str) -> None:
        """Count for its editors that something is wrong about a service: which kind of fault, and nothing of who said it.

        Raises:
            NotKnown: there is no such published service.
            BadQuestion: there is no such kind of fault.
            sqlalchemy.exc.SQLAlchemyError: the database cannot be written.
        """
        if service not in self._shelf.entries:
            raise NotKnown("service: there is no such service")
        reports.note(self._engine, service, kind, datetime.now(UTC).date())

    def country_of(self, city: str) -> str:
        """ISO 3166-1 code of a city's country.

        Raises:
            NotKnown: there is no such city.
        """
        if city not in self._cities:
            raise NotKnown("city: there is no such city")
        return self._cities[city].country

    def district(self, city: str, place: tuple[float, float]) -> str | None:
        """Id of the district that is nearest to a point (degrees); None far from all."""
        found = nearest(city, *place, kind="district")
        return found[0].id if found else None

    def programmes(self) -> tuple[str, ...]:
        """Ids of all programmes of law."""
        return tuple(self._shelf.programmes)

    def services(self, city: str) -> tuple[str, ...]:
        """Ids of all published services of a city."""
        return tuple(entry.id for entry in self._shelf.entries.values() if entry.city == city)

    def city_of(self, id_: str) -> str | None:
        """The city of a published service, or one in which a programme is law; None for an unknown id."""
        if id_ in self._shelf.entries:
            return self._shelf.entries[id_].city
        if id_ not in self._shelf.programmes:
            return None
        applying = [entry.city for entry in self._shelf.entries.values() if entry.programme == id_]
        return applying[0] if applying else self._city_of_law(id_)

    def _city_of_law(self, programme: str) -> str | None:
        with session(self._engine) as opened:
            law = opened.get(Programme, programme)
            if law is None:
                return None
            return law.city_id or next((city.id for city in self._cities.values() if city.country == law.country), None)

    def answer(self, question: Question) -> Answer:
        """Decide and rank the services that a question asks for.

        Raises:
            BadQuestion: an unknown city, need or service; the field is named.
        """
        self.refresh()
        self._check(question)
        city = self._cities[question.city]
        now = question.now or datetime.now(UTC)
        day = question.day or now.astimezone(ZoneInfo(city.timezone)).date()
        entries = self._shelf.candidates(question.city, question.needs, self._named(question))
        alone = [self._shelf.law_alone(law, question.city) for law in self._laws_alone(question)]
        if alone:
            entries = Candidates.of([*entries, *alone], question.needs)
        decided = decide_all(entries, question, day)
        shown = self._cards(decided, question, city, day, now)
        worth = question_worth_asking(entries, question, day)
        ask = {"fact": worth[0], "why": worth[1]} if worth else None
        return Answer(day, shown, len(entries), decided.counts(), ask)

    def _check(self, question: Question) -> None:
        if question.city not in self._cities:
            raise BadQuestion("city", f"no such city; there are {', '.join(self._cities)}")
        for need in question.needs:
            if need not in id_set("needs"):
                raise BadQuestion("needs", "an id is not a need of the vocabulary")
        for service in question.services:
            entry = self._shelf.entries.get(service)
            if (entry is None or entry.city != question.city) and service not in self._shelf.programmes:
                raise BadQuestion("services", "an id is neither a service of this city nor a programme")

    def _named(self, question: Question) -> list[str]:
        """Services asked for by name; a programme stands for every service of the city that applies it."""
        named: list[str] = []
        for id_ in question.services:
            if id_ in self._shelf.entries:
                named.append(id_)
            else:
                named += [entry.id for entry in self._shelf.applying(id_, question.city)]
        return named

    def _laws_alone(self, question: Question) -> list[str]:
        """Programmes asked for by name that no service of the city applies."""
        laws = (id_ for id_ in question.services if id_ not in self._shelf.entries)
        return [law for law in laws if not self._shelf.applying(law, question.city)]

    def _cards(self, decided: Sequence[Decided], question: Question, city: City, day: date, now: datetime) -> list[Card]:
        shown: list[Card] = []
        self._read([one.entry.id for one in decided[: question.limit]], question.lang, city)
        feasts = closed_days(city, now)
        for one in decided:
            if len(shown) >= question.limit:
                break
            public, own = self._read([one.entry.id], question.lang, city)[one.entry.id]
            there = cards.here_and_now(public, city.timezone, feasts, now, question.place)
            card = {**cards.for_person(public, one.person.who, one.verdict, own), **there}
            card["status_known"] = one.facts.status is not None
            if matches(card, question.refine, question.lang, city.timezone, now):
                shown.append(self._explained(card, one, question, day))
        return shown

    def _explained(self, card: Card, one: Decided, question: Question, day: date) -> Card:
        """What would change it, who would get a yes, what there is instead; the rule itself where it was asked for."""
        open_ = one.verdict.outcome in ("no", "depends") and one.rule is not None
        known = supposed(one.person, question) if one.verdict.outcome == "no" else one.facts
        card["would_change"] = cards.changes_in_codes(changes(one.rule, known), day) if open_ and one.rule else []
        card["yes_for"] = yes_for(one)
        card["alternatives"] = self._alternatives(one, question, day) if one.verdict.outcome == "no" else []
        if question.explain:
            card["explain"] = explain(one.rule, one.facts)
        return card

    def _alternatives(self, one: Decided, question: Question, day: date) -> list[str]:
        """Services for the same need that are a yes for the same person, at most three."""
        needs = [need for need in question.needs if need in one.entry.needs] or one.entry.needs[:1]
        found = self._shelf.candidates(one.entry.city, needs, ()).without(one.entry)
        decided = decide_all(found, replace(question, people=(one.person,), needs=tuple(needs)), day)
        return [other.entry.id for other in decided[:_MOST_ALTERNATIVES] if other.verdict.outcome == "yes"]  # yes comes first

    def _read(self, ids: Sequence[str], lang: str, city: City) -> Mapping[str, _Public]:
        """What is public of these services and laws, read in one go where it is not at hand."""
        absent = [id_ for id_ in dict.fromkeys(ids) if (id_, lang) not in self._public]
        if absent:
            if len(self._public) > _MOST_CARDS_KEPT:
                self._public.clear()
                absent = list(dict.fromkeys(ids))
            with session(self._engine) as opened:
                own, special = _own_sources(opened, absent), cards.notices(opened, absent)
                for id_, service in cards.load(opened, absent).items():
                    self._public[id_, lang] = (cards.public_card(service, city, lang, special.get(id_, ())), own.get(id_, ()))
                for law in opened.scalars(select(Programme).where(Programme.id.in_(absent))):
                    self._public.setdefault((law.id, lang), (cards.programme_card(law, city, lang), ()))
        return {id_: self._public[id_, lang] for id_ in ids}

    def card(self, service: str, lang: str = "en") -> Card:
        """What is public of one service, without any verdict.

        Raises:
            NotKnown: there is no such published service.
        """
        entry: Entry | None = self._shelf.entries.get(service)
        if entry is None:
            raise NotKnown("service: there is no such service")
        city, now = self._cities[entry.city], datetime.now(UTC)
        public, own = self._read([service], lang, city)[service]
        there = cards.here_and_now(public, city.timezone, closed_days(city, now), now, None)
        shown = {key: value for key, value in public.items() if not key.startswith("_")}
        return {**shown, **there, "sources": [source.as_mapping() for source in own]}


def _own_sources(opened: Session, ids: Sequence[str]) -> dict[str, tuple[Source, ...]]:
    query = (
        select(ServiceSource.service_id, SourceRow)
        .join(SourceRow, (SourceRow.city_id == ServiceSource.city_id) & (SourceRow.id == ServiceSource.source_id))
        .where(ServiceSource.service_id.in_(ids))
        .order_by(ServiceSource.position)
    )
    found: dict[str, tuple[Source, ...]] = {}
    for service, source in opened.execute(query):
        found[service] = (*found.get(service, ()), source.cited())
    return found
