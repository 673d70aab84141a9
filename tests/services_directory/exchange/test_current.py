from __future__ import annotations

from pathlib import Path

import pytest
from small_directory import SmallDirectory

from services_directory import storage
from services_directory.exchange.current import bring_up_to_date
from services_directory.exchange.problems import BadFiles


def test_it_loads_once_and_then_is_silent(tmp_path: Path) -> None:
    small = SmallDirectory(tmp_path)
    lines: list[str] = []
    bring_up_to_date(small.settings, lines.append)
    bring_up_to_date(small.settings, lines.append)
    assert lines == ["Loaded the directory: pueblo 2 services."]


def test_a_broken_file_is_named_and_changes_nothing(tmp_path: Path) -> None:
    small = SmallDirectory(tmp_path)
    small.write("cities/pueblo/services/bus.yml", "a: [")
    with pytest.raises(BadFiles, match=r"1 problem found, nothing was changed; the first: .*bus.yml:\d+: not YAML"):
        bring_up_to_date(small.settings, print)
    assert storage.schema_version(storage.open_engine(small.settings)) is None
