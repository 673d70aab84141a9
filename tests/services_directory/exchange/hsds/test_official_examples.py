"""The official examples of HSDS 3.2.3 go in and come back the same; what they do not say stays unknown."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hsds_schemas import EXAMPLES, example, faults, without_ours
from small_directory import SmallDirectory
from sqlalchemy import Engine

from services_directory import storage
from services_directory.exchange import from_models
from services_directory.exchange.apply import import_records
from services_directory.exchange.foreign import Setting
from services_directory.exchange.hsds import document, tabular_files
from services_directory.exchange.incoming import read_json, read_tabular
from services_directory.exchange.merging import import_incoming
from services_directory.exchange.notes import Notes

DAY = date(2026, 11, 28)
SERVICE = "ac148810-d857-441c-9679-408f346de14b"
SETTING = Setting("pueblo", "ES", "en", "example", DAY, contacts=True)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    small = SmallDirectory(tmp_path)
    engine = storage.open_engine(small.settings)
    storage.upgrade(engine)
    import_records(engine, small.records())
    return engine


def brought(engine: Engine, name: str, setting: Setting = SETTING) -> dict[str, Any]:
    """Import an example and give its service as it goes out."""
    notes = Notes()
    import_incoming(engine, read_json(EXAMPLES / f"{name}.json", setting, notes), setting, complete=True)
    assert notes.faults == ()
    with storage.session(engine) as session:
        return next(one for one in document.objects(session, ["pueblo"], DAY, "en") if one["id"] == SERVICE)


@pytest.mark.parametrize("name", ["service_full", "service_list"])
def test_a_service_comes_back_the_same(engine: Engine, name: str) -> None:
    said = example(name)
    said = said["contents"][0] if "contents" in said else said
    found = brought(engine, name)
    assert without_ours(found) == said
    assert faults("service", found) == []


def test_an_organization_comes_back_the_same(engine: Engine) -> None:
    said = example("organization_full")
    services = said.pop("services")
    found = brought(engine, "organization_full")
    assert without_ours(found["organization"]) == said
    without = {key: value for key, value in without_ours(found).items() if key != "organization"}
    assert without == {key: value for key, value in services[0].items() if key != "organization"}


def test_a_place_of_a_service_comes_back_the_same(engine: Engine) -> None:
    said = example("service_at_location_full")
    found = without_ours(brought(engine, "service_at_location_full"))
    service = said.pop("service")
    assert found["service_at_locations"] == [said]
    for key, value in service.items():
        assert found[key] == value, key


def test_the_tables_come_back_the_same(engine: Engine, tmp_path: Path) -> None:
    notes = Notes()
    import_incoming(engine, read_tabular(EXAMPLES / "csv", SETTING, notes, loose=True), SETTING, complete=True)
    assert notes.faults == ()
    with storage.session(engine) as session:
        document.write_tabular(session, ["pueblo"], tmp_path / "out.zip", DAY, "en")
    first, _ = tabular_files.read(EXAMPLES / "csv", Notes(), loose=True)
    again, _ = tabular_files.read(tmp_path / "out.zip", Notes(), loose=True)
    for kind, rows in first.items():
        for id_, row in rows.items():
            assert without_ours(again[kind][id_]) == row, kind


def test_keys_that_lead_nowhere_are_named(engine: Engine) -> None:
    notes = Notes()
    read_tabular(EXAMPLES / "csv", SETTING, notes)
    assert [(note.file, note.row, note.column) for note in notes.faults] == [
        ("contacts.csv", 2, "organization_id"), ("contacts.csv", 2, "service_at_location_id"),
        ("locations.csv", 2, "organization_id"), ("metadata.csv", 2, "resource_id"),
        ("taxonomy_terms.csv", 2, "parent_id"), ("taxonomy_terms.csv", 2, "taxonomy_id"),
    ]  # fmt: skip


def test_what_is_not_said_stays_unknown(engine: Engine) -> None:
    brought(engine, "service_full")
    with storage.session(engine) as session:
        city = from_models.city(session, "pueblo")
    assert city is not None
    service = city.services[f"example-{SERVICE}"]
    assert set((service.access.status or {}).values()) == {"not_stated"}
    assert service.documents == []
    assert service.ways["in_person"].id_required == "not_stated"
    assert (service.fee.code, service.kind, service.residency.level) == ("not_stated",) * 3
    assert service.hours is None or service.hours.osm is None
    assert service.last_verified is None
    assert not service.published


def test_names_of_staff_are_not_taken_unless_told(engine: Engine) -> None:
    found = brought(engine, "service_full", Setting("pueblo", "ES", "en", "example", DAY))
    assert "Ann Persona" not in str(found)
    assert "contacts" not in str(found)


def test_an_editor_s_change_stays_and_the_rest_follows_the_set(engine: Engine, tmp_path: Path) -> None:
    brought(engine, "service_full")
    with storage.session(engine) as session:
        city = from_models.city(session, "pueblo")
    assert city is not None
    id_ = f"example-{SERVICE}"
    changed = city.services[id_].model_copy(update={"needs": ["mental_health"], "published": True})
    city.services[id_] = changed
    from services_directory.exchange.city_records import DirectoryRecords

    import_records(engine, DirectoryRecords({}, {"pueblo": city}), whole=False)
    said = (EXAMPLES / "service_full.json").read_text().replace("Community Counselling", "Counselling for All")
    (tmp_path / "new.json").write_text(said)
    plan = import_incoming(engine, read_json(tmp_path / "new.json", SETTING, Notes()), SETTING, complete=True)
    assert [(change.how, change.id, change.fields) for change in plan.changes] == [("changed", id_, ("name", "origin"))]
    with storage.session(engine) as session:
        again = from_models.city(session, "pueblo")
        found = next(one for one in document.objects(session, ["pueblo"], DAY, "en") if one["id"] == SERVICE)
    assert again is not None
    assert (again.services[id_].name, again.services[id_].needs, again.services[id_].published) == (
        "Counselling for All", ["mental_health"], True,
    )  # fmt: skip
    assert found["interpretation_services"].startswith("Interpretation services are available in Urdu")
    assert any(one["taxonomy_term"].get("code") == "mental_health" for one in found["attributes"])
    assert faults("service", found) == []


def test_our_files_do_not_remove_what_came_from_elsewhere(engine: Engine, tmp_path: Path) -> None:
    brought(engine, "service_full")
    small = SmallDirectory(tmp_path / "again")
    assert import_records(engine, small.records()).changes == []


def test_a_set_that_shrinks_takes_its_own_away(engine: Engine, tmp_path: Path) -> None:
    brought(engine, "service_full")
    (tmp_path / "none.json").write_text('{"empty": true, "contents": [], "x_faro": {}}')
    plan = import_incoming(engine, read_json(tmp_path / "none.json", SETTING, Notes()), SETTING, complete=True)
    assert {(change.how, change.what) for change in plan.changes} == {("removed", "service"), ("removed", "organization")}


@pytest.mark.parametrize(
    ("file", "old", "new", "column", "why"),
    [
        ("services.csv", "ac148810-d857-441c-9679-408f346de14b,", "17,", "id", "not a UUID"),
        ("services.csv", ",active,", ",open,", "status", "must be one of"),
        ("services.csv", "2005-01-01", "soon", "assured_date", "no day"),
        ("services.csv", ",12,100,", ",twelve,100,", "minimum_age", "no number"),
        ("organizations.csv", "Example Organization Inc.", "", "name", "is empty"),
        ("service_at_location.csv", "3a19ff88-4620-4d17-9830-ac1d859eb5d5", "4a19ff88-4620-4d17-9830-ac1d859eb5d5", "location_id", "leads to no row"),
        ("attributes.csv", "link_entity,value", "service,value", "link_id", "leads to no row of services.csv"),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_file_row_and_column(tmp_path: Path, file: str, old: str, new: str, column: str, why: str) -> None:
    shutil.copytree(EXAMPLES / "csv", tmp_path / "csv")
    path = tmp_path / "csv" / file
    header, _, body = path.read_text().partition("\n")
    assert old in body
    path.write_text(f"{header}\n{body.replace(old, new, 1)}")
    notes = Notes()
    read_tabular(tmp_path / "csv", SETTING, notes)
    assert any((note.file, note.row, note.column) == (file, 2, column) and why in note.why for note in notes.faults), (
        notes.faults
    )
