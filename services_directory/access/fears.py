"""What people fear when they ask for help, answered from `countries/<cc>/fears.yml`: short, dated, with its sources.

An entry answers some kinds of fear (`asked`) about some programmes, services, needs or kinds of office (`about`), or about
the whole country where it names none. Nothing here needs the database, and nothing is worked out: what no entry answers has no
answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from services_directory.settings import ROOT
from services_directory.vocabulary import id_set
from services_directory.yaml_files import load

COUNTRIES = ROOT / "services_directory" / "countries"
_ABOUT = ("programmes", "services", "needs", "kinds")
_KEYS = frozenset({"asked", "about", "settled", "question", "answer", "sources", "date"})


@dataclass(frozen=True, slots=True)
class Fear:
    """One answer.

    Attributes:
        asked: kinds of fear that it answers (ids of the vocabulary's `fears`).
        about: ids by kind of thing; empty where it is about the whole country.
        settled: whether courts and lawmakers have decided; where not, that must be said.
        question: language to the question that it answers, where that was written.
        answer: language to text. Only where there is a question in its language may it begin with a bare yes or no.
        sources: `{"citation", "basis", "url"?, "seen"?}` each.
        date: day, month or year for which the answer was found, as ISO 8601 writes it.
    """

    id: str
    asked: tuple[str, ...]
    about: Mapping[str, frozenset[str]]
    settled: bool
    question: Mapping[str, str]
    answer: Mapping[str, str]
    sources: tuple[Mapping[str, Any], ...]
    date: str

    def fits(self, card: Mapping[str, Any]) -> int:
        """How closely it is about a service: 4 for its programme or itself, 2 its need, 1 its kind of office, 0 not at all."""
        if card["programme"] in self.about.get("programmes", ()) or card["id"] in self.about.get("services", ()):
            return 4
        if set(card["needs"][:1]) & self.about.get("needs", frozenset()):
            return 2
        return 1 if card["kind"] in self.about.get("kinds", ()) else 0


@cache
def fears(country: str) -> tuple[Fear, ...]:
    """All answers of a country (ISO 3166-1 code), in the order of its file; none for a country without one.

    Raises:
        ValueError: the file breaks the form; the entry and what is wrong are named.
    """
    path = COUNTRIES / country.lower() / "fears.yml"
    return _read(path) if path.exists() else ()


def answers(country: str, asked: Iterable[str], cards: Sequence[Mapping[str, Any]], most: int = 2) -> list[Fear]:
    """What is known of some fears about some services: the most closely fitting first, then what is true of the whole country.

    Args:
        asked: ids of the vocabulary's `fears`.
        cards: the services that the fear is about; none where it is about no service in particular.
        most: at most so many.
    """
    kinds = set(asked)
    known = [fear for fear in fears(country) if kinds & set(fear.asked)]
    fitting = [(max((fear.fits(card) for card in cards), default=0), fear) for fear in known]
    close = [fear for fit, fear in sorted(fitting, key=lambda one: -one[0]) if fit]
    general = [fear for fear in known if not fear.about]
    return (close or general)[:most]


def _read(path: Path) -> tuple[Fear, ...]:
    data = load(path).data
    try:
        return tuple(_fear(id_, entry, data["sources"]) for id_, entry in data["fears"].items())
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ValueError(f"{path.parent.name}/{path.name}: {error}") from None


def _fear(id_: str, entry: Mapping[str, Any], sources: Mapping[str, Mapping[str, Any]]) -> Fear:
    about = entry.get("about") or {}
    unknown = [*(set(entry) - _KEYS), *(set(about) - set(_ABOUT)), *(set(entry["asked"]) - id_set("fears"))]
    absent = [source for source in entry["sources"] if source not in sources]
    if unknown or absent or not entry["sources"] or not entry["asked"]:
        raise ValueError(f"{id_}: needs sources of the file and known keys; not known: {', '.join([*unknown, *absent]) or '-'}")
    return Fear(
        id=id_,
        asked=tuple(entry["asked"]),
        about={kind: frozenset(map(str, ids)) for kind, ids in about.items()},
        settled=entry.get("settled", True),
        question=dict(entry.get("question") or {}),
        answer=dict(entry["answer"]),
        sources=tuple(sources[source] for source in entry["sources"]),
        date=str(entry["date"]),
    )
