from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_directory import PROGRAMME, SmallDirectory
from sqlalchemy import Engine, func, select

from services_directory import models, storage
from services_directory.exchange import apply as applying
from services_directory.exchange.apply import import_records
from services_directory.exchange.verify import note_check

CLINIC = "cities/pueblo/services/clinic.yml"
BUS = "cities/pueblo/services/bus.yml"


@pytest.fixture
def small(tmp_path: Path) -> SmallDirectory:
    return SmallDirectory(tmp_path)


@pytest.fixture
def engine(small: SmallDirectory) -> Iterator[Engine]:
    engine = storage.open_engine(small.settings)
    storage.upgrade(engine)
    yield engine
    engine.dispose()


def services(engine: Engine) -> dict[str, str]:
    with storage.session(engine) as session:
        return {service.id: service.name for service in session.scalars(select(models.Service))}


def fingerprint(engine: Engine) -> str | None:
    with storage.session(engine) as session:
        return session.scalars(select(models.City.fingerprint)).one()


def test_first_everything_is_added_then_nothing_changes(small: SmallDirectory, engine: Engine) -> None:
    first = import_records(engine, small.records())
    assert first.counts() == {"added": 8, "changed": 0, "removed": 0, "unchanged": 0}
    before = fingerprint(engine)
    again = import_records(engine, small.records())
    assert again.counts() == {"added": 0, "changed": 0, "removed": 0, "unchanged": 8}
    assert again.changes == []
    assert fingerprint(engine) == before


def test_a_change_names_its_fields(small: SmallDirectory, engine: Engine) -> None:
    import_records(engine, small.records())
    before = fingerprint(engine)
    small.change(CLINIC, "name: Open door", "name: Wide open door")
    small.change(CLINIC, "'+34952126126'", "'+34952126127'")
    small.change("cities/pueblo/words/fr.yml", "Porte ouverte", "Porte grande ouverte")
    plan = import_records(engine, small.records())
    assert [str(change) for change in plan.changes] == ["~ service pueblo/clinic-door: name, phones, words.fr.name"]
    assert services(engine)["clinic-door"] == "Wide open door"
    assert fingerprint(engine) != before


def test_a_law_that_changes_is_changed_once(small: SmallDirectory, engine: Engine) -> None:
    import_records(engine, small.records())
    small.change("countries/es/programmes/bus.yml", "undocumented: yes", "undocumented: no")
    plan = import_records(engine, small.records())
    assert [str(change) for change in plan.changes] == ["~ programme bus-law: rules"]


def test_what_is_gone_from_the_files_is_removed(small: SmallDirectory, engine: Engine) -> None:
    import_records(engine, small.records())
    (small.root / "cities/pueblo/services/bus.yml").unlink()
    (small.root / "countries/es/programmes/bus.yml").unlink()
    plan = import_records(engine, small.records())
    assert {str(change) for change in plan.changes} == {
        "- service pueblo/bus-card", "- organization pueblo/bus", "- programme bus-law",
    }  # fmt: skip
    assert list(services(engine)) == ["clinic-door"]


def test_a_part_of_the_cities_removes_no_programme(small: SmallDirectory, engine: Engine) -> None:
    small.write("countries/es/programmes/tram.yml", PROGRAMME.replace("bus-law", "tram-law"))
    import_records(engine, small.records())
    (small.root / "countries/es/programmes/tram.yml").unlink()
    assert import_records(engine, small.records(), whole=False).changes == []


def test_a_dry_run_changes_nothing(small: SmallDirectory, engine: Engine) -> None:
    plan = import_records(engine, small.records(), dry_run=True)
    assert plan.counts()["added"] == 8
    assert services(engine) == {}
    import_records(engine, small.records())
    small.change(CLINIC, "name: Open door", "name: Other door")
    plan = import_records(engine, small.records(), dry_run=True)
    assert [change.how for change in plan.changes] == ["changed"]
    assert services(engine)["clinic-door"] == "Open door"


def test_an_import_that_fails_leaves_everything_as_it_was(
    small: SmallDirectory, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_records(engine, small.records())
    small.change(CLINIC, "name: Open door", "name: Other door")
    small.write("cities/pueblo/services/new.yml", (small.root / BUS).read_text().replace("bus-card", "new-card"))

    def fail(*_: object) -> None:
        raise RuntimeError("the power is gone")

    monkeypatch.setattr(applying, "mark_changed", fail)
    with pytest.raises(RuntimeError):
        import_records(engine, small.records())
    assert services(engine) == {"clinic-door": "Open door", "bus-card": "Bus card"}


def test_a_later_check_is_not_taken_back_by_the_file(small: SmallDirectory, engine: Engine) -> None:
    import_records(engine, small.records())
    with storage.transaction(engine) as session:
        day = note_check(session, "clinic-door", "office")
    plan = import_records(engine, small.records())
    assert plan.changes == []
    with storage.session(engine) as session:
        service = session.get_one(models.Service, "clinic-door")
        assert (service.last_verified, service.verified_how) == (day, "office")


def test_a_later_check_in_the_file_is_taken_over(small: SmallDirectory, engine: Engine) -> None:
    import_records(engine, small.records())
    small.change(CLINIC, "last_verified: 2026-11-22", "last_verified: 2099-01-01")
    plan = import_records(engine, small.records())
    assert [str(change) for change in plan.changes] == ["~ service pueblo/clinic-door: last_verified"]


def test_rows_do_not_pile_up(small: SmallDirectory, engine: Engine) -> None:
    for name in ("One", "Two", "Three"):
        text = (small.root / CLINIC).read_text()
        start = text.index("name: ", text.index("- id:"))
        small.write(CLINIC, text[:start] + f"name: {name}" + text[text.index("\n", start) :])
        import_records(engine, small.records())
    with storage.session(engine) as session:
        for kind, number in ((models.Location, 2), (models.Schedule, 2), (models.Phone, 2), (models.Way, 3)):
            assert session.scalar(select(func.count()).select_from(kind)) == number, kind
