"""`faro directory feed | proposals | token`: what is read again and again, what it proposes, and who else may send."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from services_directory.commands_shared import FORMS, Filled, print_plan
from services_directory.errors import NotKnown
from services_directory.settings import Settings


def add_commands(under: Any) -> None:
    """The subcommands."""
    _add_feed(under.add_parser("feed", help="files or addresses that are read again and again, and only propose"))
    _add_proposals(under.add_parser("proposals", help="what feeds and other systems propose"))
    token = under.add_parser("token", help="tokens for a city's own systems, which may send proposals")
    how = token.add_subparsers(dest="how", required=True)
    for name, help_ in (("add", "make a token and show it once"), ("remove", "end a token")):
        one = how.add_parser(name, help=help_)
        one.add_argument("name")
        one.add_argument("--city", required=True)
    how.add_parser("list", help="names of all tokens").add_argument("--city")


def _add_feed(parser: Any) -> None:
    how = parser.add_subparsers(dest="how", required=True)
    add = how.add_parser("add", help="note a feed, or change the one of this name")
    add.add_argument("place", help="a path, an address, or `sent` for what another system sends with a token")
    add.add_argument("--name", required=True)
    add.add_argument("--city", required=True)
    add.add_argument("--format", choices=FORMS, required=True)
    add.add_argument("--map", type=Path, dest="mapping", metavar="MAPPING.yml")
    add.add_argument("--lang", default="en")
    add.add_argument("--every", type=int, default=24, metavar="HOURS", help="how often it is read (default 24)")
    how.add_parser("list", help="all feeds and how they went").add_argument("--city")
    run_ = how.add_parser("run", help="read feeds now: one by name, or all that are due")
    run_.add_argument("--city")
    run_.add_argument("--name")
    remove = how.add_parser("remove", help="read a feed no more")
    remove.add_argument("--city", required=True)
    remove.add_argument("--name", required=True)


def _add_proposals(parser: Any) -> None:
    how = parser.add_subparsers(dest="how", required=True)
    how.add_parser("list", help="the open ones").add_argument("--city")
    for name, help_ in (("accept", "take them over"), ("reject", "turn them down; the same is not proposed again")):
        one = how.add_parser(name, help=help_)
        one.add_argument("ids", nargs="+", type=int, metavar="NUMBER")


def run_feed(args: argparse.Namespace, settings: Settings, filled: Filled) -> None:
    """Feeds: add, list, run, remove."""
    from services_directory.exchange import feeds
    from services_directory.exchange.mapping import read_mapping
    from services_directory.models import Feed
    from services_directory.storage import session, transaction

    engine = filled(settings)
    if args.how == "add":
        mapping = read_mapping(args.mapping).model_dump(mode="json") if args.mapping else {"language": args.lang}
        with transaction(engine) as opened:
            feeds.add(
                opened,
                Feed(
                    city_id=args.city,
                    name=args.name,
                    place=args.place,
                    format=args.format,
                    mapping=mapping,
                    every_hours=args.every,
                ),
            )
        print(f"{args.city}/{args.name}: every {args.every} hours; what differs is proposed, nothing is changed")
    elif args.how == "list":
        with session(engine) as opened:
            for feed in feeds.listed(opened, args.city):
                when = feed.last_run.isoformat(timespec="minutes") if feed.last_run else "never"
                print(
                    f"{feed.city_id}/{feed.name}: {feed.place} every {feed.every_hours} h; last {when}: {feed.outcome or '-'}"
                )
    elif args.how == "run":
        with session(engine) as opened:
            due = [(args.city, args.name)] if args.name else feeds.due(opened, datetime.now(UTC).replace(tzinfo=None))
        for city, name in due:
            print(f"{city}/{name}: {feeds.run(engine, city, name)}")
    else:
        with transaction(engine) as opened:
            row = opened.get(Feed, (args.city, args.name))
            if row is None:
                raise NotKnown(f"no feed {args.name!r} for {args.city}")
            opened.delete(row)


def run_proposals(args: argparse.Namespace, settings: Settings, filled: Filled) -> None:
    """Proposals: list, accept, reject."""
    from services_directory.exchange import proposals
    from services_directory.storage import session, transaction

    engine = filled(settings)
    if args.how == "list":
        with session(engine) as opened:
            for row in proposals.pending(opened, args.city):
                fields = f": {', '.join(row.fields)}" if row.fields else ""
                print(f"{row.id} {row.how} {row.city_id}/{row.service_id} (from {row.feed}){fields}")
    elif args.how == "accept":
        print_plan(proposals.accept(engine, args.ids), dry_run=False)
    else:
        with transaction(engine) as opened:
            proposals.reject(opened, args.ids)


def run_token(args: argparse.Namespace, settings: Settings, filled: Filled) -> None:
    """Tokens: add, list, remove."""
    from services_directory.exchange import tokens
    from services_directory.storage import session, transaction

    engine = filled(settings)
    if args.how == "list":
        with session(engine) as opened:
            for row in tokens.listed(opened, args.city):
                print(f"{row.city_id}/{row.name} made {row.made.date().isoformat()}")
        return
    with transaction(engine) as opened:
        if args.how == "add":
            print(tokens.make(opened, args.city, args.name))
        else:
            tokens.remove(opened, args.city, args.name)
    if args.how == "add":
        print("this is shown once: keep it where the other system reads it", file=sys.stderr)


COMMANDS: dict[str, Callable[[argparse.Namespace, Settings, Filled], None]] = {
    "feed": run_feed,
    "proposals": run_proposals,
    "token": run_token,
}
