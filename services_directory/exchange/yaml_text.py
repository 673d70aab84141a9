"""Plain values to YAML that reads well: short things on one line, long sentences folded, YAML 1.2 words."""

from __future__ import annotations

from typing import Any

import yaml

from services_directory.yaml_files import IMPLICIT_WORDS

_WIDTH = 118
_ONE_LINE = 96


class Block(dict[str, Any]):
    """A mapping with one key a line, however short it is."""


class _Dumper(yaml.SafeDumper):
    """Quotes only what the project's loader would not read as text: `yes` needs no quotes, `061` does."""

    yaml_implicit_resolvers = IMPLICIT_WORDS

    def ignore_aliases(self, data: Any) -> bool:
        """Equal values are written out each time: an anchor saves bytes and costs readers."""
        return True


def _text(dumper: _Dumper, value: str) -> yaml.ScalarNode:
    fold = len(value) > _ONE_LINE and "\n" not in value and value == value.strip()
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=">" if fold else None)


def _list(dumper: _Dumper, value: list[Any]) -> yaml.SequenceNode:
    simple = not any(isinstance(part, dict | list) for part in value)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=simple or (len(value) == 1 and _short(value)))


def _mapping(dumper: _Dumper, value: dict[Any, Any]) -> yaml.MappingNode:
    words = all(isinstance(part, str) and len(part) < 20 for part in value.values())
    flow = not isinstance(value, Block) and ((words and len(value) > 3) or _short(value))
    return dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=flow)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)
_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(Block, _mapping)


def _short(value: Any) -> bool:
    if isinstance(value, Block) or (isinstance(value, list) and any(isinstance(part, Block) for part in value)):
        return False
    return len(str(value)) <= _ONE_LINE


def to_yaml(value: dict[str, Any]) -> str:
    """YAML of a mapping, its own keys one a line, in its own order."""
    return yaml.dump(Block(value), Dumper=_Dumper, width=_WIDTH, allow_unicode=True, sort_keys=False)
