"""`faro directory export` in another form than our YAML, and backups: written whole, brought back whole."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from services_directory.commands_shared import Filled, country_of
from services_directory.settings import Settings

_OUT = ("yaml", "hsds-json", "hsds-tabular", "xlsx")


def add_export_options(parser: Any) -> None:
    """Options of `export`."""
    parser.add_argument("--format", choices=_OUT, default="yaml", help="form (default yaml: the city's folder)")
    parser.add_argument("--lang", default="en", help="language of HSDS texts (default en)")
    parser.add_argument("--whole", action="store_true", help="the whole database as a backup; --to names the file")


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
    country_of(engine, args.city)
    with session(engine) as opened:
        if args.format == "xlsx":
            number = editor_sheet.write(opened, args.city, args.to)
        else:
            write = document.write_json if args.format == "hsds-json" else document.write_tabular
            number = write(opened, [args.city], args.to, date.today(), args.lang, Bar())
    print(f"{number} services in {args.to}")


def restore(args: argparse.Namespace, settings: Settings) -> None:
    """Bring the whole database to what a backup holds."""
    from services_directory.exchange import backup
    from services_directory.exchange.progress import Bar
    from services_directory.storage import open_engine

    counts = backup.restore(open_engine(settings), args.file, args.replace, Bar())
    print(f"{sum(counts.values())} rows of {len(counts)} tables restored, {counts.get('service', 0)} services")
