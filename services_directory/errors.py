"""Errors that a person can act on: one line each."""

from __future__ import annotations


class FaroError(Exception):
    """An error whose text is one line that names the place and the mend. It never carries what a person wrote."""


class NotKnown(FaroError):
    """Something was asked for by an id that is not there (a city, a service, a fact)."""


class BadQuestion(FaroError):
    """A question to the directory breaks the contract; `field` names where."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}")
        self.field = field
        self.why = why
