"""Compare the locked libraries with the known holes of `tools/advisories.yml`, without a network.

    python tools/advisories.py [LOCK] [ADVISORIES]     exits 1 and names each hole that is open without a reason

Also every package of the lock must carry hashes, so that what is installed is what was looked at. Where there is a network,
`uv audit` asks for what has become known since.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent


def problems(lock: Mapping[str, Any], advisories: list[dict[str, Any]]) -> Iterator[str]:
    """One line for each thing that is wrong."""
    locked: dict[str, list[str]] = {}
    for package in lock["package"]:
        locked.setdefault(package["name"], []).append(package.get("version", "0"))
        yield from _without_hash(package)
    for advisory in advisories:
        versions = locked.get(advisory["package"], [])
        is_open = any(advisory["fixed"] is None or Version(version) < Version(str(advisory["fixed"])) for version in versions)
        if is_open and not advisory.get("accepted"):
            found = f"{advisory['package']} {', '.join(versions)}: {advisory['id']}"
            yield f"{found} ({advisory['about']}), fixed in {advisory['fixed']}"
        if advisory.get("accepted") and not is_open:
            yield f"{advisory['package']}: {advisory['id']} is closed by now; take its reason out of advisories.yml"


def _without_hash(package: Mapping[str, Any]) -> Iterator[str]:
    files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
    if "registry" in package["source"] and not (files and all(file.get("hash", "").startswith("sha256:") for file in files)):
        yield f"{package['name']}: a file of it has no SHA-256 in uv.lock"


def main(arguments: list[str]) -> int:
    """Print what is wrong; gives the exit status."""
    lock = Path(arguments[0]) if arguments else ROOT / "uv.lock"
    known = Path(arguments[1]) if len(arguments) > 1 else ROOT / "tools" / "advisories.yml"
    advisories = yaml.safe_load(known.read_text(encoding="utf-8"))["advisories"]
    found = list(problems(tomllib.loads(lock.read_text(encoding="utf-8")), advisories))
    print("\n".join(found) or f"{len(advisories)} known holes: none is open without a reason.")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
