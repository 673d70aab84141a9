"""What the pages show around the talk: words, languages, cities, topics, the numbers for danger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from aiohttp import web

from bot.channels.cities import City
from bot.channels.forms import new_name
from bot.channels.languages import Language, wanted
from bot.channels.reach import tel
from services_directory.wording.direction import direction
from services_directory.wording.phrases import FALLBACK, Phrasebook

TOPICS = (
    "health_care", "food", "emergency_shelter", "housing", "employment", "immigration_legal",
    "identity_documents", "cash_benefits", "language_classes", "school_enrolment", "violence_support", "legal_aid",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows beside the talk."""

    lang: str
    city: City | None
    conversation: str


class PageContext:
    """Makes the context of the templates."""

    def __init__(
        self, book: Phrasebook, cities: Mapping[str, City], languages: Sequence[Language], public: str | None = None
    ) -> None:
        self.cities = cities
        self._book = book
        self._languages = {language.tag: language for language in languages}
        self._public = public

    def of(self, request: web.Request, page: Page, path: str = "/") -> dict[str, Any]:
        """The context of one page at a path."""
        lang = page.lang
        return {
            "lang": lang,
            "dir": direction(lang),
            "path": path,
            "t": partial(self._book.say, lang),
            "say": self._book.say,
            "languages": list(self._languages.values()),
            "city": page.city,
            "city_name": page.city.name(lang) if page.city else None,
            "cities": [(city.id, city.name(lang)) for city in self.cities.values()],
            "danger": self._danger(page),
            "topics": TOPICS,
            "away": f"https://{lang}.wikipedia.org/",
            "conversation": page.conversation,
            "once": new_name(),
            "origin": self._public or _asked(request),
        }

    def city(self, request: web.Request) -> City | None:
        """The city of the address; the only one there is where the address names none."""
        if "city" in request.match_info:
            return self.cities[request.match_info["city"]]
        return next(iter(self.cities.values())) if len(self.cities) == 1 else None

    def spoken(self, tags: Sequence[str]) -> str | None:
        """The first of some languages that the pages speak."""
        return next((tag for tag in tags if tag in self._languages), None)

    def wanted(self, request: web.Request, city: City | None) -> str:
        """The language of a link, of the browser, of the city, English: the first that there is."""
        tags = tuple(self._languages)
        proposed = (request.query.get("lang", ""), request.headers.get("Accept-Language", ""))
        found = next((tag for header in proposed if (tag := wanted(header, tags))), None)
        return found or self.spoken(tuple(city.languages if city else ())) or FALLBACK

    def _danger(self, page: Page) -> list[dict[str, Any]]:
        """The number for danger of the city, or of each city where none is chosen."""
        here = [page.city] if page.city else list(self.cities.values())
        numbers = [(city.name(page.lang), str(city.emergency[0]["number"])) for city in here]
        return [{"city": name, "number": number, "tel": tel(number)} for name, number in numbers]


def _asked(request: web.Request) -> str:
    """The origin that was asked, for link previews; nothing where the header Host names none."""
    try:
        return str(request.url.origin())
    except ValueError:
        return ""
