"""The one command: help everywhere, exit codes, one line on stderr, JSON Lines in and out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from services_directory.settings import ROOT

COMMANDS = (
    (), ("up",), ("train",), ("chat",), ("understand",), ("evaluate",), ("directory",), ("directory", "import"),
    ("directory", "check"), ("directory", "stats"), ("directory", "export"), ("directory", "verify"), ("privacy-audit",),
)  # fmt: skip


def faro(*arguments: str, said: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "faro", *arguments],
        cwd=ROOT,
        input=said,
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(command):
    done = faro(*command, "--help")
    assert done.returncode == 0
    assert "usage: faro" in done.stdout


@pytest.mark.parametrize(
    "arguments", [(), ("sing",), ("up", "--port", "0"), ("up", "--port", "many"), ("evaluate",), ("directory",)], ids=" ".join
)
def test_wrong_use_is_two(arguments):
    done = faro(*arguments)
    assert done.returncode == 2
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_a_failure_is_one_and_one_line(tmp_path):
    done = faro("evaluate", str(tmp_path / "none.tsv"))
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert "none.tsv" in done.stderr


def test_the_directory_of_both_cities_has_no_fault():
    done = faro("directory", "check")
    assert done.returncode == 0, done.stderr
    assert "132" in done.stdout
    assert "68 programmes" in done.stdout


def test_help_and_the_directory_never_load_rasa():
    code = "import sys, faro; faro._parser(); import services_directory.access, bot.channels.room; print('rasa' in sys.modules, 'tensorflow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["False", "False"], done.stderr


@pytest.mark.trained
def test_understand_answers_each_line_in_order_and_names_bad_ones():
    lines = [
        json.dumps({"id": "a", "text": "necesito un médico y no tengo papeles", "city": "malaga"}),
        "not json",
        json.dumps({"id": "b"}),
        json.dumps({"id": "c", "text": "my name is Ana Pérez and I need food, call +34 612 345 678"}),
        json.dumps({"id": "d", "text": ""}),
        json.dumps({"id": "e", "text": "\x00\ud800😀" + "x" * 10_000}),
    ]
    done = faro("understand", said="\n".join(lines) + "\n")
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["id"] for one in found] == ["a", None, "b", "c", "d", "e"]
    first = found[0]
    assert (first["language"], first["intent"]) == ("es", "find_service")
    assert "health_care" in first["needs"]
    assert first["statuses"] == ["undocumented"]
    assert set(first) == {
        "id", "language", "intent", "confidence", "needs", "statuses", "crisis", "facts", "place", "redacted",
    }  # fmt: skip
    assert found[1]["error"]
    assert found[2]["error"]
    assert "[name]" in found[3]["redacted"]
    assert "[phone]" in found[3]["redacted"]
    assert "612" not in json.dumps(found[3])
    assert found[4]["intent"]


@pytest.mark.trained
def test_a_script_is_talked_through(tmp_path):
    script = tmp_path / "talk.txt"
    script.write_text("# a person in Malaga\nnecesito comida\ngracias\n", encoding="utf-8")
    done = faro("chat", "--city", "malaga", "--script", str(script), FARO_VAR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "> necesito comida" in done.stdout
    assert "Papeles:" in done.stdout


def test_a_city_that_is_not_there_is_named_with_those_that_are(tmp_path):
    done = faro("chat", "--city", "atlantis", "--script", os.devnull, FARO_VAR=str(tmp_path))
    assert done.returncode in (1, 2)
    assert "chicago" in done.stderr
    assert "malaga" in done.stderr


@pytest.mark.parametrize("path", [ROOT / "README.md"])
def test_the_readme_names_commands_that_exist(path: Path):
    text = path.read_text(encoding="utf-8")
    for word in ("make run", "make test", "faro chat", "faro directory check", "faro evaluate"):
        assert word in text
