"""The pattern language of the lexicons."""

from __future__ import annotations

import pytest

from bot.understanding.phrases import PhraseError, compile_phrases, literals
from bot.understanding.text import clean, fold, padded

LISTS = {"no": ["no", "do not have"], "paper": ["papers", "docu*"]}


def matches(phrase: str, text: str) -> bool:
    compiled = compile_phrases([phrase], LISTS)
    assert compiled is not None
    return bool(compiled.search(padded(fold(clean(text)))))


@pytest.mark.parametrize(
    ("phrase", "text", "wanted"),
    [
        ("no papers", "I have no papers!", True),
        ("no papers", "no newspapers", False),
        ("{no} (any|the)? {paper}", "we do not have any documents", True),
        ("{no} (any|the)? {paper}", "we have any documents", False),
        ("lost .. papers", "lost all my papers", True),
        ("lost .. papers", "lost all of my good papers", False),
        ("lost .. papers", "lost it, papers too", False),
        ("(he|she) hit (me|my (son|daughter))", "SHE HIT MY DAUGHTER", True),
        ("medico", "necesito un médico", True),
        ("没有身份", "我没有身份", True),
        ("没有 .. 身份", "我没有合法身份", True),
        ("ورق", "والورق ضاع", True),
        ("help , please", "help, please", True),
    ],
)
def test_phrases(phrase: str, text: str, wanted: bool) -> None:
    assert matches(phrase, text) is wanted


def test_captures() -> None:
    compiled = compile_phrases(["<number> (years|months)"], {}, {"number": r"(?P<number>\d+)"})
    assert compiled is not None
    found = compiled.search(padded("i came 14 months ago"))
    assert found is not None
    assert found["number"] == "14"


@pytest.mark.parametrize("phrase", ["(a|b", "{unknown} list", "<unknown> thing"])
def test_a_bad_phrase_is_named(phrase: str) -> None:
    with pytest.raises(PhraseError, match="phrase «"):
        compile_phrases([phrase], LISTS)


def test_no_phrase_is_no_expression() -> None:
    assert compile_phrases([], {}) is None


def test_literals_leave_out_lists_and_open_ends() -> None:
    assert literals(["{no} (any|the)? papers", "docu* lost"]) == {"any", "the", "papers", "lost"}
