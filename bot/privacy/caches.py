"""Libraries remember what they parsed, to be quicker the next time: an address with all that stood in it, a content type.

Whatever a person (or a program on their behalf) puts there would stay in memory until a thousand others have pushed it out. So
such caches are found once and emptied every few seconds.
"""

from __future__ import annotations

import functools
import gc
from collections.abc import Sequence
from typing import Any

# Libraries of the front door that see requests.
OF_REQUESTS = ("aiohttp", "yarl", "multidict", "urllib", "http", "email", "idna", "jinja2.utils", "markupsafe")


class LibraryCaches:
    """The `lru_cache`s of some libraries, as far as they are loaded.

    Args:
        libraries: names of packages or modules.
    """

    def __init__(self, libraries: Sequence[str] = OF_REQUESTS) -> None:
        kind = type(functools.lru_cache(len))
        self._caches: list[Any] = [
            one
            for one in gc.get_objects()
            if isinstance(one, kind) and any(f"{one.__module__}.".startswith(f"{library}.") for library in libraries)
        ]

    def empty(self) -> None:
        """Forget everything that they hold."""
        for cache in self._caches:
            cache.cache_clear()

    def __len__(self) -> int:
        return sum(cache.cache_info().currsize for cache in self._caches)
