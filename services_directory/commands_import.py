"""`faro directory import FILE | add-city | map`: what comes from elsewhere."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services_directory.commands_shared import FORMS, Filled, country_of, open_upgraded, print_plan
from services_directory.errors import FaroError
from services_directory.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from services_directory.exchange.notes import Notes

_MOST_SHOWN = 200


def add_import_options(parser: Any) -> None:
    """Options of `import` for a file that is not the project's own YAML."""
    parser.add_argument(
        "file", nargs="?", type=Path, help="HSDS JSON or tables (zip or folder), CSV, XLSX, or a backup (--whole)"
    )
    parser.add_argument("--format", choices=FORMS, help="form of the file; told from its name if not given")
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


def add_commands(under: Any) -> None:
    """The subcommands that stand beside import."""
    city = under.add_parser("add-city", help="make a city of a city.yml, without services")
    city.add_argument("file", type=Path)
    map_ = under.add_parser("map", help="write a first mapping for a CSV or XLSX file")
    map_.add_argument("file", type=Path)
    map_.add_argument("--to", type=Path, help="file for the mapping; printed if not given")
    map_.add_argument("--lang", default="en", help="language of the texts (default en)")


def import_file(args: argparse.Namespace, settings: Settings, filled: Filled) -> None:
    """Import a file that is not the project's own YAML."""
    from services_directory.exchange.foreign import Setting, slug
    from services_directory.exchange.forms import form_of, read_form
    from services_directory.exchange.mapping import read_mapping
    from services_directory.exchange.merging import import_incoming
    from services_directory.exchange.notes import Notes
    from services_directory.exchange.progress import Bar

    if not args.file.exists():
        raise FaroError(f"no file {args.file}")
    form = args.format or form_of(args.file)
    if form == "xlsx" and args.mapping is None:
        _import_sheet(args, filled(settings))
        return
    mapping = read_mapping(args.mapping) if args.mapping else None
    city = args.city[0] if args.city else ""
    engine = open_upgraded(settings) if not city else filled(settings)
    setting = Setting(
        city, country_of(engine, city) if city else "", mapping.language if mapping else args.lang,
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
    print_plan(plan, args.dry_run)


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
    print_plan(import_records(engine, DirectoryRecords(laws, {args.city[0]: records}), False, args.dry_run), args.dry_run)


def _tell(notes: Notes) -> None:
    for fault in notes.faults[:_MOST_SHOWN]:
        print(fault, file=sys.stderr)
    for warning in notes.warnings[:_MOST_SHOWN]:
        print(f"left out: {warning}", file=sys.stderr)
    left = len(notes.warnings) - _MOST_SHOWN
    if left > 0:
        print(f"left out: {left} more", file=sys.stderr)


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
    with transaction(open_upgraded(settings)) as opened:
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


COMMANDS: dict[str, Callable[[argparse.Namespace, Settings, Filled], None]] = {"add-city": run_add_city, "map": run_map}
