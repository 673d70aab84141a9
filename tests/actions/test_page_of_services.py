"""What stands on one page."""

from __future__ import annotations

from typing import Any

import pytest

from actions.page_of_services import nearest_to_yes, put_together


def card(
    id_: str,
    verdict: str = "yes",
    kind: str = "ngo",
    needs: tuple[str, ...] = ("food",),
    programme: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    return {
        "id": id_,
        "verdict": verdict,
        "kind": kind,
        "needs": list(needs),
        "programme": programme,
        "would_change": [],
        **more,
    }


def ids(cards: list[dict[str, Any]]) -> list[str]:
    return [one["id"] for one in cards]


def test_different_kinds_before_more_of_the_same() -> None:
    cards = [card("a"), card("b"), card("c", kind="city"), card("d", kind="hotline")]
    assert ids(put_together(cards, ["food"], 3)) == ["a", "c", "d"]
    assert ids(put_together(cards, ["food"], 4)) == ["a", "b", "c", "d"]


def test_one_hotline_and_one_of_a_programme_and_all_of_them_where_there_is_nothing_else() -> None:
    lines = [card(str(n), kind="hotline") for n in range(3)]
    assert len(put_together(lines, ["food"], 3)) == 3
    assert ids(put_together([*lines, card("a"), card("b")], ["food"], 3)) == ["a", "b", "0"]
    chain = [card(str(n), kind="clinic", programme="chain") for n in range(3)]
    assert ids(put_together([*chain, card("a", kind="clinic")], ["food"], 2)) == ["0", "a"]


def test_a_place_before_a_call_but_not_where_a_call_helps_first() -> None:
    cards = [card("line", kind="hotline"), card("place")]
    assert ids(put_together(cards, ["food"], 2)) == ["place", "line"]
    violence = [card("line", kind="hotline", needs=("violence_support",)), card("place", needs=("violence_support",))]
    assert ids(put_together(violence, ["violence_support"], 2)) == ["line", "place"]


def test_what_is_mainly_for_the_need_and_may_be_a_yes_before_a_side_line() -> None:
    cards = [card("side", needs=("housing", "food")), card("main", verdict="depends")]
    assert ids(put_together(cards, ["food"], 2)) == ["main", "side"]


@pytest.mark.parametrize(
    ("change", "near"),
    [
        ({"facts": {"months_since_application": {"min": 6}}, "conditions": []}, True),
        ({"facts": {"registered": True}, "conditions": []}, True),
        ({"facts": {"status": "permanent_resident"}, "conditions": []}, False),
        ({"facts": {"registered": True}, "conditions": ["listed_category"]}, False),
        ({"facts": {"registered": True, "nationality": ["CU"]}, "conditions": []}, False),
    ],
)
def test_nearly_a_yes_is_what_time_or_a_step_brings(change: dict[str, Any], near: bool) -> None:
    found = nearest_to_yes([card("a", verdict="no", would_change=[change])], ["food"])
    assert (found is not None) == near


def test_a_right_by_law_is_the_nearest() -> None:
    soon = [{"facts": {"registered": True}, "conditions": []}]
    cards = [
        card("a", "no", would_change=soon),
        card("law", "no", programme="x", would_change=soon),
        card("b", "no", would_change=soon),
    ]
    assert nearest_to_yes(cards, ["food"])["id"] == "law"  # type: ignore[index]
    assert nearest_to_yes([card("other", "no", needs=("housing", "food"), would_change=soon)], ["food"]) is None
