"""Where things lie and which database is used. Everything comes from the environment; defaults need nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Settings:
    """Paths and addresses of one running Faro.

    Attributes:
        root: the checkout, which holds `data/` and `services_directory/`.
        var: writable folder for the directory's database and sockets; never holds anything of a person.
        database_url: SQLAlchemy URL of the directory (synchronous driver).
    """

    root: Path
    var: Path
    database_url: str

    @classmethod
    def from_environment(cls) -> Settings:
        """Read `FARO_VAR` and `FARO_DATABASE_URL`; fall back to `var/` in the checkout and an SQLite file there."""
        var = Path(os.environ.get("FARO_VAR", ROOT / "var"))
        url = os.environ.get("FARO_DATABASE_URL", f"sqlite:///{var / 'directory.db'}")
        return cls(root=ROOT, var=var, database_url=url)
