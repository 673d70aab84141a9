"""`faro train`: one model for understanding and dialogue, made anew only when something that it is made of has changed.

A model's file name carries the fingerprint of everything that went into it, so that nothing else needs to be remembered.
"""

from __future__ import annotations

import hashlib
import io
import logging
import os
import re
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from importlib.metadata import version
from pathlib import Path
from typing import TextIO

from services_directory.errors import FaroError
from services_directory.settings import ROOT

MODELS = ROOT / "models"
KEPT = 3
_MADE_OF = (
    "config.yml",
    "domain.yml",
    "data/vocabulary.yml",
    "data/conversation/*.yml",
    "data/languages/*/language.yml",
    "data/languages/*/nlu/*.yml",
    "data/languages/*/lexicon/*.yml",
    "data/places/*.yml",
    "data/encoder/*.npz",
    "bot/nlu/*.py",
    "bot/policies/*.py",
    "bot/understanding/*.py",
)
_FINGERPRINT = re.compile(r"faro-[0-9]{8}T[0-9]{6}-([0-9a-f]{16})\.tar\.gz")
_STEP = re.compile(r"(Starting to train|Finished training) component '(\w+)'")
Say = Callable[[str], None]


def newest_model(models: Path = MODELS) -> Path:
    """The model that was made last.

    Raises:
        FaroError: there is none.
    """
    found = sorted(models.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not found:
        raise FaroError(f"{models.name}/: no trained model; make one with `faro train`")
    return found[-1]


def fingerprint(root: Path = ROOT) -> str:
    """16 hex digits that change whenever something changes that a model is made of."""
    digest = hashlib.sha256(version("rasa").encode())
    for path in _sources(root):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def up_to_date(root: Path = ROOT, models: Path = MODELS) -> bool:
    """Is the newest model made of what there is now?"""
    try:
        found = _FINGERPRINT.fullmatch(newest_model(models).name)
    except FaroError:
        return False
    return found is not None and found.group(1) == fingerprint(root)


def train(force: bool = False, say: Say = print, root: Path = ROOT, models: Path = MODELS) -> Path:
    """Make a model if there is need, and give the newest one.

    Args:
        force: also when the newest model is up to date.
        say: is given one line for each step.

    Raises:
        FaroError: the training failed; the text names why.
    """
    if not force and up_to_date(root, models):
        say("The model is up to date.")
        return newest_model(models)
    started = time.monotonic()
    say("Training the assistant (a few minutes) …")
    name = f"faro-{time.strftime('%Y%m%dT%H%M%S')}-{fingerprint(root)}.tar.gz"
    _train(root, models, name, say)
    for old in sorted(models.glob("faro-*.tar.gz"))[:-KEPT]:
        old.unlink()
    say(f"Trained in {time.monotonic() - started:.0f} s: {models.name}/{name}")
    return models / name


def _sources(root: Path) -> Iterator[Path]:
    for pattern in _MADE_OF:
        yield from sorted(root.glob(pattern))


def _train(root: Path, models: Path, name: str, say: Say) -> None:
    # Rasa's cache knows the code of a component's class but not of the modules behind it, so it would serve stale parts.
    os.environ |= {"RASA_TELEMETRY_ENABLED": "false", "RASA_MAX_CACHE_SIZE": "0", "TF_CPP_MIN_LOG_LEVEL": "3"}
    os.environ["LOG_LEVEL"] = "ERROR"  # Rasa's bars and its own lines would bury ours
    warnings.simplefilter("ignore")
    said = io.StringIO()
    progress = _Progress(say, sys.stdout)
    watched = logging.getLogger("rasa.engine.training.hooks")
    watched.addHandler(progress)
    watched.setLevel(logging.INFO)
    try:
        # Rasa prints to standard output, which belongs to whoever called; it is shown only where it explains a failure.
        with redirect_stdout(said), redirect_stderr(said):
            import rasa.model_training
            import structlog

            structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
            made = rasa.model_training.train(
                domain=str(root / "domain.yml"),
                config=str(root / "config.yml"),
                training_files=[str(root / "data")],
                output=str(models),
                force_training=True,
                fixed_model_name=name,
            )
    except Exception as error:
        raise FaroError(f"the training failed: {type(error).__name__}: {error}") from error
    finally:
        watched.removeHandler(progress)
    if made.code != 0 or not (models / name).exists():
        sys.stderr.write(said.getvalue())
        raise FaroError("the training failed: Rasa made no model; see the lines above")


class _Progress(logging.Handler):
    """Turns Rasa's steps into lines."""

    def __init__(self, say: Say, out: TextIO) -> None:
        super().__init__()
        self._say = say
        self._out = out

    def emit(self, record: logging.LogRecord) -> None:
        """One line for each part that is begun or done."""
        found = _STEP.match(record.getMessage())
        if found:
            step, component = found.groups()
            with redirect_stdout(self._out):
                self._say(f"  {'…' if step.startswith('Starting') else '✔'} {component}")
