"""Known holes are closed, or a reason says why they cannot be reached."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from services_directory.settings import ROOT

_SPEC = importlib.util.spec_from_file_location("advisories", ROOT / "tools" / "advisories.py")
assert _SPEC is not None
assert _SPEC.loader is not None
advisories = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(advisories)

HOLE = {"id": "CVE-1", "package": "thing", "fixed": "2.0", "about": "a hole"}


def _lock(version: str, hash_: str = "sha256:00") -> dict[str, Any]:
    files = [{"url": "x", "hash": hash_}]
    return {"package": [{"name": "thing", "version": version, "source": {"registry": "pypi"}, "wheels": files}]}


def test_the_lock_has_no_hole_without_a_reason() -> None:
    assert advisories.main([]) == 0


@pytest.mark.parametrize(
    ("lock", "hole", "said"),
    [
        (_lock("1.9"), HOLE, ["thing 1.9: CVE-1"]),
        (_lock("1.9"), {**HOLE, "accepted": "never reached"}, []),
        (_lock("1.9"), {**HOLE, "fixed": None}, ["thing 1.9: CVE-1"]),
        (_lock("2.0"), HOLE, []),
        (_lock("2.0"), {**HOLE, "accepted": "never reached"}, ["is closed by now"]),
        (_lock("2.0", ""), HOLE, ["no SHA-256"]),
    ],
    ids=["open", "accepted", "never fixed", "closed", "a reason too many", "no hash"],
)
def test_each_hole_is_judged(lock: dict[str, Any], hole: dict[str, Any], said: list[str]) -> None:
    found = list(advisories.problems(lock, [hole]))
    assert len(found) == len(said)
    assert all(part in line for part, line in zip(said, found, strict=True))


def test_every_package_that_is_named_is_in_the_lock() -> None:
    locked = {package["name"] for package in tomllib.loads(Path(ROOT / "uv.lock").read_text())["package"]}
    named = {one["package"] for one in yaml.safe_load((ROOT / "tools" / "advisories.yml").read_text())["advisories"]}
    assert named <= locked
