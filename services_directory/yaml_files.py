"""The one YAML loader: YAML 1.2 words, no duplicate keys, and a line for every place.

`yes`, `no`, `on` and `off` are strings; only `true` and `false` are booleans. A day such as 2026-09-30 is a date. Numbers
with a leading zero are refused, because `061` would lose its zero: quote them. Tags are refused, so a file can build no object.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from services_directory.errors import FaroError
from services_directory.settings import ROOT

_CORE = "tag:yaml.org,2002:"
_DEEPEST = 60
_SUSPECT = 1000
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BadYaml(FaroError):
    """A file is not YAML, or not the YAML that Faro reads. `line` counts from 1."""

    def __init__(self, path: Path, line: int, why: str) -> None:
        super().__init__(f"{shown(path)}:{line}: {why}")
        self.path = path
        self.line = line
        self.why = why


@dataclass(frozen=True, slots=True)
class Document:
    """One file that was read.

    Attributes:
        path: the file.
        data: its content in plain Python values (None for an empty file).
    """

    path: Path
    data: Any
    _root: yaml.Node | None

    def line(self, dotted: str = "") -> int:
        """Line, from 1, of a place such as `services[0].access.status.refugee`.

        A place that is not there gets the line of the nearest place around it, so that a missing field can be shown too.
        """
        if self._root is None:
            return 1
        return _find(self._root, dotted, self._root.start_mark.line) + 1


def load(path: Path) -> Document:
    """Read one file.

    Raises:
        BadYaml: it cannot be read, is not UTF-8, is not YAML, repeats a key, or uses what this project leaves out.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadYaml(path, 1, f"not UTF-8 (byte {error.start})") from None
    except OSError as error:
        raise BadYaml(path, 1, f"cannot be read: {error.strerror}") from None
    return parse(text, path)


def parse(text: str, path: Path) -> Document:
    """Read the text of a file; `path` is only its name in errors.

    Raises:
        BadYaml: as `load`.
    """
    try:
        _refuse_depth(text, path)
        loader = _Loader(text)
        try:
            root = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise BadYaml(path, mark.line + 1 if mark else 1, f"not YAML: {_one_line(error)}") from None
    except yaml.YAMLError as error:
        raise BadYaml(path, _line_of_reader(text, error), "not YAML: a character that YAML does not allow") from None
    return Document(path, None if root is None else _Builder(path).value(root), root)


def shown(path: Path) -> str:
    """A path as errors show it: from the checkout where it lies inside."""
    try:
        return path.resolve().relative_to(ROOT).as_posix()
    except ValueError:
        return path.as_posix()


class _Loader(_Base):  # type: ignore[misc]  # the base is chosen at run time
    """The parser with the words of YAML 1.2 instead of those of 1.1."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


_WORDS = {
    "null": (r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    "bool": (r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    "int": (r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    "float": (r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?|[-+]?[0-9]+[eE][-+]?[0-9]+", list("-+0123456789.")),
    "timestamp": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", list("0123456789")),
}
for _name, (_pattern, _first) in _WORDS.items():
    _Loader.add_implicit_resolver(_CORE + _name, re.compile(f"^(?:{_pattern})$"), _first)
IMPLICIT_WORDS: dict[str, list[tuple[str, re.Pattern[str]]]] = _Loader.yaml_implicit_resolvers
"""What the loader does not read as text, by first character, in the form that PyYAML's dumpers take."""


class _Builder:
    """Makes plain values of nodes. An alias gives the value of its anchor, built once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._built: dict[int, Any] = {}
        self._open: set[int] = set()

    def value(self, node: yaml.Node) -> Any:
        key = id(node)
        if key in self._built:
            return self._built[key]
        if key in self._open:
            raise self._bad(node, "an anchor that holds itself")
        if len(self._open) > _DEEPEST:
            raise self._bad(node, f"nested deeper than {_DEEPEST} levels")
        self._open.add(key)
        self._built[key] = built = self._make(node)
        self._open.discard(key)
        return built

    def _make(self, node: yaml.Node) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if isinstance(node, yaml.SequenceNode) and node.tag == _CORE + "seq":
            return [self.value(item) for item in node.value]
        if isinstance(node, yaml.MappingNode) and node.tag == _CORE + "map":
            return self._mapping(node)
        raise self._bad(node, f"the tag {node.tag} is not used here")

    def _mapping(self, node: yaml.MappingNode) -> dict[Any, Any]:
        made: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise self._bad(key_node, "a key must be one word or number")
            key = self._scalar(key_node)
            if key in made:
                raise self._bad(key_node, f"the key {key!r} stands twice in one mapping")
            made[key] = self.value(value_node)
        return made

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        make = _SCALARS.get(node.tag)
        if make is None:
            raise self._bad(node, f"the tag {node.tag} is not used here")
        try:
            return make(node.value)
        except ValueError as error:
            raise self._bad(node, str(error)) from None

    def _bad(self, node: yaml.Node, why: str) -> BadYaml:
        return BadYaml(self._path, node.start_mark.line + 1, why)


def _integer(text: str) -> int:
    digits = text.lstrip("-+")
    if digits[:2] in ("0x", "0o"):
        return int(text, 0)
    if len(digits) > 1 and digits[0] == "0":
        raise ValueError(f"{text} would lose its zero: write '{text}' in quotes")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text} is no day of the calendar") from None


_SCALARS: dict[str, Callable[[str], Any]] = {
    _CORE + "str": str,
    _CORE + "null": lambda _: None,
    _CORE + "bool": lambda text: text[0] in "tT",
    _CORE + "int": _integer,
    _CORE + "float": float,
    _CORE + "timestamp": _day,
}


def _find(node: yaml.Node, rest: str, line: int) -> int:
    """Line, from 0, of the deepest place of the path that is there."""
    if rest.startswith("[") and isinstance(node, yaml.SequenceNode):
        index, _, after = rest[1:].partition("]")
        if index.isdigit() and int(index) < len(node.value):
            item = node.value[int(index)]
            return _find(item, after.removeprefix("."), item.start_mark.line)
    elif rest and isinstance(node, yaml.MappingNode):
        for key, value in sorted(node.value, key=lambda pair: -len(pair[0].value)):
            name = key.value
            if rest == name or rest.startswith((f"{name}.", f"{name}[")):
                return _find(value, rest[len(name) :].removeprefix("."), key.start_mark.line)
    return line


def _refuse_depth(text: str, path: Path) -> None:
    """Ten thousand open brackets exhaust the stack of the C parser, which no handler can catch: look before it does."""
    if text.count("[") + text.count("{") < _SUSPECT and max(map(len, text.splitlines()), default=0) < _SUSPECT:
        return
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            line = 1 if event.start_mark is None else event.start_mark.line + 1
            raise BadYaml(path, line, f"nested deeper than {_DEEPEST} levels")


def _one_line(error: yaml.MarkedYAMLError) -> str:
    said = " ".join(", ".join(part for part in (error.context, error.problem) if part).split())
    begun, found = error.context_mark, error.problem_mark
    return f"{said} (begun in line {begun.line + 1})" if begun and found and begun.line != found.line else said


def _line_of_reader(text: str, error: yaml.YAMLError) -> int:
    position = getattr(error, "position", None)
    return 1 if position is None else text.count("\n", 0, position) + 1
