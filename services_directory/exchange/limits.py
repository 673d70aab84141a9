"""How large a file from elsewhere may be, packed and unpacked: a small zip can hold a very large file."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

LARGEST = 200 * 1024 * 1024  # bytes, of one file or of all files of a zip together
_MOST_FILES = 1000
_MOST_TIMES = 200  # a file of text is never packed to less than this part of itself


class TooLarge(ValueError):
    """A file is larger than an import takes, or says that it is smaller than it is."""


def members(path: Path) -> Iterator[tuple[str, bytes]]:
    """Plain name and content of each file in a zip.

    Raises:
        TooLarge: it would become larger than an import takes.
        zipfile.BadZipFile: it is no zip.
    """
    with zipfile.ZipFile(path) as archive:
        check(archive)
        for info in archive.infolist():
            if not info.is_dir():
                with archive.open(info) as opened:
                    content = opened.read(info.file_size + 1)
                if len(content) > info.file_size:
                    raise TooLarge("a file in the zip is larger than it says")
                yield PurePosixPath(info.filename).name, content


def check(archive: zipfile.ZipFile) -> None:
    """See that a zip, unpacked, stays within the limits.

    Raises:
        TooLarge: it does not.
    """
    infos = archive.infolist()
    unpacked = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if len(infos) > _MOST_FILES or unpacked > LARGEST or unpacked > max(packed, 10_000) * _MOST_TIMES:
        raise TooLarge(f"would become larger than an import takes ({LARGEST // 1024 // 1024} MB)")
