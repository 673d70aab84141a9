"""A model is made again only when something that it is made of has changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot import training
from bot.training import fingerprint, newest_model, train, up_to_date
from services_directory.errors import FaroError
from services_directory.settings import ROOT


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with one small file of each kind."""
    for name in ("config.yml", "domain.yml", "data/conversation/rules.yml", "data/languages/xx/nlu/a.yml",
                 "data/languages/xx/phrases/talk.yml", "bot/nlu/a.py", "bot/understanding/b.py", "bot/worker.py"):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path


def made(root: Path, name: str | None = None) -> Path:
    models = root / "models"
    models.mkdir(exist_ok=True)
    model = models / (name or f"faro-20260101T000000-{fingerprint(root)}.tar.gz")
    model.write_bytes(b"x")
    return models


@pytest.mark.parametrize(
    "changed", ["config.yml", "domain.yml", "data/languages/xx/nlu/a.yml", "bot/nlu/a.py", "bot/understanding/b.py"]
)
def test_what_a_model_is_made_of_changes_its_fingerprint(root: Path, changed: str) -> None:
    before = fingerprint(root)
    (root / changed).write_text("other")
    assert fingerprint(root) != before


def test_a_file_that_is_new_or_moved_changes_it_too(root: Path) -> None:
    before = fingerprint(root)
    shutil.move(root / "data/languages/xx/nlu/a.yml", root / "data/languages/xx/nlu/b.yml")
    assert fingerprint(root) != before


@pytest.mark.parametrize("changed", ["data/languages/xx/phrases/talk.yml", "bot/worker.py"])
def test_words_and_the_worker_need_no_new_model(root: Path, changed: str) -> None:
    before = fingerprint(root)
    (root / changed).write_text("other")
    assert fingerprint(root) == before


def test_up_to_date_or_not(root: Path) -> None:
    assert not up_to_date(root, root / "models")
    models = made(root)
    assert up_to_date(root, models)
    (root / "domain.yml").write_text("other")
    assert not up_to_date(root, models)


@pytest.mark.parametrize("name", ["20260101-clever-otter.tar.gz", "faro-x.tar.gz"])
def test_a_model_of_unknown_making_is_not_up_to_date(root: Path, name: str) -> None:
    assert not up_to_date(root, made(root, name))


def test_nothing_is_done_when_it_is_up_to_date(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    models = made(root)
    monkeypatch.setattr(training, "_train", lambda *_: pytest.fail("trained"))
    said: list[str] = []
    assert train(say=said.append, root=root, models=models) == newest_model(models)
    assert said == ["The model is up to date."]


def test_only_few_models_are_kept(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    models = made(root)
    for year in range(2020, 2026):
        made(root, f"faro-{year}0101T000000-{'0' * 16}.tar.gz")
    monkeypatch.setattr(training, "_train", lambda root, models, name, say: (models / name).write_bytes(b"new"))
    newest = train(force=True, say=lambda _: None, root=root, models=models)
    assert len(list(models.glob("*.tar.gz"))) == training.KEPT
    assert newest.read_bytes() == b"new"
    assert up_to_date(root, models)


def test_without_a_model_it_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(FaroError, match="faro train"):
        newest_model(tmp_path)


def test_looking_whether_it_is_up_to_date_needs_no_rasa() -> None:
    import subprocess
    import sys

    code = "import sys; from bot.training import up_to_date; up_to_date(); print([m for m in sys.modules if m.split('.')[0] in ('rasa', 'tensorflow')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
