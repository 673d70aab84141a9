"""Measures over a table small enough to be counted by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.evaluation import COLUMNS, BadTable, Report, evaluate, read_rows

HEADER = "\t".join(COLUMNS)
TABLE = f"""{HEADER}
a1\ten\twhere do i eat\tfind_service\tfood\t\t\tplain
a2\ten\tbed and food, no papers\tfind_service\tfood,emergency_shelter\tundocumented\t\tplain
a3\ten\the is not breathing\tcrisis\t\t\tmedical_emergency\tplain
a4\ten\tthis tooth is killing me\tfind_service\tdental_vision\t\t\tnear_miss
a5\tes\tme va a matar, está en la puerta\tcrisis\t\t\tviolence_now self_harm\tplain
a6\tes\tcuéntame un chiste\tout_of_scope\t\t\t\tplain
"""
FOUND: dict[str, dict[str, Any]] = {
    "where do i eat": {"language": "en", "intent": "find_service", "confidence": 0.9, "needs": ["food"]},
    # a need missed, another in its place, a status too much
    "bed and food, no papers": {
        "language": "en", "intent": "ask_cost", "confidence": 0.4, "needs": ["food", "housing"], "statuses": ["undocumented", "visitor"],
    },
    # caught by the id alone
    "he is not breathing": {"language": "en", "intent": "find_service", "confidence": 0.5, "crisis": ["medical_emergency"]},
    # a false alarm
    "this tooth is killing me": {"language": "en", "intent": "crisis", "confidence": 0.6, "crisis": ["self_harm"]},
    # caught by the intent alone
    "me va a matar, está en la puerta": {"language": "es", "intent": "crisis", "confidence": 0.8, "crisis": ["violence_now"]},
    # off topic taken for a request, wrong language
    "cuéntame un chiste": {"language": "fr", "intent": "ask_hours", "confidence": 0.3},
}  # fmt: skip


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.tsv"
    path.write_text(TABLE, encoding="utf-8")
    return path


@pytest.fixture
def report(table: Path) -> Report:
    return evaluate(read_rows([table]), lambda text, city: FOUND[text])


def test_measures_in_all(report: Report) -> None:
    scores = report.overall
    assert scores.rows == 6
    assert (scores.intent.hits, scores.intent.of) == (2, 6)
    # wanted food, food, emergency_shelter, dental_vision; found food, food, housing; two right
    assert scores.needs.precision == pytest.approx(2 / 3)
    assert scores.needs.recall == pytest.approx(2 / 4)
    assert scores.needs.f1 == pytest.approx(4 / 7)
    assert scores.statuses.f1 == pytest.approx(2 / 3)
    assert scores.crisis.rate == 1.0
    assert (scores.crisis_ids.hits, scores.crisis_ids.of) == (1, 2)
    assert (scores.false_alarms.hits, scores.false_alarms.of) == (1, 4)
    assert (scores.near_misses.hits, scores.near_misses.of) == (1, 1)
    assert (scores.language.hits, scores.language.of) == (5, 6)
    assert (scores.taken_for_request.hits, scores.taken_for_request.of) == (1, 1)


def test_measures_by_language(report: Report) -> None:
    assert list(report.languages) == ["en", "es"]
    spanish = report.languages["es"]
    assert (spanish.rows, spanish.intent.hits, spanish.language.hits) == (2, 1, 1)
    assert spanish.needs.f1 is None
    assert spanish.near_misses.rate is None


def test_a_danger_not_seen_is_counted_as_missed(table: Path) -> None:
    calm = evaluate(read_rows([table]), lambda text, city: {"language": "en", "intent": "greet"})
    assert (calm.overall.crisis.hits, calm.overall.crisis.of) == (0, 2)
    assert calm.overall.false_alarms.hits == 0
    assert "danger missed" in calm.as_text(10)


def test_what_was_taken_for_what(report: Report) -> None:
    assert report.intents[("find_service", "ask_cost")] == 1
    assert report.intents[("find_service", "find_service")] == 1
    assert report.needs == {("emergency_shelter", "housing"): 1, ("dental_vision", "-"): 1}


def test_the_worst_row_comes_first_and_is_shown(report: Report) -> None:
    # a2: intent, a need missed, one too much, a status too much; a4: alarm, intent, need missed, crisis too much
    counts = [len(result.errors) for result in report.worst]
    assert counts == sorted(counts, reverse=True)
    assert {result.row.id for result in report.worst[:2]} == {"a2", "a4"}
    assert "a1" not in {result.row.id for result in report.worst}
    text = report.as_text(1)
    assert "bed and food, no papers" in text
    assert "cuéntame" not in text
    assert "Rows with most errors" not in report.as_text(0)


def test_json_says_the_same(report: Report) -> None:
    read = json.loads(json.dumps(report.as_json()))
    assert read["overall"]["needs"]["f1"] == pytest.approx(4 / 7)
    assert read["overall"]["crisis"] == {"hits": 2, "of": 2, "rate": 1.0}
    assert read["languages"]["es"]["needs"]["f1"] is None
    assert {"wanted": "find_service", "understood": "ask_cost", "rows": 1} in read["intents"]


def test_rows_are_asked_in_order_and_once(table: Path) -> None:
    asked: list[str] = []

    def understand(text: str, city: str | None) -> dict[str, Any]:
        asked.append(text)
        return FOUND[text]

    evaluate(read_rows([table]), understand)
    assert asked == list(FOUND)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("b1\ten\thello\tfind_servise\t\t\t\tplain", "intent: unknown find_servise"),
        ("b1\ten\thello\tgreet\tfood,fod\t\t\tplain", "needs: unknown fod"),
        ("b1\ten\thello\tgreet\t\talien\t\tplain", "statuses: unknown alien"),
        ("b1\ten\thello\tcrisis\t\t\tfire\tplain", "crisis: unknown fire"),
        ("b1\ten\t\tgreet\t\t\t\tplain", "text is empty"),
        ("a1\ten\thello\tgreet\t\t\t\tplain", "id a1 stands twice"),
        ("b1\ten\thello\tgreet\t\t\t\tplain\tmore", "9 cells, 8 columns"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, line: str, why: str) -> None:
    path = tmp_path / "bad.tsv"
    path.write_text(f"{HEADER}\na1\ten\thi\tgreet\t\t\t\tplain\n{line}\n", encoding="utf-8")
    with pytest.raises(BadTable) as caught:
        read_rows([path])
    assert str(caught.value) == f"{path}:3: {why}"


def test_a_bad_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadTable, match=r"nowhere\.tsv: cannot be read"):
        read_rows([tmp_path / "nowhere.tsv"])
    path = tmp_path / "short.tsv"
    path.write_text("id\tlang\ttext\n", encoding="utf-8")
    with pytest.raises(BadTable, match=r"short\.tsv:1: no column intent, needs"):
        read_rows([path])
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(BadTable, match="is not UTF-8"):
        read_rows([path])


def test_trailing_empty_cells_may_be_missing(tmp_path: Path) -> None:
    path = tmp_path / "short_row.tsv"
    path.write_text(f'{HEADER}\na1\ten\thi "there\tgreet\n', encoding="utf-8")
    (row,) = read_rows([path])
    assert (row.text, row.needs, row.register) == ('hi "there', frozenset(), "plain")
