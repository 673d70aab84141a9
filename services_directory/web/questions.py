"""A request becomes a question to the directory. What breaks the contract is named by its field, never by its value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from multidict import MultiMapping

from services_directory.access import Facts, Person, Question
from services_directory.errors import BadQuestion

BY_ADDRESS = ("city", "need", "lang")
IN_BODY = (
    "city", "needs", "services", "people", "facts", "date", "lang", "place", "limit", "explain", "skipped", "refine",
)  # fmt: skip
REFINE = ("free", "open_now", "no_id", "no_appointment", "in_my_language", "near_me", "evenings", "weekends")
MOST_PEOPLE = 20
MOST_IDS = 500
MOST_CARDS = 1000
USUAL_CARDS = 100
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_WHO = re.compile(r"[\w .'-]{1,40}")


def from_address(query: MultiMapping[str]) -> Question:
    """A question from the address of a GET: city, need (repeatable), lang.

    Raises:
        BadQuestion: another parameter, since facts never stand in an address; or a value that cannot be.
    """
    if any(name not in BY_ADDRESS for name in query):
        raise BadQuestion("query", "only city, need and lang stand in an address; send everything else by POST, in a JSON body")
    needs = tuple(query.getall("need", []))
    if not needs:
        raise BadQuestion("need", "name at least one need of the vocabulary")
    return Question(city=_city(query.get("city")), needs=needs, lang=language(query.get("lang")), limit=USUAL_CARDS)


def from_body(body: Mapping[str, Any]) -> Question:
    """A question from the body of a POST.

    Raises:
        BadQuestion: an unknown or missing field, or a value that it cannot have.
    """
    for name in body:
        if name not in IN_BODY:
            raise BadQuestion("body", f"a field is not known; the fields are {', '.join(IN_BODY)}")
    needs, services = _ids(body, "needs"), _ids(body, "services")
    if not needs and not services:
        raise BadQuestion("needs", "name at least one need in `needs` or one service in `services`")
    return Question(
        city=_city(body.get("city")),
        needs=needs,
        services=services,
        people=_people(body),
        day=_day(body.get("date")),
        lang=language(body.get("lang")),
        place=_place(body.get("place")),
        limit=_limit(body.get("limit")) or (MOST_CARDS if services else USUAL_CARDS),
        explain=_flag(body.get("explain")),
        skipped=frozenset(_ids(body, "skipped")),
        refine=frozenset(_chosen(body, "refine", REFINE)),
    )


def language(said: Any) -> str:
    """A BCP 47 tag as given, English where none is.

    Raises:
        BadQuestion: it does not look like a tag.
    """
    if said is None:
        return "en"
    if not isinstance(said, str) or not _LANGUAGE.fullmatch(said):
        raise BadQuestion("lang", "must be a language tag such as es or zh-Hans (BCP 47)")
    return said


def _city(said: Any) -> str:
    if not isinstance(said, str) or not said:
        raise BadQuestion("city", "name a city; /api/v1/cities lists them")
    return said


def _people(body: Mapping[str, Any]) -> tuple[Person, ...]:
    people, facts = body.get("people"), body.get("facts")
    if people is not None and facts is not None:
        raise BadQuestion("facts", "give `people`, or `facts` for one person, not both")
    if people is None:
        return (Person("me", _facts(facts, "facts")),)
    if not isinstance(people, list) or not 1 <= len(people) <= MOST_PEOPLE:
        raise BadQuestion("people", f"must be a list of 1 to {MOST_PEOPLE}")
    return tuple(_person(person, f"people[{place}]") for place, person in enumerate(people))


def _person(said: Any, where: str) -> Person:
    if not isinstance(said, dict) or not set(said) <= {"who", "facts"}:
        raise BadQuestion(where, "must be an object with `who` and `facts`")
    who = said.get("who", "me")
    if not isinstance(who, str) or not _WHO.fullmatch(who):
        raise BadQuestion(f"{where}.who", "must be a word such as me, child, partner, parent, client")
    return Person(who, _facts(said.get("facts"), f"{where}.facts"))


def _facts(said: Any, where: str) -> Facts:
    if said is None:
        return Facts()
    if not isinstance(said, dict):
        raise BadQuestion(where, "must be an object of facts")
    for name in said:  # the name comes from outside: it is not repeated in the error
        if name not in Facts.__dataclass_fields__:
            raise BadQuestion(where, f"a fact is not known; the facts are {', '.join(sorted(Facts.__dataclass_fields__))}")
    return Facts.from_mapping(said, where)


def _ids(body: Mapping[str, Any], field: str) -> tuple[str, ...]:
    said = body.get(field)
    if said is None:
        return ()
    if not isinstance(said, list) or len(said) > MOST_IDS or not all(isinstance(item, str) for item in said):
        raise BadQuestion(field, f"must be a list of at most {MOST_IDS} ids")
    return tuple(dict.fromkeys(said))


def _chosen(body: Mapping[str, Any], field: str, among: tuple[str, ...]) -> tuple[str, ...]:
    said = _ids(body, field)
    if not set(said) <= set(among):
        raise BadQuestion(field, f"choose among {', '.join(among)}")
    return said


def _day(said: Any) -> date | None:
    if said is None:
        return None
    try:
        return date.fromisoformat(said)
    except (TypeError, ValueError):
        raise BadQuestion("date", "must be a day such as 2026-09-30") from None


def _place(said: Any) -> tuple[float, float] | None:
    if said is None:
        return None
    if not isinstance(said, dict):
        raise BadQuestion("place", 'must be an object such as {"lat": 36.72, "lon": -4.42}')
    return _degrees(said.get("lat"), 90, "place.lat"), _degrees(said.get("lon"), 180, "place.lon")


def _degrees(said: Any, most: int, where: str) -> float:
    if isinstance(said, bool) or not isinstance(said, int | float) or not -most <= said <= most:
        raise BadQuestion(where, f"must be degrees from -{most} to {most}")
    return float(said)


def _limit(said: Any) -> int | None:
    if said is None:
        return None
    if isinstance(said, bool) or not isinstance(said, int) or not 1 <= said <= MOST_CARDS:
        raise BadQuestion("limit", f"must be a whole number from 1 to {MOST_CARDS}")
    return said


def _flag(said: Any) -> bool:
    if said is None:
        return False
    if not isinstance(said, bool):
        raise BadQuestion("explain", "must be true or false")
    return said
