from __future__ import annotations

import json
from pathlib import Path

import pytest
from shell import faro
from small_directory import SmallDirectory

from services_directory.settings import Settings


@pytest.fixture
def small(tmp_path: Path) -> SmallDirectory:
    return SmallDirectory(tmp_path)


def test_import_then_stats(small: SmallDirectory, capsys: pytest.CaptureFixture[str]) -> None:
    assert faro(small.settings, "import") == 0
    assert "8 added, 0 changed, 0 removed, 0 unchanged" in capsys.readouterr().out
    assert faro(small.settings, "stats", "--json") == 0
    counted = json.loads(capsys.readouterr().out)["pueblo"]
    assert counted["services"] == 2
    assert counted["published"] == 1
    assert counted["needs"] == {"health_care": 1, "sexual_health": 1}
    assert counted["confidence"] == {"high": 1, "low": 1}
    assert counted["not_confirmed_with_office"] == 2
    assert counted["never_verified"] == 1
    assert counted["verdicts"]["undocumented"] == {"yes": 1}
    assert faro(small.settings, "stats") == 0
    assert "pueblo: 1 services published, 1 held back" in capsys.readouterr().out


def test_a_dry_run_prints_the_difference_and_changes_nothing(small: SmallDirectory, capsys: pytest.CaptureFixture[str]) -> None:
    assert faro(small.settings, "import", "--dry-run") == 0
    out = capsys.readouterr().out
    assert "+ service pueblo/clinic-door" in out
    assert "would be: 8 added" in out
    assert faro(small.settings, "stats") == 1
    assert capsys.readouterr().err == "faro directory stats: the directory is empty: run `faro directory import` first\n"


def test_faults_are_listed_and_nothing_is_imported(small: SmallDirectory, capsys: pytest.CaptureFixture[str]) -> None:
    small.change("cities/pueblo/services/clinic.yml", "code: free", "code: cheap")
    small.change("cities/pueblo/services/bus.yml", "kind: city", "kind: shop")
    for command in ("check", "import"):
        assert faro(small.settings, command) == 1
        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == 3
        assert "services[0].kind" in lines[0]
        assert "services[0].fee.code: 'cheap' is not one of the fees" in lines[1]
        assert lines[2].startswith(f"faro directory {command}: 2 problems found, nothing was changed")
    assert not Path(small.settings.database_url.removeprefix("sqlite:///")).exists()


def test_check_needs_no_database(small: SmallDirectory, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(small.settings.root, small.settings.var, "nosuchdatabase://x")
    assert faro(settings, "check") == 0
    assert capsys.readouterr().out == "1 programmes, pueblo 2 services: no fault found\n"


@pytest.mark.parametrize(
    "words", [["check", "--city", "atlantis"], ["import", "--city", "atlantis"], ["export", "--city", "atlantis", "--to", "x"],
              ["verify", "nothing", "--by", "office"]],
)  # fmt: skip
def test_a_name_that_is_not_there_is_wrong_use(
    words: list[str], small: SmallDirectory, capsys: pytest.CaptureFixture[str]
) -> None:
    faro(small.settings, "import")
    capsys.readouterr()
    assert faro(small.settings, *words) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"faro directory {words[0]}: no ")
    assert error.count("\n") == 1


@pytest.mark.parametrize("words", [[], ["fly"], ["verify", "x"], ["verify", "x", "--by", "hearsay"], ["export"]])
def test_wrong_words_are_wrong_use(words: list[str], small: SmallDirectory) -> None:
    with pytest.raises(SystemExit) as left:
        faro(small.settings, *words)
    assert left.value.code == 2


def test_a_database_that_does_not_answer_is_one_line(small: SmallDirectory, capsys: pytest.CaptureFixture[str]) -> None:
    path = small.settings.root / "broken.db"
    path.write_bytes(b"no database " * 100)
    settings = Settings(small.settings.root, small.settings.var, f"sqlite:///{path}")
    assert faro(settings, "stats") == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_verify_notes_today_and_the_next_import_keeps_it(small: SmallDirectory, capsys: pytest.CaptureFixture[str]) -> None:
    faro(small.settings, "import")
    assert faro(small.settings, "verify", "bus-card", "--by", "office") == 0
    assert faro(small.settings, "stats", "--json") == 0
    faro(small.settings, "import")
    out = capsys.readouterr().out
    assert "bus-card: checked 20" in out
    assert '"not_confirmed_with_office": 1' in out
    assert "0 added, 0 changed, 0 removed, 8 unchanged" in out


def test_an_exported_city_can_be_imported_elsewhere(
    small: SmallDirectory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    faro(small.settings, "import")
    there = tmp_path / "there"
    assert faro(small.settings, "export", "--city", "pueblo", "--to", str(there / "cities" / "pueblo")) == 0
    (there / "countries").symlink_to(small.root / "countries")
    elsewhere = Settings(small.settings.root, tmp_path / "v", f"sqlite:///{tmp_path / 'v' / 'd.db'}")
    assert faro(elsewhere, "import", "--from", str(there)) == 0
    assert faro(elsewhere, "import") == 0
    assert capsys.readouterr().out.endswith("0 added, 0 changed, 0 removed, 8 unchanged\n")


def test_explain_prints_each_condition_with_its_law(small: SmallDirectory, capsys: pytest.CaptureFixture[str]) -> None:
    faro(small.settings, "import")
    capsys.readouterr()
    assert faro(small.settings, "explain", "clinic-door", "--status", "undocumented", "--date", "2026-11-28") == 0
    out = capsys.readouterr().out
    assert out.startswith("clinic-door on 2026-11-28: yes\n")
    assert "law from" in out
    assert faro(small.settings, "explain", "clinic-door", "--registered", "no", "--children", "3,7", "--json") == 0
    (card,) = json.loads(capsys.readouterr().out)
    assert card["explain"]["rule"]["value"] in ("true", "false", "unknown")


def test_explain_names_what_is_wrong_and_fails_as_wrong_use(small: SmallDirectory, capsys: pytest.CaptureFixture[str]) -> None:
    faro(small.settings, "import")
    capsys.readouterr()
    for words, said in (
        (("nowhere",), "no published service or programme"),
        (("clinic-door", "--age", "old"), "--age: must be a number"),
        (("clinic-door", "--registered", "perhaps"), "--registered: must be yes or no"),
        (("clinic-door", "--status", "alien"), "--status: must be one of the statuses"),
    ):
        assert faro(small.settings, "explain", *words) == 2
        assert said in capsys.readouterr().err
