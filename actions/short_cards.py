"""Services as they are read on a phone: a few lines each, and what is the same for all of them said once."""

from __future__ import annotations

from collections.abc import Sequence

from actions.messages import Card, book, lines, paragraphs
from services_directory.wording import cards as words
from services_directory.wording import formats

_MOST_REASONS = 2


def services_text(cards: Sequence[Card], lang: str) -> str:
    """Each service in five or six lines. Whom they are for and when they were checked stand once where they are the same."""
    checked = [words.checked_line(book(), card, lang) for card in cards]
    same = len(set(checked)) == 1
    assumed = _assumed_by_all(cards)
    texts = [_short(card, lang, assumed is None, None if same else line) for card, line in zip(cards, checked, strict=True)]
    for_whom = words.assumes_line(book(), assumed, lang) if assumed else None
    return paragraphs(*texts, for_whom, checked[0] if same else None)


def _assumed_by_all(cards: Sequence[Card]) -> Sequence[str] | None:
    """What each yes takes for granted, where it is the same for several; else None: each says it itself."""
    assumed = [card["assumes"] for card in cards if card["verdict"] == "yes"]
    return assumed[0] if len(assumed) > 1 and all(one == assumed[0] for one in assumed) else None


def _short(card: Card, lang: str, assumes: bool, checked: str | None) -> str:
    """Verdict; the best reason; papers and cost; who sees the data; where, when and how to reach it."""
    return lines(
        words.headline(book(), card, lang),
        formats.sentences(words.why_lines(book(), card, lang, assumes)[:_MOST_REASONS], lang),
        formats.sentences((words.papers_line(book(), card, lang), words.cost_line(book(), card, lang)), lang),
        words.privacy_line(book(), card, lang),
        *_reach(card, lang),
        checked,
    )


def _reach(card: Card, lang: str) -> list[str]:
    """The lines on place, hours and contact. That the hours are not known is worth a line only without a phone to ask."""
    unknown = words.hours_words(book(), card, lang) == book().say(lang, "hours_unknown")
    said = words.contact_lines(book(), card, lang)
    return [line for line in said if not (unknown and card["phone"] and line.endswith(book().say(lang, "hours_unknown")))]
