"""The linear model by itself: it learns, keeps what it learned without pickle, and is the same each time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.nlu.features import Featuriser, grams
from bot.nlu.linear_model import LinearModel
from bot.nlu.rows import Row, labels_of, read_rows

EN = ("en",)
ROWS = [
    Row("a bag of groceries", "find_service", labels_of({"needs": ["food"]})),
    Row("groceries and bread", "find_service", labels_of({"needs": ["food"]})),
    Row("bread for the week", "find_service", labels_of({"needs": ["food"]})),
    Row("a winter coat and bread", "find_service", labels_of({"needs": ["food", "goods"]})),
    Row("a winter coat", "find_service", labels_of({"needs": ["goods"]})),
    Row("winter boots and a coat", "find_service", labels_of({"needs": ["goods"]})),
    Row("thanks a lot", "thanks"),
    Row("thanks so much", "thanks"),
    Row("he is beating me", "crisis", labels_of({"crisis": ["violence_now"]})),
    Row("they are beating him", "crisis", labels_of({"crisis": ["violence_now"]})),
    Row("i am a refugee", "disclose_status", labels_of({"statuses": ["refugee"]})),
    Row("i am here as refugee", "disclose_status", labels_of({"statuses": ["refugee"]})),
]


@pytest.fixture(scope="module")
def model() -> LinearModel:
    return LinearModel.fit(ROWS, [EN] * len(ROWS))


def test_it_learns(model: LinearModel) -> None:
    said = model.classify("some bread please", EN)
    assert said.intent == "find_service"
    assert next(iter(said.needs)) == "food"
    assert next(iter(model.classify("they are beating me", EN).crises)) == "violence_now"
    assert next(iter(model.classify("as a refugee", EN).statuses)) == "refugee"


def test_shares_add_up_and_are_ranked(model: LinearModel) -> None:
    said = model.classify("a coat", EN)
    for shares in (said.intents, said.needs, said.statuses, said.crises):
        assert sum(shares.values()) == pytest.approx(1, abs=1e-4)
        assert list(shares.values()) == sorted(shares.values(), reverse=True)


def test_two_needs_share(model: LinearModel) -> None:
    said = model.classify("bread and a coat", EN)
    assert {"food", "goods"} == set(list(said.needs)[:2])


def test_fitting_is_deterministic(model: LinearModel) -> None:
    again = LinearModel.fit(ROWS, [EN] * len(ROWS))
    assert again.classify("bread", EN) == model.classify("bread", EN)


def test_kept_and_read_again(model: LinearModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    assert {path.suffix for path in tmp_path.iterdir()} == {".json", ".npy", ".npz"}
    for path in tmp_path.glob("*.np*"):
        np.load(path, allow_pickle=False)
    read = LinearModel.load(tmp_path)
    for text in ("bread", "thanks", "", "unheard of words"):
        assert list(read.classify(text, EN).intents) == list(model.classify(text, EN).intents)


def test_nothing_known_is_no_trouble(model: LinearModel) -> None:
    assert model.classify("", EN).intent is not None
    assert model.classify("ж" * 2000, EN).intent is not None


def test_no_rows_is_said() -> None:
    with pytest.raises(ValueError, match="no training examples"):
        LinearModel.fit([], [])


def test_features_of_rare_words_are_passed_over() -> None:
    features = Featuriser.fit([grams("bread bread milk", EN), grams("bread", EN)])
    assert "wbread" in features.names
    assert "wmilk" not in features.names
    places, values = features.row(grams("bread zzz", EN))
    assert len(places) == len(values)
    assert np.isfinite(values).all()


def test_rows_are_read_from_rasas_files(tmp_path: Path) -> None:
    folder = tmp_path / "en" / "nlu"
    folder.mkdir(parents=True)
    (folder / "a.yml").write_text(
        'version: "3.1"\nnlu:\n- intent: find_service\n  metadata: {needs: [food]}\n  examples: |\n    - one loaf\n    - two loaves\n'
        "- intent: no\n  examples: |\n    - nope\n",
        encoding="utf-8",
    )
    rows = read_rows(tmp_path, ["en"])
    assert [(row.text, row.labels["needs"]) for row in rows] == [
        ("one loaf", ("food",)),
        ("two loaves", ("food",)),
        ("nope", ()),
    ]
    assert {row.language for row in rows} == {"en"}
