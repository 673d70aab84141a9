"""What a shell does for the console: invitations, links and numbers, letters."""

from __future__ import annotations

import argparse
import email
import email.policy
import re
from pathlib import Path

import pytest
from small_directory import SmallDirectory

from services_directory import storage
from services_directory.commands import add_directory_commands, run
from services_directory.exchange.apply import import_records
from services_directory.models import City
from services_directory.web import auth_accounts


@pytest.fixture
def small(tmp_path: Path) -> SmallDirectory:
    made = SmallDirectory(tmp_path)
    made.change(
        "cities/pueblo/services/clinic.yml", "  url: https://example.org/clinic\n", ""
    )  # nobody is asked over a network
    engine = storage.open_engine(made.settings)
    storage.upgrade(engine)
    import_records(engine, made.records())
    engine.dispose()
    return made


def faro(small: SmallDirectory, *said: str) -> int:
    parser = argparse.ArgumentParser()
    add_directory_commands(parser.add_subparsers())
    return run(parser.parse_args(["directory", *said]), small.settings)


def test_an_invitation_is_a_link_that_works(small: SmallDirectory, capsys: pytest.CaptureFixture[str]) -> None:
    assert faro(small, "invite", "--city", "pueblo", "--role", "administrator", "--address", "https://faro.example/") == 0
    link = capsys.readouterr().out.strip()
    assert link.startswith("https://faro.example/invitation/")
    with storage.session(storage.open_engine(small.settings)) as session:
        assert auth_accounts.invitation(session, link.rpartition("/")[2]).role == "administrator"


@pytest.mark.parametrize(("city", "role"), [("atlantis", "editor"), ("pueblo", "king")])
def test_a_wrong_invitation_is_wrong_use(
    small: SmallDirectory, capsys: pytest.CaptureFixture[str], city: str, role: str
) -> None:
    assert faro(small, "invite", "--city", city, "--role", role) == 2
    assert "faro directory invite:" in capsys.readouterr().err


def test_links_and_numbers(small: SmallDirectory, capsys: pytest.CaptureFixture[str]) -> None:
    assert faro(small, "contacts", "--city", "pueblo") == 0
    assert "1 entries: ok 2, dead 0, not_on_page 0, impossible 0" in capsys.readouterr().out
    assert faro(small, "contacts") == 0
    assert "0 entries" in capsys.readouterr().out  # looked at within a week
    assert faro(small, "contacts", "--all") == 0
    assert "1 entries" in capsys.readouterr().out


def test_letters_hold_a_link_for_each_entry(small: SmallDirectory, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "letters"
    assert faro(small, "letters", "--city", "pueblo", "--to", str(folder), "--address", "https://faro.example") == 0
    assert "1 letters in" in capsys.readouterr().out
    letter = email.message_from_bytes((folder / "clinic-door.eml").read_bytes(), policy=email.policy.default)
    assert "Open door" in letter["Subject"]
    assert re.search(r"https://faro\.example/still-right/clinic-door/\d{4}-\d\d-\d\d/[\w-]{27}", letter.get_content())
    assert faro(small, "letters", "--city", "atlantis", "--to", str(folder)) == 2


def test_the_secret_of_letters_lies_beside_the_database_not_in_it(small: SmallDirectory, tmp_path: Path) -> None:
    faro(small, "letters", "--city", "pueblo", "--to", str(tmp_path / "letters"))
    key = (small.settings.var / "secret.key").read_bytes()
    assert key not in b"".join(file.read_bytes() for file in small.settings.var.glob("directory.db*"))
    with storage.session(storage.open_engine(small.settings)) as session:
        assert session.get(City, "pueblo") is not None
