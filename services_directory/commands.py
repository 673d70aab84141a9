"""`faro directory import | check | stats | export | explain | verify`. What is not our own YAML is in `commands_import`,
`commands_export` and `commands_feeds`, what a shell does for the console in `console_commands`.

Rooms are imported when a command runs, so that asking for help stays quick.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services_directory import console_commands
from services_directory.errors import BadQuestion, FaroError, NotKnown
from services_directory.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from services_directory.exchange.city_records import DirectoryRecords

_FAILED, _WRONG_USE = 1, 2
_EMPTY = "the directory is empty: run `faro directory import` first"


def add_directory_commands(subparsers: Any) -> None:
    """Add `directory` with its own subcommands to the command's subparsers; `run` carries them out."""
    from services_directory import commands_feeds, commands_import
    from services_directory.commands_export import add_export_options

    directory = subparsers.add_parser("directory", help="import, check, count, export or confirm the directory of services")
    directory.set_defaults(run=run)
    under = directory.add_subparsers(dest="directory_command", required=True)
    _import = under.add_parser("import", help="bring the database to what our files say, or take in a file of another kind")
    _import.add_argument("--dry-run", action="store_true", help="show what would change, change nothing")
    commands_import.add_import_options(_import)
    _check = under.add_parser("check", help="check all city and programme files; needs no database")
    for parser in (_import, _check):
        parser.add_argument("--city", action="append", default=[], help="only this city (may be given again)")
        parser.add_argument("--from", dest="source", type=Path, help="folder that holds countries/ and cities/")
    _stats = under.add_parser("stats", help="count services by need, verdict, confidence and confirmation")
    _stats.add_argument("--json", action="store_true", help="as JSON")
    _export = under.add_parser("export", help="write a city from the database, or all of it as a backup")
    _export.add_argument("--city")
    _export.add_argument(
        "--to", required=True, type=Path, help="folder for YAML, which is made if it is not there; else a file"
    )
    add_export_options(_export)
    commands_import.add_commands(under)
    commands_feeds.add_commands(under)
    _add_explain(under)
    console_commands.add_console_commands(under)
    _verify = under.add_parser("verify", help="note that a service was checked today")
    _verify.add_argument("service", help="id of the service")
    _verify.add_argument("--by", required=True, choices=["office", "sources"], help="with the office, or against sources")


def _add_explain(under: Any) -> None:
    """`explain`: its options for facts are added when it runs, so that asking for other help stays quick."""
    from services_directory.access.explained import add_fact_options

    explain = under.add_parser(
        "explain",
        help="print a verdict condition by condition, with law and source",
        description="Facts: one option for each fact of the contract, as --status asylum_seeker --months-since-application 7 "
        "--registered no --children 3,7 --documents passport. What is not given is not known; nothing is assumed.",
    )
    explain.add_argument("service", help="id of a service or a programme")
    explain.add_argument("--date", type=date.fromisoformat, help="day whose law decides, as 2026-09-30; today if not given")
    explain.add_argument("--json", action="store_true", help="as JSON")
    add_fact_options(explain)


def run(args: argparse.Namespace, settings: Settings | None = None) -> int:
    """Carry out one subcommand.

    Returns:
        0 when it went well, 1 when it failed, 2 when a name given to it does not exist. Errors are told on stderr.
    """
    from services_directory import commands_feeds, commands_import
    from services_directory.exchange.notes import BadData
    from services_directory.exchange.problems import BadFiles

    settings = settings or Settings.from_environment()
    name = args.directory_command
    beside = {**commands_import.COMMANDS, **commands_feeds.COMMANDS}
    try:
        if name in beside:
            beside[name](args, settings, _filled)
        elif name in console_commands.COMMANDS:
            console_commands.COMMANDS[name](args, settings, _filled(settings))
        else:
            _COMMANDS[name](args, settings)
    except BadFiles as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return _fail(name, error, _FAILED)
    except BadData as error:  # each problem has been told
        return _fail(name, error, _FAILED)
    except (BadQuestion, NotKnown) as error:
        return _fail(name, error, _WRONG_USE)
    except (FaroError, OSError) as error:
        return _fail(name, error, _FAILED)
    return 0


def _fail(name: str, error: Exception, code: int) -> int:
    print(f"faro directory {name}: {error}", file=sys.stderr)
    return code


def _read(args: argparse.Namespace, settings: Settings) -> DirectoryRecords:
    from services_directory.exchange.directory_yaml import read_directory
    from services_directory.exchange.problems import Problems

    root = args.source or settings.root / "services_directory"
    problems = Problems()
    records = read_directory(root, problems, args.city)
    problems.stop_if_any()
    if not records.cities:
        raise NotKnown(f"no city in {root}: a city is a folder cities/<city>/ with a city.yml")
    return records


def _run_import(args: argparse.Namespace, settings: Settings) -> None:
    if args.whole and args.file is None:
        raise NotKnown("--whole needs the file of a backup, which `faro directory export --whole --to FILE` writes")
    if args.file is not None:
        from services_directory import commands_export, commands_import

        if args.whole:
            commands_export.restore(args, settings)
        else:
            commands_import.import_file(args, settings, _filled)
        return
    from sqlalchemy import create_engine

    from services_directory.exchange.apply import import_records
    from services_directory.exchange.progress import Bar
    from services_directory.storage import open_engine, schema_version, upgrade

    print("reading the files …")
    records = _read(args, settings)
    engine = open_engine(settings)
    if args.dry_run and schema_version(engine) is None:
        engine = create_engine("sqlite://")
    upgrade(engine)
    plan = import_records(engine, records, whole=not args.city, dry_run=args.dry_run, progress=Bar())
    if args.dry_run:
        for change in plan.changes:
            print(change)
    said = ", ".join(f"{number} {how}" for how, number in plan.counts().items())
    print(f"would be: {said}; nothing was changed" if args.dry_run else said)


def _run_check(args: argparse.Namespace, settings: Settings) -> None:
    records = _read(args, settings)
    counts = [f"{name} {len(city.services)} services" for name, city in records.cities.items()]
    print(f"{len(records.programmes)} programmes, {', '.join(counts)}: no fault found")


def _run_stats(args: argparse.Namespace, settings: Settings) -> None:
    from services_directory.exchange.stats import count
    from services_directory.storage import session

    with session(_filled(settings)) as opened:
        counted = count(opened, date.today())
    if args.json:
        print(json.dumps(counted, ensure_ascii=False, indent=2))
        return
    for city, numbers in counted.items():
        _print_city(city, numbers)


def _print_city(city: str, numbers: dict[str, Any]) -> None:
    hidden = numbers["services"] - numbers["published"]
    print(f"{city}: {numbers['published']} services published, {hidden} held back")
    print(f"  confidence: {_listed(numbers['confidence'])}")
    print(f"  not confirmed with the office: {numbers['not_confirmed_with_office']}")
    print(f"  never verified: {numbers['never_verified']}")
    print(f"  needs: {_listed(numbers['needs'])}")
    for status, outcomes in numbers["verdicts"].items():
        print(f"  {status}: {_listed(outcomes)}")


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in counts.items())


def _run_export(args: argparse.Namespace, settings: Settings) -> None:
    if args.whole or args.format != "yaml":
        if not args.whole and args.city is None:
            raise NotKnown("say --city, or --whole for everything")
        from services_directory.commands_export import export_file

        export_file(args, settings, _filled)
        return
    from services_directory.exchange import from_models
    from services_directory.exchange.city_yaml_write import write_city
    from services_directory.storage import session

    with session(_filled(settings)) as opened:
        records = from_models.city(opened, args.city)
    if records is None:
        raise NotKnown(f"no city {args.city!r} in the database")
    written = write_city(records, args.to)
    crisis = settings.root / "services_directory" / "cities" / args.city / "crisis.yml"
    if crisis.exists() and crisis.parent.resolve() != args.to.resolve():
        written.append(Path(shutil.copy(crisis, args.to / "crisis.yml")))
    print(f"{len(records.services)} services in {len(written)} files in {args.to}")


def _run_explain(args: argparse.Namespace, settings: Settings) -> None:
    from services_directory.access import Directory
    from services_directory.access.explained import as_text, explained, facts_of

    facts = facts_of(vars(args))
    cards = explained(Directory(_filled(settings), settings.root), args.service, facts, args.date)
    if args.json:
        shown = ("id", "verdict", "reasons", "missing", "conditions", "qualifiers", "sources", "would_change", "explain")
        print(json.dumps([{key: card[key] for key in shown} for card in cards], ensure_ascii=False, indent=2))
        return
    for card in cards:
        print("\n".join(as_text(card, (args.date or date.today()).isoformat())))


def _run_verify(args: argparse.Namespace, settings: Settings) -> None:
    from services_directory.exchange.verify import note_check
    from services_directory.storage import transaction

    with transaction(_filled(settings)) as opened:
        day = note_check(opened, args.service, args.by)
    print(f"{args.service}: checked {day.isoformat()} ({args.by})")


def _filled(settings: Settings) -> Engine:
    """An engine for a database that holds a directory."""
    from services_directory.storage import StorageError, newest_version, open_engine, schema_version

    engine = open_engine(settings)
    version = schema_version(engine)
    if version is None:
        raise StorageError(_EMPTY)
    if version != newest_version():
        raise StorageError("the database is of another version: run `faro directory import` first")
    return engine


_COMMANDS = {
    "import": _run_import,
    "check": _run_check,
    "stats": _run_stats,
    "export": _run_export,
    "explain": _run_explain,
    "verify": _run_verify,
}
