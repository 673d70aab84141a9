"""Which services or programmes a text names: by their own names, or by what people call them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

import yaml

from actions.directory import ROOT, directory
from services_directory.access import Question
from services_directory.wording.phrases import FALLBACK

_MOST_NAMED = 3
_MOST_READ = 2000
_SHORTEST_WORD = 5
_SHORTEST = 3
_ACRONYM = re.compile(r"[A-Z][A-Z-]{2,8}|\d{3}")
_BRACKETED = re.compile(r"\(([^()]+)\)")
_AND = "&"  # a name of several parts says more than one of one
_NOT_A_WORD = re.compile(r"[^\w+]+")
_CHINESE = re.compile("([\u3400-\u9fff])")


def named_in(text: str, city: str | None) -> list[str]:
    """Ids of services or programmes of the city that the text names, the longest name first; empty where it names none."""
    if not city:
        return []
    said = f" {fold(text)} "
    found = sorted(
        (-name.count(_AND), -len(name), id_)
        for name, id_ in _names(city)
        if all(f" {part} " in said for part in name.split(_AND))
    )
    telling = [one for one in found if one[0] < 0] or found
    return list(dict.fromkeys(id_ for *_, id_ in telling))[:_MOST_NAMED]


def fold(text: str) -> str:
    """Words in small letters without accents, one space between them; a Chinese character is a word of its own."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))
    return _NOT_A_WORD.sub(" ", _CHINESE.sub(r" \1 ", plain)).strip()


def _names(city: str) -> list[tuple[str, str]]:
    """Folded name and id of everything that the city has; nothing while the directory cannot be read."""
    try:
        services = directory().services(city)
        everyday = [(name, id_) for name, id_ in _everyday_names() if id_ in services]
        return [*everyday, *_own_names(city, services)]
    except Exception:
        # Whatever is wrong with the directory, a message must still be understood: it may speak of danger.
        return []


@cache
def _everyday_names() -> tuple[tuple[str, str], ...]:
    """What people call services and programmes, in every language: `data/languages/<tag>/lexicon/programmes.yml`.

    `padron & tent` is a name where both parts are said, wherever they stand.
    """
    found: list[tuple[str, str]] = []
    for file in sorted((ROOT / "data" / "languages").glob("*/lexicon/programmes.yml")):
        names = yaml.safe_load(file.read_text(encoding="utf-8"))["names"]
        found += [(_AND.join(map(fold, str(name).split("&"))), str(id_)) for id_, its in names.items() for name in its]
    return tuple(found)


@cache
def _own_names(city: str, services: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The names that services have themselves, whole and in their telling parts. Names of a very large city are not read."""
    if len(services) > _MOST_READ:
        return ()
    tags = {FALLBACK, *(tag for one in directory().cities() if one["id"] == city for tag in one["languages"])}
    asked = (Question(city=city, services=services, limit=len(services), lang=tag) for tag in sorted(tags))
    cards = [card for question in asked for card in directory().answer(question).cards]
    return tuple(dict.fromkeys((name, card["id"]) for card in cards for name in parts_of(card["name"], city)))


def parts_of(name: str, city: str) -> list[str]:
    """The ways in which a name can be said: whole, without its explanation, what stands in brackets, its acronym."""
    bare = _BRACKETED.sub("", name)
    head = re.split(r":|,", bare)[0]
    said = [name, bare, head, *re.split(r"\s+[-–—]\s+", head), *_in_brackets(name)]
    first = head.split()[0] if head.split() else ""
    if _ACRONYM.fullmatch(first):
        said.append(first)
    folded = [fold(one) for one in said]
    without_city = [one.removesuffix(f" {fold(city)}") for one in folded]
    return list(dict.fromkeys(one for one in (*folded, *without_city) if _telling(one)))


def _in_brackets(name: str) -> Iterator[str]:
    for group in _BRACKETED.findall(name):
        yield from (part.strip() for part in group.split(",") if _ACRONYM.fullmatch(part.strip()) or " " in part.strip())


def _telling(name: str) -> bool:
    """Long enough to be a name: several words, one long word, or an acronym."""
    return " " in name or len(name) >= _SHORTEST_WORD or (len(name) >= _SHORTEST and name not in _COMMON)


_COMMON: frozenset[str] = frozenset({"free", "city", "help", "your", "tax"})
