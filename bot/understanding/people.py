"""Who is spoken of in a message, and whose a thing is that is said in it.

Persons are `me`, `child`, `partner`, `parent`, `client`, `other`. "We" is the speaker with partner and children. Those who do
something to the speaker (`against`: a boss, a landlord) are `other` and never the ones who are helped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from bot.understanding.lexicon import load

NAMED = ("child", "partner", "parent", "client", "other")
_CLAUSE_MARKS = re.compile(r" [.,](?= )")


@dataclass(frozen=True)
class Mention:
    """A word that stands for someone: `me`, `we`, `they` or a named person; positions in the padded text."""

    who: str
    start: int
    end: int


@dataclass(frozen=True)
class _Words:
    mentions: dict[str, re.Pattern[str]]
    turns: re.Pattern[str] | None
    helped: re.Pattern[str] | None
    minor: re.Pattern[str] | None
    grown: re.Pattern[str] | None


@cache
def _words(tag: str) -> _Words:
    lexicon = load(tag, "people")
    one = {name: lexicon.compiled(lexicon.data.get(name) or []) for name in ("turn", "for", "minor", "grown")}
    return _Words(lexicon.labelled("people"), one["turn"], one["for"], one["minor"], one["grown"])


class People:
    """The persons of one message, and the clauses in which they stand."""

    def __init__(self, line: str, languages: Iterable[str]) -> None:
        """Read a padded message with the words of the languages."""
        self._line = line
        self._tags = tuple(languages)
        self.mentions = sorted(self._find(), key=lambda mention: (mention.start, -mention.end))
        self._breaks = self._clause_starts()
        self.named = tuple(dict.fromkeys(mention.who for mention in self.mentions if mention.who in NAMED))

    def _find(self) -> Iterable[Mention]:
        for tag in self._tags:
            for who, expression in _words(tag).mentions.items():
                for found in expression.finditer(self._line):
                    yield Mention(who, found.start(), found.end())

    def _clause_starts(self) -> list[int]:
        starts = [found.start() for found in _CLAUSE_MARKS.finditer(self._line)]
        for tag in self._tags:
            turns = _words(tag).turns
            starts.extend(found.start() for found in turns.finditer(self._line)) if turns else None
        return sorted({0, *starts})

    def clause(self, position: int) -> tuple[int, int]:
        """Bounds of the clause in which a position lies."""
        start = max((begin for begin in self._breaks if begin <= position), default=0)
        end = min((begin for begin in self._breaks if begin > position), default=len(self._line))
        return start, end

    def owners(self, start: int, end: int) -> tuple[str, ...]:
        """Whose the thing is that is said between two positions.

        The person named last before it (or in it) in its clause; else the one of the clauses before, back to the sentence's
        start; else the speaker. A pronoun stands for the person named last.
        """
        clause_start, clause_end = self.clause(start)
        inside = [mention for mention in self.mentions if clause_start <= mention.start < max(end, clause_start + 1)]
        if inside:
            return self._resolve(self._subject(inside, start))
        after = [mention for mention in self.mentions if end <= mention.start < clause_end and mention.who in NAMED]
        if after:
            return self._resolve(after[0])
        sentence = self._line.rfind(" .", 0, start) + 1
        before = [mention for mention in self.mentions if sentence <= mention.start < clause_start]
        carried = [mention for mention in before if mention.who != "they"]
        return self._resolve(carried[-1]) if carried and carried[-1].who != "other" else ("me",)

    @staticmethod
    def _subject(inside: list[Mention], start: int) -> Mention:
        """The nearest mention before the thing; a first person inside the thing itself is stronger."""
        own = [mention for mention in inside if mention.start >= start]
        before = [mention for mention in inside if mention.start < start]
        if own and (not before or own[0].who in ("me", "we")):
            return own[0]
        return before[-1]

    def _resolve(self, mention: Mention) -> tuple[str, ...]:
        if mention.who == "we":
            return ("me", *(who for who in self.named if who in ("child", "partner")))
        if mention.who == "they":
            named = [other for other in self.mentions if other.who in NAMED and other.start < mention.start]
            return (named[-1].who,) if named else ("other",)
        return ("other",) if mention.who == "against" else (mention.who,)

    def helped(self) -> str:
        """The person for whom help is asked, as far as the words tell: `me` unless another is named for it."""
        for tag in self._tags:
            marks = _words(tag).helped
            for found in marks.finditer(self._line) if marks else ():
                near = [m for m in self.mentions if m.who in NAMED and 0 <= m.start - found.end() <= 22]
                if near:
                    return near[0].who
        return self._first_subject()

    def subject(self) -> str | None:
        """Who comes first: `they` (a pronoun) only in a message without any first person; None where nobody is spoken of."""
        speaking = next((mention.who for mention in self.mentions if mention.who in ("me", "we")), None)
        first = next((mention.who for mention in self.mentions if mention.who != "against"), None)
        return speaking if first == "they" and speaking else first

    def unnamed(self) -> bool:
        """Whether a pronoun stands for somebody whom the message does not name: "he has no work permit"."""
        first = next((mention for mention in self.mentions if mention.who == "they"), None)
        before = first and any(mention.start < first.start for mention in self.mentions if mention.who in (*NAMED, "against"))
        return first is not None and not before and "other" not in self.named

    def _first_subject(self) -> str:
        """Another person who is what the message is about: named before any first person, and not doing something to them."""
        first = next((mention for mention in self.mentions if mention.who not in ("they",)), None)
        if first is None or first.who not in NAMED:
            return "me"
        bounds = self.clause(first.start)
        to_me = any(m.who in ("me", "we") and bounds[0] <= m.start < bounds[1] for m in self.mentions)
        return "me" if to_me and first.who != "child" else first.who

    def has_minor(self) -> bool:
        """Whether a child is named in a word that means someone young, and nothing says that they are grown up."""
        words = [_words(tag) for tag in self._tags]
        grown = any(found.grown.search(self._line) for found in words if found.grown)
        return not grown and any(found.minor.search(self._line) for found in words if found.minor)
