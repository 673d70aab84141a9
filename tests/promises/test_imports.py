"""The rules between rooms hold, and the check would see a breach."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from services_directory.settings import ROOT

TOOL = Path(sys.executable).parent / "lint-imports"


def test_the_rooms_keep_to_their_rules():
    done = subprocess.run([str(TOOL), "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


def test_a_breach_is_seen(tmp_path):
    for package in ("bot", "actions", "services_directory"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("")
    (tmp_path / "services_directory" / "bad.py").write_text("import bot\n")
    rules = (
        "[importlinter]\nroot_packages =\n    bot\n    actions\n    services_directory\n"
        "[importlinter:contract:1]\nname = one\ntype = forbidden\n"
        "source_modules = services_directory\nforbidden_modules = bot\n"
    )
    (tmp_path / ".importlinter").write_text(rules)
    done = subprocess.run([str(TOOL), "--no-cache"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
