"""Words for a legal position, with negation, tense and owner: lexicon `statuses` of each language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from bot.understanding.lexicon import load, mender
from bot.understanding.people import People

_CLAUSE = re.compile(r" [.,] ")
_NO_STATUS = "none"  # in `first`: words that only look like a status, "no work permit"


@dataclass(frozen=True)
class Hit:
    """A status that words state: whose it is and where it stands in the padded text."""

    status: str
    owners: tuple[str, ...]
    start: int
    end: int


# Where one person is said to have both, the first says all of it.
_SAYS_MORE = {
    "victim_protection": {"temporary_resident"},
    "student": {"temporary_resident", "visitor"},
    "permanent_resident": {"temporary_resident"},
    "temporary_protection": {"temporary_resident"},
    "deferred_action": {"temporary_resident"},
    "asylum_seeker": {"temporary_resident"},
    "refugee": {"asylum_seeker", "temporary_resident"},
    "returnee": {"citizen"},
    "stateless": {"citizen", "undocumented"},
    "eu_citizen": {"citizen", "temporary_resident"},
    "unaccompanied_minor": {"undocumented"},
    "undisclosed": {"undocumented"},
    "undocumented": {"temporary_resident"},
}


@dataclass(frozen=True)
class _Words:
    first: dict[str, re.Pattern[str]]
    phrases: dict[str, re.Pattern[str]]
    negated: re.Pattern[str] | None
    wished: re.Pattern[str] | None
    born_here: re.Pattern[str] | None


@cache
def _words(tag: str) -> _Words:
    lexicon = load(tag, "statuses")
    return _Words(
        lexicon.labelled("first"),
        lexicon.labelled("phrases"),
        _shortly(tag, "not", 2),
        _shortly(tag, "wish", 4),
        lexicon.compiled(lexicon.data.get("born_here") or []),
    )


def _shortly(tag: str, name: str, reach: int) -> re.Pattern[str] | None:
    """The words of a guard, at most `reach` words before the end of what stands before a hit."""
    compiled = load(tag, "statuses").compiled(load(tag, "statuses").data.get(name) or [])
    return re.compile(rf"{compiled.pattern}(?: [^ ]+){{0,{reach}}} $") if compiled else None


def find(line: str, languages: Iterable[str], people: People, birth_makes_citizen: bool = False) -> list[Hit]:
    """All statuses that a padded message states, each with its owners; refused and run-out ones are `undocumented`.

    Args:
        line: the message as `text.padded` gives it.
        languages: tags whose lexicons are asked.
        people: the persons of the message.
        birth_makes_citizen: whether "born here" makes a citizen (in the United States, not in Spain).
    """
    tags = tuple(languages)
    hits = [hit for tag in tags for hit in _in_language(line, tag, people)]
    if birth_makes_citizen:
        hits += [hit for tag in tags for hit in _born_here(line, tag, people)]
    return [hit for hit in hits if not any(_outdone(hit, other) for other in hits)]


def _outdone(hit: Hit, other: Hit) -> bool:
    """Whether another hit of the same owners says more, or the same words were read twice."""
    same_words = other.start <= hit.start and hit.end <= other.end and (other.end - other.start) > (hit.end - hit.start)
    says_more = hit.status in _SAYS_MORE.get(other.status, ()) and bool(set(hit.owners) & set(other.owners))
    return says_more or (same_words and hit.status != other.status)


def _in_language(line: str, tag: str, people: People) -> Iterator[Hit]:
    words = _words(tag)
    if not words.phrases:
        return
    mended = mender(tag, "statuses").mend(line)
    text = mended if len(mended) == len(line) else line
    taken: set[tuple[str, str]] = set()
    for label, start, end in _matches(text, words.first):
        status, _, instead = label.partition("/")
        if status != _NO_STATUS:
            hit = Hit(status, people.owners(start, end), start, end)
            taken.update((instead, owner) for owner in hit.owners)
            yield hit
        text = text[:start] + " " + "_" * (end - start - 1) + text[end:]
    for status, start, end in _matches(text, words.phrases):
        # Nobody wishes to have no papers: "I need a doctor and have no papers" states it.
        wished = None if status == "undocumented" else words.wished
        owners = people.owners(start, end)
        is_taken = not taken.isdisjoint((status, owner) for owner in owners)
        if not is_taken and not _guarded(text, start, (words.negated, wished)):
            yield Hit(status, owners, start, end)


def _born_here(line: str, tag: str, people: People) -> Iterator[Hit]:
    expression = _words(tag).born_here
    for found in expression.finditer(line) if expression else ():
        yield Hit("citizen", people.owners(found.start(), found.end()), found.start(), found.end())


def _matches(text: str, expressions: dict[str, re.Pattern[str]]) -> list[tuple[str, int, int]]:
    return [
        (status, found.start(), found.end())
        for status, expression in expressions.items()
        for found in expression.finditer(text)
    ]


def _guarded(text: str, start: int, guards: Iterable[re.Pattern[str] | None]) -> bool:
    before = f" {_CLAUSE.split(text[:start] + ' ')[-1].strip()} "
    return any(guard.search(before) for guard in guards if guard)
