"""`faro directory …` as a shell runs it, in this process."""

from __future__ import annotations

import argparse

from services_directory.commands import add_directory_commands, run
from services_directory.settings import Settings


def faro(settings: Settings, *words: str) -> int:
    """Run one command; gives its exit code."""
    parser = argparse.ArgumentParser(prog="faro")
    add_directory_commands(parser.add_subparsers(required=True))
    return run(parser.parse_args(["directory", *words]), settings)
