"""A verdict in text for the shell: what was asked, what came of it, condition by condition, with law, source and date."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from services_directory.access.directory import Directory
from services_directory.access.question import Card, Person, Question
from services_directory.eligibility.facts import FIELD_NAMES, FLAGS, LISTS, NUMBERS, Facts
from services_directory.errors import BadQuestion, NotKnown

_MARKS = {"true": "+", "false": "-", "unknown": "?"}


def add_fact_options(parser: argparse.ArgumentParser) -> None:
    """One option for each fact of the contract: `--months-in-status 8`, `--registered yes`, `--children 3,7`."""
    facts = parser.add_argument_group("facts")
    for name in FIELD_NAMES:
        form = "A,B,…" if name in LISTS else "yes|no" if name in FLAGS else "NUMBER" if name in NUMBERS else "ID"
        facts.add_argument(_option(name), metavar=form)


def facts_of(options: Mapping[str, Any]) -> Facts:
    """The facts that the options name.

    Raises:
        BadQuestion: a value that the fact cannot have; the option is named.
    """
    said = {name: _read(name, options[name]) for name in FIELD_NAMES if options.get(name) is not None}
    try:
        return Facts.from_mapping(said, "")
    except BadQuestion as error:
        raise BadQuestion(_option(error.field.lstrip(".")), error.why) from None


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _read(name: str, text: str) -> Any:
    if name in FLAGS:
        if text not in ("yes", "no"):
            raise BadQuestion(_option(name), "must be yes or no")
        return text == "yes"
    items = [item for item in text.split(",") if item] if name in LISTS else [text]
    read = [_number(name, item) for item in items] if name in NUMBERS else items
    return read if name in LISTS else read[0]


def _number(name: str, text: str) -> int | float:
    try:
        return int(text) if name != "income_monthly" else float(text)
    except ValueError:
        raise BadQuestion(_option(name), "must be a number") from None


def explained(directory: Directory, service: str, facts: Facts, day: date | None) -> list[Card]:
    """The verdict on a service, or on every service of a programme, each card with its rule (`explain`).

    Raises:
        NotKnown: there is no such published service or programme.
    """
    city = directory.city_of(service)
    if city is None:
        raise NotKnown("no published service or programme has this id")
    question = Question(city, services=(service,), people=(Person("me", facts),), day=day, explain=True, assumptions=())
    return directory.answer(question).cards


def as_text(card: Card, day: str) -> Iterator[str]:
    """The lines of one verdict."""
    yield f"{card['id']} on {day}: {card['verdict']}"
    for label in ("reasons", "missing", "conditions", "qualifiers"):
        if card[label]:
            yield f"  {label}: {', '.join(card[label])}"
    for change in card["would_change"]:
        yield f"  would be yes with: {_change(change)}"
    if card["alternatives"]:
        yield f"  yes instead: {', '.join(card['alternatives'])}"
    tree = card["explain"]
    if tree is None:
        yield "  no law covers this day"
        return
    yield f"  law from {tree['from'] or 'long ago'} until {tree['until'] or 'further notice'}:"
    yield from _node(tree["rule"], 2)


def _change(change: Mapping[str, Any]) -> str:
    parts = [f"{name} {json.dumps(value, ensure_ascii=False)}" for name, value in change["facts"].items()]
    parts += list(change["conditions"])
    return "; ".join(parts) + (f" (from {change['from']} on)" if change["from"] else "")


def _node(node: Mapping[str, Any], depth: int) -> Iterator[str]:
    indent = "  " * depth
    needs = f" {json.dumps(node['needs'], ensure_ascii=False)}" if "needs" in node else ""
    who = f" [{', '.join(node['statuses'])}]" if "statuses" in node else ""
    why = f" ({', '.join(node['reasons'])})" if node["reasons"] else ""
    yield f"{indent}{_MARKS[node['value']]} {node['condition']}{needs}{who}: {node['value']}{why}"
    if not node.get("parts"):
        for source in node.get("sources", ()):
            seen = f", seen {source['seen']}" if "seen" in source else ""
            yield f"{indent}    {source['citation']} [{source['basis']}{seen}] {source.get('url', '')}".rstrip()
    for part in node.get("parts", ()):
        yield from _node(part, depth + 1)
