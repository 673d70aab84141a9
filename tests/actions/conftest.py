"""The actions are tested against the real directory of both cities."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from seeded import seeded_directory

from actions import directory


@pytest.fixture
def real_directory() -> Iterator[None]:
    """The directory that the actions ask."""
    directory.use(seeded_directory())
    yield
    directory.use(None)
