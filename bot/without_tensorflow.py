"""Stand-ins for TensorFlow and Keras in a process that only answers.

Rasa imports TensorFlow for components that Faro's configuration does not name: 270 MB and two seconds of every start for
nothing. So a worker puts empty modules in their place before Rasa is imported. A configuration that names any other component
than Faro's own and the two policies that need none gets the real libraries.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Mapping, MutableSequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import Any

from bot.understanding.lexicon import read_yaml
from services_directory.settings import ROOT

_STOOD_IN_FOR = frozenset({"tensorflow", "keras", "tensorflow_addons"})
_NEED_NONE = frozenset({"MemoizationPolicy", "RulePolicy"})
_OURS = "bot."
_VERSION = "2.12.0"  # the one that is locked: Rasa looks at it


def stand_in() -> bool:
    """Put the stand-ins in place, where the configuration allows it; tells whether it did."""
    if not needs_none(read_yaml(ROOT / "config.yml")) or _STOOD_IN_FOR & set(sys.modules):
        return False
    sys.meta_path.insert(0, _Finder())
    return True


def needs_none(config: Mapping[str, Any]) -> bool:
    """Does no component of this configuration use TensorFlow?"""
    named = [part["name"] for key in ("pipeline", "policies") for part in config.get(key) or ()]
    return bool(named) and all(name.startswith(_OURS) or name in _NEED_NONE for name in named)


class _OfAnyClass(type):
    """Every attribute of a class is there: they are only named, in annotations and base classes."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Nothing


class _Nothing(metaclass=_OfAnyClass):
    """Base of what is derived from TensorFlow's classes and never made."""


class _StandIn(types.ModuleType):
    """A module in which every name is there: a capital letter begins a class, another one a module that can be called."""

    __path__: MutableSequence[str] = []
    __version__ = _VERSION

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made = _OfAnyClass(name, (_Nothing,), {}) if name[:1].isupper() else _StandIn(f"{self.__name__}.{name}")
        setattr(self, name, made)
        return made

    def __call__(self, *given: Any, **named: Any) -> Any:
        """As a decorator it changes nothing."""
        return given[0] if len(given) == 1 and callable(given[0]) and not named else _StandIn("made")

    def __or__(self, other: object) -> Any:
        return object

    __ror__ = __or__

    def __getitem__(self, key: object) -> Any:
        return self


class _Finder(MetaPathFinder, Loader):
    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        return ModuleSpec(name, self, is_package=True) if name.partition(".")[0] in _STOOD_IN_FOR else None

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        return _StandIn(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """There is nothing in it."""
