"""The access grid: what the form can say comes back the same, what it cannot is kept, and blank is no answer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_directory.editing import grid
from services_directory.eligibility.rules import STATUSES, Reader

SOURCES = {"law": {"citation": "A law"}, "sheet": {"citation": "A sheet"}}


def settled() -> st.SearchStrategy[grid.Line]:
    plain = st.builds(
        grid.Line, status=st.just("refugee"), answer=st.sampled_from(["yes", "no", "not_stated"]),
        note=st.sampled_from(["", "A note."]), source=st.sampled_from(["", "law"]),
    )  # fmt: skip
    depends = st.builds(
        grid.Line, status=st.just("refugee"), answer=st.just("depends"), when=st.sampled_from(grid.WHEN), number=st.just("6"),
        note=st.sampled_from(["", "A note."]),
    )  # fmt: skip
    return plain | depends


@given(settled())
def test_a_line_means_a_rule_and_the_rule_shows_as_the_line(line: grid.Line) -> None:
    cell = grid.cell(line, None, "en")
    rule = {"status": {**dict.fromkeys(STATUSES, "no"), "refugee": cell}}
    list(Reader(SOURCES).periods(rule, "rule"))  # the reader of the law takes it
    shown = next(one for one in grid.lines(rule, "en") if one.status == "refugee")
    assert (shown.answer, shown.note, shown.source) == (line.answer, line.note, line.source)
    if line.answer == "depends":
        assert shown.when == line.when
        assert shown.number == (line.number if line.when in grid.PERIODS else "")


def test_blank_is_no_answer() -> None:
    assert grid.cell(grid.Line("refugee"), "yes", "en") is None
    assert grid.cell(grid.Line("refugee", "perhaps"), None, "en") is None


def test_what_the_form_cannot_show_is_kept_until_another_answer_is_chosen() -> None:
    special: dict[str, Any] = {
        "when": {"any": [{"pregnant": True}, {"age": {"max": 17}}]}, "note": {"en": "N", "es": "Ñ"}, "qualifiers": ["emergency_only"],
        "sources": ["law", "sheet"],
    }  # fmt: skip
    line = next(one for one in grid.lines({"status": {"refugee": special}}, "en") if one.status == "refugee")
    assert (line.when, line.answer) == (grid.KEPT, "depends")
    assert "pregnant" in line.kept
    assert grid.cell(line, special, "en") == special
    assert grid.cell(grid.Line("refugee", "yes"), special, "en") == {"can": "yes", "note": {"es": "Ñ"}}


def test_what_holds_for_all_goes_both_ways() -> None:
    said = {"all": [{"income_monthly": {"max": 900}}, {"registered": True}, {"age": {"min": 18}}]}
    plain, age, other = grid.for_all({"and": said})
    assert (plain, age, other) == (["registered"], {"min": 18}, [{"income_monthly": {"max": 900}}])
    assert grid.together(plain, age, other) == said
    assert grid.together([], {}, []) is None


@pytest.mark.parametrize("number", ["", "x", "-1"])
def test_months_that_are_no_number_are_named_by_the_check(number: str) -> None:
    cell = grid.cell(grid.Line("refugee", "depends", when="months_in_country", number=number), None, "en")
    with pytest.raises(ValueError, match="months_in_country"):
        list(Reader(SOURCES).periods({"status": {**dict.fromkeys(STATUSES, "yes"), "refugee": cell}}, "rule"))
