"""Rasa's own starter bot, trained with its default pipeline and policies: what Faro's turns are compared with."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

_ENV = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}


def prepare(folder: Path) -> Path:
    """The starter project with its model; trained the first time (a few minutes), kept after that."""
    project = folder / "starter"
    if any((project / "models").glob("*.tar.gz")):
        return project
    spec = importlib.util.find_spec("rasa")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    source = Path(spec.submodule_search_locations[0]) / "cli" / "initial_project"
    shutil.rmtree(project, ignore_errors=True)
    shutil.copytree(source, project)
    print("  training Rasa's starter bot with its defaults (once; a few minutes) …", flush=True)
    with (folder / "starter-train.log").open("wb") as log:
        subprocess.run([sys.executable, "-m", "rasa", "train"], cwd=project, env=_env(), stdout=log, stderr=log, check=True)
    return project


def command(port: int) -> list[str]:
    """How the starter bot is served."""
    return [sys.executable, "-m", "rasa", "run", "--port", str(port), "-i", "127.0.0.1"]


def _env() -> dict[str, str]:
    import os

    return {**os.environ, **_ENV}


def environment() -> dict[str, str]:
    """What its process needs in the environment."""
    return dict(_ENV)


def body(sender: str, turn: int) -> dict[str, object]:
    """Its "hello"."""
    return {"sender": sender, "message": "hello"}
