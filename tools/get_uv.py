"""Put the `uv` program into a folder, on a machine that has nothing but Python's standard library.

    python3 tools/get_uv.py FOLDER     prints the path of uv

A uv on the PATH is used as it is. Else the pinned wheel comes from PyPI, is checked against its SHA-256, and the one program
in it is unpacked. (`python3 -m venv` needs a package that Debian leaves out, so it is not relied on.)
"""

import hashlib
import io
import json
import platform
import shutil
import sys
import urllib.request
import zipfile
from pathlib import Path

VERSION = "0.13.9"
INDEX = "https://pypi.org/simple/uv/"


def _wanted(filename: str) -> bool:
    machine = {"arm64": "aarch64", "amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    system = "manylinux" if sys.platform.startswith("linux") else "macosx"
    machine = {"aarch64": "arm64"}.get(machine, machine) if system == "macosx" else machine
    return filename.startswith(f"uv-{VERSION}-") and filename.endswith(f"{machine}.whl") and system in filename


def _fetch(url: str) -> bytes:
    asked = urllib.request.Request(url, headers={"Accept": "application/vnd.pypi.simple.v1+json"})  # noqa: S310
    with urllib.request.urlopen(asked, timeout=120) as answer:  # noqa: S310
        return answer.read()


def main(folder: Path) -> Path:
    """Path of a uv that runs; fetched into `folder` if there is none on the PATH."""
    found = shutil.which("uv")
    if found:
        return Path(found)
    program = folder / f"uv-{VERSION}"
    if program.exists():
        return program
    wheel = next((file for file in json.loads(_fetch(INDEX))["files"] if _wanted(file["filename"])), None)
    if wheel is None:
        sys.exit(f"get_uv: PyPI has no uv {VERSION} for {platform.machine()}; install uv by hand and run again")
    content = _fetch(wheel["url"])
    if hashlib.sha256(content).hexdigest() != wheel["hashes"]["sha256"]:
        sys.exit("get_uv: the wheel does not match its checksum; run again")
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        member = next(name for name in archive.namelist() if name.endswith("/scripts/uv"))
        half = program.with_suffix(".part")
        half.write_bytes(archive.read(member))
    half.chmod(0o755)
    half.rename(program)
    return program


if __name__ == "__main__":
    print(main(Path(sys.argv[1])))
