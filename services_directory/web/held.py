"""Files between two pages: a browser sends a file once, and it is looked at again with a mended mapping."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from services_directory.editing.bringing import Brought
from services_directory.web.auth_secrets import new_token

_SECONDS = 1800.0
_MOST = 8


class Held:
    """Files in memory, for half an hour, by a random name: each for the account and city that brought it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._files: OrderedDict[tuple[str, int, str], tuple[float, Brought]] = OrderedDict()

    def keep(self, account: int, city: str, brought: Brought, name: str | None = None) -> str:
        """Keep a file; gives its name. With a name it takes the place of what was kept under it."""
        name = name or new_token()
        self._files.pop((name, account, city), None)
        self._files[name, account, city] = (self._clock(), brought)
        while len(self._files) > _MOST:
            self._files.popitem(last=False)
        return name

    def get(self, account: int, city: str, name: str) -> Brought | None:
        """What this account keeps for this city under a name; None where it is not there any more."""
        found = self._files.get((name, account, city))
        return found[1] if found and self._clock() - found[0] < _SECONDS else None

    def drop(self, account: int, city: str, name: str) -> None:
        """Forget it."""
        self._files.pop((name, account, city), None)
