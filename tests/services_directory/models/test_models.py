from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, func, select, text

from services_directory import models, storage
from services_directory.eligibility.engine import decide
from services_directory.eligibility.facts import Facts


def test_one_index_finds_the_candidates_for_a_need(engine: Engine) -> None:
    query = "SELECT service_id FROM service_need WHERE city_id = 'pueblo' AND need = 'health_care' AND published = 1"
    with storage.session(engine) as session:
        assert session.execute(text(query)).all() == [("clinic-door",)]
        plan = " ".join(row[-1] for row in session.execute(text(f"EXPLAIN QUERY PLAN {query}")))
    assert "COVERING INDEX ix_service_need_lookup" in plan


def test_a_service_that_goes_takes_its_rows_along(engine: Engine) -> None:
    with storage.transaction(engine) as session:
        session.delete(session.get_one(models.Service, "clinic-door"))
    with storage.session(engine) as session:
        for table in ("phone", "language", "required_document", "cost_option", "way", "service_need", "translation"):
            left = session.scalar(text(f"SELECT count(*) FROM {table} WHERE service_id = 'clinic-door'"))
            assert left == 0, table
        assert session.scalar(select(func.count()).select_from(models.Location)) == 0
        assert session.scalar(select(func.count()).select_from(models.Schedule)) == 0


def test_a_programme_in_use_cannot_go(engine: Engine) -> None:
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError), storage.transaction(engine) as session:
        session.delete(session.get_one(models.Programme, "bus-law"))


def test_a_stored_programme_is_the_law_of_its_days(engine: Engine) -> None:
    with storage.session(engine) as session:
        law = session.get_one(models.Programme, "bus-law").rule_set()
    citizen, visitor = Facts(status="citizen"), Facts(status="visitor")
    assert decide(law, citizen, date(2026, 12, 31)).outcome == "yes"
    assert decide(law, visitor, date(2026, 12, 31)).outcome == "no"
    assert decide(law, citizen, date(2025, 12, 31)).reasons == ("no_law_for_date",)
    assert decide(law, citizen, date(2027, 1, 1)).reasons == ("no_law_for_date",)


def test_places_keep_their_own_hours(engine: Engine) -> None:
    with storage.session(engine) as session:
        service = session.get_one(models.Service, "clinic-door")
        placed = [(p.location.address, p.schedule.opening_hours if p.schedule else None) for p in service.places]
        assert placed == [("Calle Mayor, 1", "Mo-Fr 09:00-14:00"), ("Calle Menor, 2", None)]
        assert service.schedule is not None
        assert service.schedule.opening_hours == "Mo-Fr 09:00-14:00; Sa 10:00-13:00"


def test_a_source_knows_how_it_is_cited(engine: Engine) -> None:
    with storage.session(engine) as session:
        cited = session.get_one(models.Source, ("pueblo", "sheet")).cited()
    assert cited.as_mapping() == {
        "citation": "A sheet", "basis": "read", "url": "https://example.org/sheet", "seen": "2026-06"
    }  # fmt: skip
