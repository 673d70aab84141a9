"""Files to database to files: nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_directory import SmallDirectory

from services_directory import storage
from services_directory.exchange import from_models
from services_directory.exchange.apply import import_records
from services_directory.exchange.city_records import CityRecords
from services_directory.exchange.city_yaml import read_city
from services_directory.exchange.city_yaml_write import write_city
from services_directory.exchange.directory_yaml import city_names, read_directory
from services_directory.exchange.problems import Problems
from services_directory.exchange.yaml_text import to_yaml
from services_directory.settings import ROOT
from services_directory.yaml_files import parse


def said(records: CityRecords) -> dict[str, object]:
    return {
        "city": records.city.said(),
        "organizations": {key: value.said() for key, value in records.organizations.items()},
        "sources": {key: value.said() for key, value in records.sources.items()},
        "services": {key: value.said() for key, value in records.services.items()},
        "translations": {key: value.said() for key, value in records.translations.items()},
    }


@pytest.mark.parametrize("city", ["pueblo", *city_names(ROOT / "services_directory")])
def test_nothing_is_lost(city: str, tmp_path: Path) -> None:
    small = SmallDirectory(tmp_path)
    root = small.root if city == "pueblo" else ROOT / "services_directory"
    problems = Problems()
    records = read_directory(root, problems, [city])
    assert not problems.found
    engine = storage.open_engine(small.settings)
    storage.upgrade(engine)
    import_records(engine, records)
    with storage.session(engine) as session:
        stored = from_models.city(session, city)
        assert from_models.programmes(session) == records.programmes
    engine.dispose()
    assert stored is not None
    write_city(stored, tmp_path / "out" / city)
    again = read_city(tmp_path / "out" / city, records.programmes, problems)
    assert list(problems) == []
    assert again is not None
    assert said(again) == said(stored) == said(records.cities[city])


def test_what_is_written_needs_no_change_when_written_again(tmp_path: Path) -> None:
    small = SmallDirectory(tmp_path)
    problems = Problems()
    first = read_city(small.root / "cities/pueblo", small.records().programmes, problems)
    assert first is not None
    files = write_city(first, tmp_path / "one" / "pueblo")
    second = read_city(tmp_path / "one" / "pueblo", small.records().programmes, problems)
    assert second is not None
    for path, copy in zip(files, write_city(second, tmp_path / "two" / "pueblo"), strict=True):
        assert path.read_text() == copy.read_text(), path


@pytest.mark.parametrize(
    "text",
    ["yes", "no", "null", "true", "061", "12", "1e3", "2026-01-01", "~", "", " a", "a: b", "- a", "# a", "'", '"', "é—ñ 中 ع",
     "a\nb\n", "x" * 300, "long words " * 30, "*a", "&a", "!a", "%a", "@a", "`a", "[a", "{a", "|", ">", "?", "24/7"],
)  # fmt: skip
def test_every_text_comes_back_as_it_was(text: str) -> None:
    value = {"a": text, "b": [text, text], "c": {"d": text, "e": {"f": [{"g": text}]}}}
    assert parse(to_yaml(value), Path("x.yml")).data == value
