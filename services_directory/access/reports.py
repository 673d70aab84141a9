"""What people say is wrong about a service, for its editors: which service and which kind of fault, nothing else."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine

from services_directory.errors import BadQuestion
from services_directory.models.report import Report
from services_directory.storage import transaction
from services_directory.vocabulary import id_set


def note(engine: Engine, service: str, kind: str, day: date) -> None:
    """Count one report.

    Args:
        kind: an id of the vocabulary's `wrong`.

    Raises:
        BadQuestion: there is no such kind.
        sqlalchemy.exc.SQLAlchemyError: the database cannot be written.
    """
    if kind not in id_set("wrong"):
        raise BadQuestion("kind", "is no kind of fault of the vocabulary")
    with transaction(engine) as opened:
        said = opened.get(Report, (service, kind)) or Report(service_id=service, kind=kind, times=0)
        said.times, said.last_on = said.times + 1, day
        opened.add(said)
