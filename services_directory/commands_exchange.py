"""`faro directory …` for what comes from elsewhere and goes out: files by mapping, HSDS, feeds, proposals, tokens, backups."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services_directory.errors import FaroError, NotKnown
from services_directory.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from services_directory.exchange.notes import Notes
    from services_directory.exchange.plan import Plan

Filled = Callable[[Settings], "Engine"]
_FORMS = ("hsds-json", "hsds-tabular", "csv", "xlsx")
_OUT = ("yaml", "hsds-json", "hsds-tabular", "xlsx")
_MOST_SHOWN = 200


def add_import_options(parser: Any) -> None:
    """Options of `import` for a file that is not the project's own YAML."""
    parser.add_argument(
        "file", nargs="?", type=Path, help="HSDS JSON or tables (zip or folder), CSV, XLSX, or a backup (--whole)"
    )
    parser.add_argument("--format", choices=_FORMS, help="form of the file; told from its name if not given")
    parser.add_argument("--map", type=Path, dest="mapping", metavar="MAPPING.yml", help="how columns become fields (CSV, XLSX)")
    parser.add_argument("--name", help="short name of the set; from the mapping or the file if not given")
    parser.add_argument("--lang", default="en", help="language of the texts (default en)")
    parser.add_argument(
        "--publish", action="store_true", help="show active services that name a need at once; else an editor does"
    )
    parser.add_argument("--partial", action="store_true", help="the file is a part of the set: nothing is removed")
    parser.add_argument("--keep-contacts", action="store_true", help="keep names of staff; they are data of persons")
    parser.add_argument("--loose-keys", action="store_true", help="leave aside keys of HSDS tables that lead nowhere")
    parser.add_argument("--whole", action="store_true", help="the file is a backup: bring the whole database to it")
    parser.add_argument("--replace", action="store_true", help="with --whole: also where the database holds something")


def add_export_options(parser: Any) -> None:
    """Options of `export`."""
    parser.add_argument("--format", choices=_OUT, default="yaml", help="form (default yaml: the city's folder)")
    parser.add_argument("--lang", default="en", help="language of HSDS texts (default en)")
    parser.add_argument("--whole", action="store_true", help="the whole database as a backup; --to names the file")


def add_commands(under: Any) -> None:
    """The subcommands that stand beside import and export."""
    city = under.add_parser("add-city", help="make a city of a city.yml, without services")
    city.add_argument("file", type=Path)
    map_ = under.add_parser("map", help="write a first mapping for a CSV or XLSX file")
    map_.add_argument("file", type=Path)
    map_.add_argument("--to", type=Path, help="file for the mapping; printed if not given")
    map_.add_argument("--lang", default="en", help="language of the texts (default en)")
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
    add.add_argument("--format", choices=_FORMS, required=True)
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


def import_file(args: argparse.Namespace, settings: Settings, filled: Filled) -> None:
    """Import a file that is not the project's own YAML."""
    from services_directory.exchange.foreign import Setting, slug
    from services_directory.exchange.forms import form_of, read_form
    from services_directory.exchange.mapping import read_mapping
    from services_directory.exchange.merging import import_incoming
    from services_directory.exchange.notes import Notes
    from services_directory.exchange.progress import Bar

    if args.whole:
        _restore(args, settings)
        return
    if not args.file.exists():
        raise FaroError(f"no file {args.file}")
    form = args.format or form_of(args.file)
    if form == "xlsx" and args.mapping is None:
        _import_sheet(args, filled(settings))
        return
    mapping = read_mapping(args.mapping) if args.mapping else None
    city = args.city[0] if args.city else ""
    engine = _engine(settings) if not city else filled(settings)
    setting = Setting(
        city, _country(engine, city) if city else "", mapping.language if mapping else args.lang,
        args.name or (mapping.name if mapping else slug(args.file.stem)) or "import", date.today(),
        args.publish, args.keep_contacts,
    )  # fmt: skip
    notes = Notes()
    incoming = read_form(args.file, form, setting, notes, mapping, args.loose_keys)
    _tell(notes)
    notes.stop_if_any()
    if not city and any(read.city is None for read in incoming.services.values()):
        raise FaroError("say --city: the file is no export of a Faro, so it does not name the city")
    plan = import_incoming(engine, incoming, setting, not args.partial, args.dry_run, Bar())
    _print_plan(plan, args.dry_run)


def _import_sheet(args: argparse.Namespace, engine: Engine) -> None:
    """Our own workbook, come back from an editor."""
    from services_directory.exchange import editor_sheet, from_models
    from services_directory.exchange.apply import import_records
    from services_directory.exchange.city_records import DirectoryRecords
    from services_directory.exchange.notes import Notes
    from services_directory.storage import session

    if not args.city:
        raise FaroError("say --city: whose workbook it is; a sheet of another maker needs --map as well")
    notes = Notes()
    with session(engine) as opened:
        records = editor_sheet.read_back(opened, args.city[0], args.file, notes)
        laws = from_models.programmes(opened)
    _tell(notes)
    notes.stop_if_any()
    assert records is not None
    _print_plan(import_records(engine, DirectoryRecords(laws, {args.city[0]: records}), False, args.dry_run), args.dry_run)


def _engine(settings: Settings) -> Engine:
    from services_directory.storage import open_engine, upgrade

    engine = open_engine(settings)
    upgrade(engine)
    return engine


def _country(engine: Engine, city: str) -> str:
    from services_directory.models import City
    from services_directory.storage import session

    with session(engine) as opened:
        row = opened.get(City, city)
    if row is None:
        raise NotKnown(f"no city {city!r} in the directory; `faro directory add-city` makes one")
    return row.country


def _tell(notes: Notes) -> None:
    for fault in notes.faults[:_MOST_SHOWN]:
        print(fault, file=sys.stderr)
    for warning in notes.warnings[:_MOST_SHOWN]:
        print(f"left out: {warning}", file=sys.stderr)
    left = len(notes.warnings) - _MOST_SHOWN
    if left > 0:
        print(f"left out: {left} more", file=sys.stderr)


def _print_plan(plan: Plan, dry_run: bool) -> None:
    if dry_run:
        for change in plan.changes:
            print(change)
    said = ", ".join(f"{number} {how}" for how, number in plan.counts().items())
    print(f"would be: {said}; nothing was changed" if dry_run else said)


def _restore(args: argparse.Namespace, settings: Settings) -> None:
    from services_directory.exchange import backup
    from services_directory.exchange.progress import Bar
    from services_directory.storage import open_engine

    counts = backup.restore(open_engine(settings), args.file, args.replace, Bar())
    print(f"{sum(counts.values())} rows of {len(counts)} tables restored, {counts.get('service', 0)} services")


def export_file(args: argparse.Namespace, settings: Settings, filled: Filled) -> None:
    """Export in a form that is not the project's own YAML."""
    from services_directory.exchange import backup, editor_sheet
    from services_directory.exchange.hsds import document
    from services_directory.exchange.progress import Bar
    from services_directory.storage import session

    engine = filled(settings)
    args.to.parent.mkdir(parents=True, exist_ok=True)
    if args.whole:
        counts = backup.write(engine, args.to, Bar())
        print(f"{sum(counts.values())} rows of {len(counts)} tables in {args.to}")
        return
    _country(engine, args.city)
    with session(engine) as opened:
        if args.format == "xlsx":
            number = editor_sheet.write(opened, args.city, args.to)
        else:
            write = document.write_json if args.format == "hsds-json" else document.write_tabular
            number = write(opened, [args.city], args.to, date.today(), args.lang, Bar())
    print(f"{number} services in {args.to}")


def run_add_city(args: argparse.Namespace, settings: Settings, _filled: Filled) -> None:
    """Make a city of its page alone."""
    from services_directory.exchange.apply import mark_changed
    from services_directory.exchange.checked import checked
    from services_directory.exchange.city_records import City
    from services_directory.exchange.problems import Problems
    from services_directory.exchange.to_models import city
    from services_directory.storage import transaction

    problems = Problems()
    document = problems.read(args.file)
    record = checked(City, document.data, document, "", problems) if document else None
    problems.stop_if_any()
    assert record is not None
    with transaction(_engine(settings)) as opened:
        opened.merge(city(record))
        opened.flush()
        mark_changed(opened)
    print(f"{record.city}: the city is there, {record.stage}")


def run_map(args: argparse.Namespace, _settings: Settings, _filled: Filled) -> None:
    """Write a first mapping."""
    from services_directory.exchange.mapping_guess import guess
    from services_directory.exchange.notes import Notes

    if not args.file.exists():
        raise FaroError(f"no file {args.file}")
    said = guess(args.file, args.lang, Notes())
    if args.to is None:
        print(said, end="")
        return
    args.to.write_text(said, encoding="utf-8")
    print(f"{args.to}: look at every line, then `faro directory import {args.file} --map {args.to} --city … --dry-run`")


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
        _print_plan(proposals.accept(engine, args.ids), dry_run=False)
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
    "add-city": run_add_city,
    "map": run_map,
    "feed": run_feed,
    "proposals": run_proposals,
    "token": run_token,
}
