"""axe-core, which finds what is against WCAG, from npm into a folder that git ignores; checked against its known content."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from functools import cache
from typing import Any

import pytest
from playwright.async_api import Frame, Page

from services_directory.settings import ROOT

VERSION = "4.14.1"
SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
FOLDER = ROOT / ".tools" / "axe"
AT_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def source() -> str:
    """The script. Without npm the test is skipped, but never where CI runs."""
    script = FOLDER / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        _install()
    text = script.read_text(encoding="utf-8")
    found = hashlib.sha256(text.encode()).hexdigest()
    assert found == SHA256, f"axe-core {VERSION} is not what it was: {found}"
    return text


def _install() -> None:
    if shutil.which("npm") is None:
        if "CI" in os.environ:
            pytest.fail("there is no npm; install Debian's package npm")
        pytest.skip("there is no npm here")
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = ["npm", "install", "--prefix", str(FOLDER), "--no-save", "--ignore-scripts", "--no-audit", f"axe-core@{VERSION}"]
    subprocess.run(wanted, check=True, capture_output=True, timeout=120)


async def faults(page: Page | Frame) -> list[str]:
    """What axe-core finds at A and AA, and against its best practices: rule and element."""
    await page.evaluate(source())
    found: dict[str, Any] = await page.evaluate(
        "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", AT_AA
    )
    return [
        f"{fault['id']}: {node['html'][:150]} ({node['failureSummary'][:200]})"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]
