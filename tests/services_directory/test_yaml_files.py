from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_directory.settings import ROOT
from services_directory.yaml_files import BadYaml, load, parse, shown

HERE = Path("file.yml")


def data(text: str) -> object:
    return parse(text, HERE).data


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "Yes", "NO", "y", "n"])
def test_the_words_of_yaml_1_1_are_plain_text(word: str) -> None:
    assert data(f"answer: {word}") == {"answer": word}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("''", ""),
        ("12", 12),
        ("-3", -3),
        ("2.5", 2.5),
        ("1e3", 1000.0),
        ("2026-09-30", date(2026, 9, 30)),
        ("2026-09", "2026-09"),
        ("24/7", "24/7"),
        ("10:30", "10:30"),
        ("'061'", "061"),
        ("+34 952", "+34 952"),
    ],
)
def test_what_a_plain_word_means(text: str, value: object) -> None:
    assert data(f"a: {text}") == {"a": value}
    assert type(data(f"a: {text}")["a"]) is type(value)  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "'a' stands twice"),
        ("a:\n  b: 1\n  b: 2\n", 3, "'b' stands twice"),
        ("phone: 061\n", 1, "lose its zero"),
        ("x: 1\na: [1,\nb: 2\n", 4, "(begun in line 2)"),
        ("- a\nb: c\n", 2, "not YAML"),
        ("a: 2026-02-30\n", 1, "no day of the calendar"),
        ("a: !!python/object:os.system x\n", 1, "tag"),
        ("a: !new x\n", 1, "tag"),
        ("a: &x [*x]\n", 1, "holds itself"),
        ("? [1, 2]\n: x\n", 1, "key must be"),
        ("a: 1\n---\nb: 2\n", 2, "single document"),
        ("a: \x07\n", 1, "character"),
        ("x: " + "[" * 100 + "]" * 100, 1, "nested deeper"),
        ("[" * 200_000, 1, "nested deeper"),
        ("- " * 200_000 + "a", 1, "nested deeper"),
        ("\n".join(["["] * 50_000), 61, "nested deeper"),
    ],
)
def test_every_fault_has_its_line_and_why(text: str, line: int, why: str) -> None:
    with pytest.raises(BadYaml) as caught:
        parse(text, HERE)
    assert caught.value.line == line
    assert why in caught.value.why
    assert str(caught.value) == f"file.yml:{line}: {caught.value.why}"


def test_a_line_for_every_place() -> None:
    document = parse("a:\n- x: {k.l: 1}\n  y: 2\n- z:\n    deep: 3\nb: 4\n", HERE)
    assert document.line("b") == 6
    assert document.line("a[0].y") == 3
    assert document.line("a[0].x.k.l") == 2
    assert document.line("a[1].z.deep") == 5


def test_a_place_that_is_not_there_gets_the_line_around_it() -> None:
    document = parse("a:\n- x: 1\n-\n  y: 2\n", HERE)
    assert document.line("a[1].missing") == 4
    assert document.line("a[7]") == 1
    assert document.line("") == 1


def test_an_anchor_is_the_same_value_again() -> None:
    assert data("a: &one {b: [1]}\nc: *one\n") == {"a": {"b": [1]}, "c": {"b": [1]}}


def test_aliases_cannot_be_made_to_explode() -> None:
    levels = "\n".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 40))
    made = parse(f"a0: &a0 x\n{levels}\n", HERE).data
    assert len(made["a39"]) == 9


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "latin.yml"
    path.write_bytes("a: Málaga".encode("latin-1"))
    with pytest.raises(BadYaml, match="not UTF-8"):
        load(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadYaml, match="cannot be read"):
        load(tmp_path / "none.yml")


def test_an_empty_file_is_nothing(tmp_path: Path) -> None:
    path = tmp_path / "empty.yml"
    path.write_text("# only a comment\n")
    document = load(path)
    assert document.data is None
    assert document.line("anything") == 1


def test_paths_are_shown_from_the_checkout() -> None:
    assert shown(ROOT / "data" / "vocabulary.yml") == "data/vocabulary.yml"


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_with_a_line(text: str) -> None:
    try:
        document = parse(text, HERE)
    except BadYaml as error:
        line = error.line
    else:
        line = document.line()
    assert line >= 1
