"""A worker without TensorFlow: only where nothing that is configured uses it, and then it really is not loaded."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.understanding.lexicon import read_yaml
from bot.without_tensorflow import needs_none
from services_directory.settings import ROOT


def test_the_projects_own_configuration_needs_none():
    assert needs_none(read_yaml(ROOT / "config.yml"))


@pytest.mark.parametrize("name", ["DIETClassifier", "TEDPolicy", "ResponseSelector", "somebody.else.Component"])
def test_any_other_component_gets_the_real_libraries(name: str):
    config = read_yaml(ROOT / "config.yml")
    assert not needs_none({**config, "pipeline": [*config["pipeline"], {"name": name}]})
    assert not needs_none({})


def test_rasas_agent_is_imported_without_tensorflow():
    code = (
        "from bot.without_tensorflow import stand_in\n"
        "assert stand_in()\n"
        "import bot.assistant, tensorflow, sys\n"
        "assert type(tensorflow).__name__ == '_StandIn'\n"
        "assert not any(name.startswith('tensorflow.python') for name in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
