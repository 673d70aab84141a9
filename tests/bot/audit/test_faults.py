"""Each component that an audit lets fail is there: one that was renamed would fail nowhere, and nobody would see."""

from __future__ import annotations

import functools
import importlib

import pytest

from bot.audit.faults import COMPONENTS

TARGETS = sorted({target for targets in COMPONENTS.values() for target in targets})


@pytest.mark.parametrize("target", TARGETS)
def test_a_component_that_shall_fail_is_there(target: str) -> None:
    module, _, path = target.partition(":")
    assert callable(functools.reduce(getattr, path.split("."), importlib.import_module(module)))
