"""What docs/privacy.md, docs/scale.md, SECURITY.md and deploy/ say is there is there."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from bot.shared import settings
from services_directory.settings import ROOT

PAGES = [ROOT / "docs" / "privacy.md", ROOT / "docs" / "scale.md", ROOT / "SECURITY.md"]
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_and_tests_that_a_page_names_are_there(page: Path) -> None:
    tests = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "tests").rglob("test_*.py"))
    named = re.findall(r"`([^`\s]+)`", page.read_text(encoding="utf-8"))
    paths = [name for name in named if re.match(r"(bot|tests|docs|deploy|tools|services_directory)/", name) and "*" not in name]
    assert not [name for name in paths if not (ROOT / name).exists()]
    assert not [name for name in named if name.startswith("test_") and f"def {name}(" not in tests]


def test_all_of_rasas_places_are_listed() -> None:
    rows = re.findall(r"^\| (\d+) \|", PAGES[0].read_text(encoding="utf-8"), re.MULTILINE)
    assert list(map(int, rows)) == list(range(1, 28))


def test_every_setting_of_the_shared_store_is_explained() -> None:
    page = PAGES[1].read_text(encoding="utf-8")
    for name in (settings.STORE, settings.SECRET_FILE, settings.PASSWORD_FILE, settings.PERSISTENCE):
        assert f"`{name}`" in page


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_are_read_and_expose_little(unit: Path) -> None:
    verified = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, timeout=60, check=False)
    wrong = [line for line in verified.stderr.splitlines() if unit.stem in line and "is not executable" not in line]
    assert not [line for line in wrong if "Unknown" in line or "Failed" in line], verified.stderr
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(unit)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert judged.returncode == 0, judged.stdout[-400:]


def test_the_compose_file_closes_every_service() -> None:
    services = yaml.safe_load((ROOT / "deploy" / "compose.yml").read_text(encoding="utf-8"))["services"]
    assert set(services) == {"faro-1", "faro-2", "redis"}
    for service in services.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["ulimits"]["core"] == 0
        assert service["memswap_limit"] == service["mem_limit"], "no swap"
        assert not any("0.0.0.0" in port or ":" not in port for port in service.get("ports", []))


def test_redis_is_configured_to_write_nothing() -> None:
    lines = (ROOT / "deploy" / "redis.conf").read_text(encoding="utf-8").splitlines()
    assert {'save ""', "appendonly no", "maxmemory-policy volatile-ttl"} <= set(lines)
