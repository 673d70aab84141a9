"""Plain values to YAML that reads well: short things on one line, long sentences folded, YAML 1.2 words."""

from __future__ import annotations

from typing import Any

import yaml

from services_directory.yaml_files import IMPLICIT_WORDS

_WIDTH = 118
_ONE_LINE = 96


class Block(dict[str, Any]):
    """A mapping with one key a line, however short it is."""


class Shared(dict[str, Any]):
    """A mapping that is written once, with an anchor, where the same object comes again."""


class _Dumper(yaml.SafeDumper):
    """Quotes only what the project's loader would not read as text: `yes` needs no quotes, `061` does."""

    yaml_implicit_resolvers = IMPLICIT_WORDS
    anchor_prefix = "same"

    def ignore_aliases(self, data: Any) -> bool:
        """Only what was shared on purpose gets an anchor: elsewhere it saves bytes and costs readers."""
        return not isinstance(data, Shared)

    def generate_anchor(self, node: yaml.Node) -> str:
        """Anchors must be unique in a file, so they carry the name of what they belong to."""
        self.last_anchor_id += 1
        return f"{self.anchor_prefix}-{self.last_anchor_id}"


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
_Dumper.add_representer(Shared, _mapping)


def _short(value: Any) -> bool:
    if isinstance(value, Block) or (isinstance(value, list) and any(isinstance(part, Block) for part in value)):
        return False
    return len(str(value)) <= _ONE_LINE


def to_yaml(value: dict[str, Any], anchors: str = "same") -> str:
    """YAML of a mapping, its own keys one a line, in its own order.

    Args:
        anchors: beginning of the names of anchors, unique in the file.
    """
    dumper = type("_Named", (_Dumper,), {"anchor_prefix": anchors})
    return yaml.dump(Block(value), Dumper=dumper, width=_WIDTH, allow_unicode=True, sort_keys=False)
