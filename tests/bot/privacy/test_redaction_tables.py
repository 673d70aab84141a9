"""Every `redaction.tsv` of a language: what leads to a person goes, the rest stays."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.privacy.redaction import redact

FILES = sorted((Path(__file__).parents[2] / "languages").glob("*/redaction.tsv"))
MARK = re.compile(r"\[(name|phone|email|address|document|account)\]")
RECALL, OVER = 0.97, 0.02


@dataclass(frozen=True)
class Score:
    """Placeholders wanted and found; words that had to stay, and those of them that did not."""

    wanted: int
    found: int
    kept: int
    lost: int
    misses: tuple[str, ...]


def _spans(text: str, redacted: str) -> list[tuple[int, int, str]]:
    """Where in the text the placeholders of its redacted form stand."""
    pieces = MARK.split(redacted)
    source = "".join("(.+?)" if place % 2 else re.escape(piece) for place, piece in enumerate(pieces))
    match = re.fullmatch(source, text, re.DOTALL)
    assert match, f"the redacted form does not fit the text: {redacted}"
    return [(*match.span(place // 2 + 1), pieces[place]) for place in range(1, len(pieces), 2)]


def _hidden(spans: list[tuple[int, int, str]], kind: str | None = None) -> set[int]:
    return {place for start, end, of in spans if kind in (None, of) for place in range(start, end)}


def _letters(text: str, places: set[int]) -> set[int]:
    return {place for place in places if text[place].isalnum()}


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def _score(path: Path) -> Score:
    wanted = found = kept = lost = 0
    misses = []
    for row in _rows(path):
        text, got = row["text"], redact(row["text"], row["lang"])
        gold, mine = _spans(text, row["redacted"]), _spans(text, got)
        hits = sum(_letters(text, _hidden([span])) <= _hidden(mine, span[2]) for span in gold)
        stays = [range(*word.span()) for word in re.finditer(r"\w+", text) if not _hidden(gold) & set(range(*word.span()))]
        gone = sum(bool(_hidden(mine) & set(word)) for word in stays)
        wanted, found, kept, lost = wanted + len(gold), found + hits, kept + len(stays), lost + gone
        if hits < len(gold) or gone:
            misses.append(f"{row['id']}: {text}\n   want {row['redacted']}\n   got  {got}")
    return Score(wanted, found, kept, lost, tuple(misses))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_a_table_of_messages(path: Path) -> None:
    score = _score(path)
    listed = f"found {score.found} of {score.wanted}, lost {score.lost} of {score.kept} words\n" + "\n".join(score.misses)
    assert score.found >= RECALL * score.wanted, listed
    assert score.lost <= OVER * score.kept, listed
