"""Search by words, distance and terms on SQLite and PostgreSQL: both find the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from both_databases import postgres_server  # noqa: F401
from many_services import many
from sqlalchemy import Engine

from services_directory import storage
from services_directory.exchange.apply import import_records
from services_directory.exchange.records import Translation
from services_directory.search import listing
from services_directory.search.distance import box, metres
from services_directory.search.listing import Wanted
from services_directory.settings import ROOT, Settings


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("listing")
    url = f"sqlite:///{folder / 'directory.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_server").database()
    engine = storage.open_engine(Settings(ROOT, folder, url))
    storage.upgrade(engine)
    records = many(600)
    for language, text in (
        ("ar", "مساعدة قانونية للمهاجرين"),
        ("uk", "Безкоштовна юридична допомога"),
        ("zh", "移民法律援助中心"),
    ):
        word = Translation(
            service="malaga-acoge", language=language, field="name", text=text, source="human", reviewed=date(2026, 1, 1)
        )
        records.cities["malaga"].translations[word.service, language, "name"] = word
    assert "malaga-acoge" in records.cities["malaga"].services or pytest.skip("the directory has no such service any more")
    import_records(engine, records)
    yield engine
    engine.dispose()


def found(engine: Engine, **wanted: object) -> list[str]:
    with storage.session(engine) as session:
        return list(listing.services(session, Wanted(**wanted), 0, None).keys)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "asked", ["Málaga Acoge", "malaga acoge", "ACOG", "القانونيه", "юридичною допомогою", "法律援助", "移民", "юрид"]
)
def test_a_service_is_found_in_every_language(engine: Engine, asked: str) -> None:
    assert "malaga-acoge" in found(engine, search=asked)


@pytest.mark.parametrize("asked", ["طبيب", "лікар", "dentista", "doctor"])
def test_what_no_text_says_is_found_by_the_name_of_its_need(engine: Engine, asked: str) -> None:
    with storage.session(engine) as session:
        ids = listing.services(session, Wanted(search=asked), 0, None).keys
    assert ids


def test_all_words_must_stand_in_it(engine: Engine) -> None:
    both = set(found(engine, search="comedor santo"))
    assert both
    assert both == set(found(engine, search="comedor")) & set(found(engine, search="santo"))


def test_what_means_something_to_a_database_is_only_text(engine: Engine) -> None:
    for asked in ("%", "_", "'; DROP TABLE service; --", "a' OR '1'='1", "\\", '"', "*", "\ud7ff", "{}", "😀"):
        assert isinstance(found(engine, search=asked), list)
        assert isinstance(found(engine, postcode=asked), list)
    assert found(engine, postcode="%") == []


def test_pages_together_are_the_whole(engine: Engine) -> None:
    whole = found(engine)
    with storage.session(engine) as session:
        pages = [listing.services(session, Wanted(), start, 70) for start in range(0, len(whole) + 70, 70)]
    assert [key for page in pages for key in page.keys] == whole
    assert {page.total for page in pages} == {len(whole)}


@pytest.mark.parametrize("radius", [500.0, 5000.0, 40_000.0])
def test_the_circle_is_the_one_of_the_globe(engine: Engine, radius: float) -> None:
    centre = (36.75, -4.45)
    with storage.session(engine) as session:
        keys = listing.places(session, Wanted(near=(*centre, radius)), 0, None).keys
        all_places = listing.places(session, Wanted(), 0, None).keys
        from services_directory.models import Location, ServiceAtLocation

        where = {
            (at.service_id, at.position): (at.location.latitude, at.location.longitude)
            for at in session.query(ServiceAtLocation).join(Location)
        }
    away = {key: metres(*centre, *where[key]) for key in all_places}
    assert set(keys) == {key for key, distance in away.items() if distance <= radius}
    assert [away[key] for key in keys] == sorted(away[key] for key in keys)


def test_a_box_holds_its_circle_everywhere() -> None:
    for lat, lon, radius in (
        (0.0, 0.0, 1e5),
        (60.0, 179.9, 5e4),
        (-45.0, -179.99, 1e5),
        (89.9, 10.0, 5e4),
        (36.7, -4.4, 1000.0),
    ):
        south, north, spans = box(lat, lon, radius)
        for step_lat in range(-20, 21):
            for step_lon in range(-40, 41):
                there = (max(-90, min(90, lat + step_lat / 10)), (lon + step_lon / 10 + 180) % 360 - 180)
                if metres(lat, lon, *there) <= radius:
                    assert south <= there[0] <= north
                    assert any(west <= there[1] <= east for west, east in spans), (lat, lon, there)
