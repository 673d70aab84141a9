"""Why a request of the front door is not answered by a worker."""

from __future__ import annotations


class Refused(Exception):
    """A request that is not answered. `code` is bad_request, too_long, busy or internal."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
