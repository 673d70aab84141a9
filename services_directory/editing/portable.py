"""Translations as PO files: what translators' programs read and write, out and back in.

One file holds one language of one city. An entry of it has the place as its context (`clinic-door/description`), the original
as `msgid`. A text that a machine made is marked `fuzzy` with the comment `machine`, and stays marked when it comes back so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polib
from sqlalchemy.orm import Session

from services_directory.editing.wording_of import MARKED, known_originals, side_by_side, texts_of, translated
from services_directory.exchange.problems import Problem

MACHINE = "machine"
_MOST = 200_000


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file changes: the new content of each entry, and how many texts that are."""

    contents: Mapping[str, dict[str, Any]]
    texts: int


def export(
    session: Session, contents: Mapping[str, Mapping[str, Any]], language: str, working: Sequence[str], open_only: bool = False
) -> str:
    """A PO file of all texts of some entries.

    Args:
        contents: by entry.
        open_only: only those that are missing or older than their original.
    """
    file = polib.POFile()
    file.metadata = {"Language": language, "MIME-Version": "1.0", "Content-Type": "text/plain; charset=utf-8",
                     "Content-Transfer-Encoding": "8bit", "X-Generator": "Faro"}  # fmt: skip
    known = known_originals(session, language)
    for service, content in contents.items():
        for text in side_by_side(content, language, working, known.get(service, {})):
            if open_only and text.text and not text.stale:
                continue
            entry = polib.POEntry(msgctxt=f"{service}/{text.field}", msgid=text.original, msgstr=text.text or "")
            if text.machine:
                entry.comment = MACHINE
            if text.machine or text.stale:
                entry.flags = ["fuzzy"]
            file.append(entry)
    return str(file)


def read(
    raw: str, name: str, contents: Mapping[str, Mapping[str, Any]], language: str, today: str, machine: bool = False
) -> Brought | list[Problem]:
    """What a PO file brings, or everything that is wrong with it: then nothing of it is taken.

    Args:
        name: of the file, for problems.
        machine: all of it was made by a machine.
    """
    try:
        file = polib.pofile(raw)
    except (OSError, ValueError, IndexError, UnicodeError) as error:
        return [Problem(name, 1, "", f"not a PO file: {str(error)[:200]}")]
    if file.metadata.get("Language", language) != language:
        return [Problem(name, 1, "Language", f"the file is in {file.metadata['Language']}, not in {language}")]
    made: dict[str, dict[str, Any]] = {}
    problems: list[Problem] = []
    count = 0
    for entry in _written(file):
        service, _, field = (entry.msgctxt or "").partition("/")
        by_machine = machine or MACHINE in (entry.comment or "").split()
        content = made.get(service) or contents.get(service)
        why = _why_not(content, field, entry, by_machine)
        if why:
            problems.append(Problem(name, entry.linenum or 1, entry.msgctxt or "", why))
        elif content is not None and _said(content, language, field) != (entry.msgstr, by_machine):
            made[service] = translated(content, language, field, entry.msgstr, by_machine, today)
            count += 1
    return problems or Brought(made, count)


def _written(file: Iterable[polib.POEntry]) -> list[polib.POEntry]:
    """Entries with a translation that is not only a guess of the translator's program."""
    said = (one for one in file if one.msgstr.strip() and not one.obsolete)
    return [one for one in said if "fuzzy" not in one.flags or MACHINE in (one.comment or "")]


def _why_not(content: Mapping[str, Any] | None, field: str, entry: polib.POEntry, machine: bool) -> str | None:
    if content is None:
        return "no such entry in this city"
    texts = dict(texts_of(content)).get(field)
    if texts is None:
        return "the entry has no such text"
    if entry.msgid not in texts.values():
        return "the original has changed since this file was written; export it again"
    if machine and field not in MARKED:
        return f"a machine's text can stand only in {' and '.join(MARKED)}, where it is marked"
    return "too long" if len(entry.msgstr) > _MOST else None


def _said(content: Mapping[str, Any], language: str, field: str) -> tuple[str, bool] | None:
    for word in content["words"]:
        if (word["language"], word["field"]) == (language, field):
            return word["text"], word["source"] == MACHINE
    text = dict(texts_of(content)).get(field, {}).get(language)
    return None if text is None else (text, False)
