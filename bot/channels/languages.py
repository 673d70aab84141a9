"""Which languages the front door speaks, and which of them somebody wants."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from bot.understanding.lexicon import LANGUAGES, load, read_yaml, tags
from bot.understanding.text import clean, fold, words
from services_directory.wording.phrases import Phrasebook

_NEEDED = "page_tagline"
_MOST_WANTED = 20
_PLAINLY = 2  # words of one language, more than of any other


@dataclass(frozen=True, slots=True)
class Language:
    """A language that the pages are written in. `name` is its own name for itself."""

    tag: str
    name: str


def spoken_by_pages(book: Phrasebook) -> list[Language]:
    """The languages that have the pages' words, found by looking."""
    return [Language(tag, str(read_yaml(LANGUAGES / tag / "language.yml")["name"])) for tag in tags() if book.has(tag, _NEEDED)]


def known_language(tag: str, among: Collection[str]) -> str | None:
    """The language meant by a tag such as `es-MX` or `zh-Hans`, as far as it is among those known."""
    parts = tag.strip().lower().replace("_", "-").split("-")
    for length in range(len(parts), 0, -1):
        found = next((known for known in among if known.lower() == "-".join(parts[:length])), None)
        if found:
            return found
    return None


def wanted(accept_language: str, among: Sequence[str]) -> str | None:
    """The best language by a browser's header `Accept-Language`; None where it wants none that there is."""
    ranked: list[tuple[float, int, str]] = []
    for place, part in enumerate(accept_language.split(",")[:_MOST_WANTED]):
        tag, _, weight = part.partition(";")
        found = known_language(tag, among)
        if found:
            ranked.append((-_weight(weight), place, found))
    best = min(ranked, default=None)
    return best[2] if best and best[0] < 0 else None


def written_in(text: str) -> str | None:
    """The language that a text shows plainly by its small words; cheap, for when no worker answers."""
    said = set(words(fold(clean(text))))
    counted = {tag: len(said & _small_words(tag)) for tag in tags()}
    most = max(counted.values())
    best = [tag for tag, count in counted.items() if count == most]
    return best[0] if most >= _PLAINLY and len(best) == 1 else None


@cache
def _small_words(tag: str) -> frozenset[str]:
    return frozenset(fold(str(word)) for word in load(tag, "function").words.get("native") or ())


def _weight(said: str) -> float:
    name, _, value = said.strip().partition("=")
    try:
        return float(value) if name == "q" else 1.0
    except ValueError:
        return 0.0
