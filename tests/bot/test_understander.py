"""Texts understood with a model that is read straight from Rasa's archive."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from bot.nlu.linear_model import LinearModel
from bot.nlu.rows import Row, labels_of
from bot.understander import Understander
from services_directory.errors import FaroError

ROWS = [
    Row("a loaf of bread", "find_service", labels_of({"needs": ["food"]})),
    Row("bread and rice", "find_service", labels_of({"needs": ["food"]})),
    Row("good morning", "greet"),
    Row("good evening", "greet"),
]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A model archive as Rasa packs it: folders of components."""
    folder = tmp_path / "made" / "components" / "train_RequestClassifier2"
    folder.mkdir(parents=True)
    LinearModel.fit(ROWS, [("en",)] * len(ROWS)).save(folder)
    (folder.parent / "train_Other").mkdir()
    (folder.parent / "train_Other" / "x.json").write_text("{}")
    path = tmp_path / "models" / "faro.tar.gz"
    path.parent.mkdir()
    with tarfile.open(path, "w:gz") as tar:
        tar.add(tmp_path / "made", arcname=".")
    return path


def test_it_understands(archive: Path) -> None:
    found = Understander.from_models(archive.parent).understand("bread for two", "chicago")
    assert (found["intent"], found["needs"], found["language"]) == ("find_service", ["food"], "en")


def test_words_alone_without_a_model() -> None:
    assert Understander(None).understand("he is beating me")["intent"] == "crisis"


@pytest.mark.parametrize("text", ["", "🙂", "\ud800"])
def test_strange_text(archive: Path, text: str) -> None:
    assert Understander.from_archive(archive).understand(text, None, "es")["language"] == "es"


def test_no_model_is_said(tmp_path: Path) -> None:
    with pytest.raises(FaroError, match="no trained model"):
        Understander.from_models(tmp_path)


def test_a_model_without_our_classifier_is_said(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "empty.tar.gz", "w:gz"):
        pass
    with pytest.raises(FaroError, match="no classifier"):
        Understander.from_models(tmp_path)
