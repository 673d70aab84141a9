"""A file of another maker in the console: looked at by a mapping, proposed, and each proposal taken before the reviewers.

Nothing here changes what is public: a file becomes proposals, an accepted proposal becomes a working copy in review.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from services_directory import models
from services_directory.editing import freshness, review
from services_directory.editing.difference import Difference, differences
from services_directory.editing.entry import Content, from_database
from services_directory.errors import FaroError
from services_directory.exchange import proposals
from services_directory.exchange.foreign import Setting, slug
from services_directory.exchange.forms import form_of, read_form
from services_directory.exchange.incoming import Incoming
from services_directory.exchange.mapping import Mapping_, of_said
from services_directory.exchange.mapping_guess import guess
from services_directory.exchange.merging import merge
from services_directory.exchange.notes import BadData, Note, Notes
from services_directory.exchange.plan import Change, make_plan
from services_directory.models import Proposal
from services_directory.yaml_files import BadYaml, parse

SHEETS = ("csv", "xlsx")
_NAME = "mapping"


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that somebody brought, its mapping as they wrote it, and how it is meant.

    Attributes:
        name: as it was called there; only shown. `mapping`: YAML, empty for a form that needs none.
        language: BCP 47 tag of its texts, where no mapping says it.
        complete: it is all there is of its set, so what is missing in it is proposed to be removed.
    """

    name: str
    body: bytes
    mapping: str = ""
    language: str = "en"
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file would propose, and what is wrong with it. With `faults` nothing of it can be proposed."""

    faults: tuple[Note, ...]
    left_out: tuple[Note, ...]
    changes: tuple[Change, ...] = ()


def needs_mapping(name: str) -> bool:
    """Is it a sheet?

    Raises:
        FaroError: the name tells no form that can be read.
    """
    return form_of(Path(_plain(name))) in SHEETS


def first_mapping(brought: Brought) -> str:
    """A first mapping for a sheet.

    Raises:
        BadData: the sheet cannot be read.
    """
    with _file(brought) as path:
        return guess(path, brought.language, Notes())


def look(session: Session, city: models.City, brought: Brought) -> Looked:
    """What would be proposed. Nothing is written."""
    notes = Notes()
    read = _read(city, brought, notes)
    if read is None or notes.faults:
        return Looked(notes.faults, notes.warnings)
    incoming, setting = read
    merged = merge(session, incoming, setting, brought.complete)
    plan = make_plan(session, merged.records, whole=False, keep_imported=False, keep_edited=False)
    return Looked((), notes.warnings, tuple(change for change in plan.changes if change.what == "service"))


def propose(session: Session, city: models.City, brought: Brought) -> int | Looked:
    """Put a file before the editors as proposals; gives how many, or what is wrong with it."""
    notes = Notes()
    read = _read(city, brought, notes)
    if read is None or notes.faults:
        return Looked(notes.faults, notes.warnings)
    return proposals.propose(session, *read, brought.complete)


def _read(city: models.City, brought: Brought, notes: Notes) -> tuple[Incoming, Setting] | None:
    """The file, read; None with a fault noted."""
    with _file(brought) as path:
        try:
            form = form_of(path)
            mapping = _mapping(brought.mapping) if form in SHEETS else None
            lang = mapping.language if mapping else brought.language
            name = mapping.name if mapping else slug(path.stem) or "import"
            setting = Setting(city.id, city.country, lang, name, freshness.today_in(city))
            incoming = read_form(path, form, setting, notes, mapping, loose=True)
        except BadYaml as error:
            notes.fault(_NAME, error.line, "", error.why)
        except BadData:  # each problem stands in the notes
            pass
        except FaroError as error:
            notes.fault(path.name, 0, "", str(error))
        else:
            if any(one.city for one in incoming.services.values()) or incoming.cities:
                notes.fault(path.name, 0, "", "is an export of a Faro with cities of its own: import it from a shell")
            return incoming, setting
    return None


def _mapping(text: str) -> Mapping_:
    said = parse(text, Path(_NAME)).data
    return of_said(said.get("mapping") if isinstance(said, dict) else None, _NAME)


@contextmanager
def _file(brought: Brought) -> Iterator[Path]:
    """The file in a folder of its own, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="faro-brought-") as folder:
        path = Path(folder) / _plain(brought.name)
        path.write_bytes(brought.body)
        yield path


def _plain(name: str) -> str:
    """A name that can be no path."""
    return re.sub(r"[^\w.-]+", "_", name)[-80:].lstrip(".") or "file"


def waiting(session: Session, city: models.City) -> Sequence[Proposal]:
    """The open proposals of a city."""
    return proposals.pending(session, city.id)


def difference(session: Session, row: Proposal) -> list[Difference]:
    """What a proposal would change, place by place."""
    found = differences(from_database(session, row.service_id), _content(session, row))
    return [one for one in found if not one.field.startswith("service.origin")]


def accept(session: Session, city: models.City, number: int) -> bool:
    """Take a proposal before the reviewers; False where somebody is at work on its entry.

    Raises:
        NotKnown: the city has no such open proposal.
    """
    row = _one(session, city, number)
    if review.propose(session, city, row.service_id, _content(session, row), row.feed) is None:
        return False
    proposals.decide(row, proposals.ACCEPTED)
    return True


def reject(session: Session, city: models.City, number: int) -> None:
    """Turn a proposal down.

    Raises:
        NotKnown: the city has no such open proposal.
    """
    proposals.decide(_one(session, city, number), proposals.REJECTED)


def _one(session: Session, city: models.City, number: int) -> Proposal:
    (row,) = proposals.opened(session, [number], city.id)
    return row


def _content(session: Session, row: Proposal) -> Content:
    """The entry as the proposal wants it. Of one that is there only the proposed fields are taken; a removed one is hidden."""
    now = from_database(session, row.service_id)
    if row.record is None:
        assert now is not None, "what is proposed to be removed is there, or its proposal had been replaced"
        return {**now, "service": {**now["service"], "published": False}}
    record: dict[str, Any] = {key: value for key, value in row.record.items() if key != "organization"}
    organization = {"id": row.organization["id"], "name": row.organization["name"]}
    if now is None:
        return {"organization": organization, "service": record, "sources": dict(row.source), "words": []}
    service = dict(now["service"])
    for field in (*row.fields, "origin"):
        service.pop(field, None)
        if field in record:
            service[field] = record[field]
    of = organization if "organization" in row.fields else now["organization"]
    return {**now, "organization": of, "service": service, "sources": {**now["sources"], **row.source}}
