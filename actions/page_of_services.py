"""Which services stand on one page of a phone: mainly for the need, of different kinds, and the one that is nearly a yes.

The directory ranks; here only a page is put together, so that three lines of the same hotline or chain do not hide the rest.
"""

from __future__ import annotations

from collections.abc import Sequence

from actions.messages import Card

_HOTLINE = "hotline"
# For these a call is what helps first; for all other needs a place does.
_CALL_FIRST = frozenset({"violence_support", "trafficking_support", "mental_health", "substance_use"})
_OTHERWISE = 4
_WITHIN_REACH = frozenset(
    {"months_in_status", "months_since_application", "months_in_country", "social_security_months", "age", "registered",
     "has_referral", "documents"}
)  # fmt: skip


def put_together(cards: Sequence[Card], needs: Sequence[str], size: int) -> list[Card]:
    """The page: at most one hotline and one service of a programme where there are others to show.

    Args:
        cards: best first, as the directory ranks them.
        needs: of the request; none where services were asked for by name.
    """
    ordered = sorted(cards, key=lambda card: _usefulness(card, needs))
    page: list[Card] = []
    for fits in (_new_kind, _not_again, _anything):
        for card in ordered:
            if len(page) < size and card not in page and fits(card, page):
                page.append(card)
    page.sort(key=ordered.index)
    return page if _CALL_FIRST & set(needs) else sorted(page, key=lambda card: card["kind"] == _HOTLINE)


def mainly_for(card: Card, needs: Sequence[str]) -> bool:
    """Is one of the needs what the service is mostly for?"""
    return not needs or card["needs"][:1] == [] or card["needs"][0] in needs


def nearest_to_yes(cards: Sequence[Card], needs: Sequence[str]) -> Card | None:
    """A no that something within reach, or time, would turn into a yes, mainly for the need; a right by law first."""
    nearly = [card for card in cards if card["verdict"] == "no" and mainly_for(card, needs) and _within_reach(card)]
    return min(nearly, key=lambda card: card["programme"] is None, default=None)


def _within_reach(card: Card) -> bool:
    """Time alone brings it, or a step that anybody can take; another status is no such step."""
    return any(set(change["facts"]) <= _WITHIN_REACH and not change["conditions"] for change in card["would_change"])


def _usefulness(card: Card, needs: Sequence[str]) -> int:
    order = {("yes", True): 0, ("depends", True): 1, ("yes", False): 2, ("unknown", True): 3}
    return order.get((card["verdict"], mainly_for(card, needs)), _OTHERWISE)


def _new_kind(card: Card, page: Sequence[Card]) -> bool:
    return card["kind"] not in {other["kind"] for other in page} and _not_again(card, page)


def _not_again(card: Card, page: Sequence[Card]) -> bool:
    hotline = card["kind"] == _HOTLINE and any(other["kind"] == _HOTLINE for other in page)
    programme = card["programme"] and card["programme"] in {other["programme"] for other in page}
    return not hotline and not programme


def _anything(card: Card, page: Sequence[Card]) -> bool:
    return True
