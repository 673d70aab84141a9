from __future__ import annotations

import pytest

from services_directory.served import CHOICE, cities_there, served_cities


def test_drafts_are_there_and_not_served():
    assert served_cities() == ("chicago", "malaga")
    assert {"lisbon", "sao-paulo", "new-york", "souss-massa", "vienna", "atlanta"} < set(cities_there())


def test_a_draft_is_served_where_it_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(CHOICE, "lisbon,malaga")
    assert served_cities() == ("lisbon", "malaga")


def test_a_name_that_is_no_city_is_passed_over(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(CHOICE, "nowhere")
    assert served_cities() == ("chicago", "malaga")
