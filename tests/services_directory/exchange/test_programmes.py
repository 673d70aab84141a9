from __future__ import annotations

from pathlib import Path

from small_directory import PROGRAMME, SmallDirectory

from services_directory.exchange.problems import Problems
from services_directory.exchange.programmes import read_programmes

BUS = "countries/es/programmes/bus.yml"


def test_a_programme_is_read(tmp_path: Path) -> None:
    problems = Problems()
    read = read_programmes(SmallDirectory(tmp_path).root, problems)
    assert not problems.found
    assert read["bus-law"].scope.region == "ES-AN"
    assert read["bus-law"].not_a_criterion == ["status"]


def test_two_programmes_with_one_id(tmp_path: Path) -> None:
    small = SmallDirectory(tmp_path)
    small.write("countries/es/programmes/tram.yml", PROGRAMME)
    _, problems = small.read()
    assert [(p.file.endswith("tram.yml"), p.field, p.line) for p in problems] == [(True, "programme", 1)]


def test_rules_that_overlap(tmp_path: Path) -> None:
    small = SmallDirectory(tmp_path)
    small.write(BUS, f"{PROGRAMME}- from: 2026-06-01\n  sources: [act]\n  status: *open\n")
    _, problems = small.read()
    assert [(p.field, p.why) for p in problems] == [("rules", "rules overlap or are not in order of date")]


def test_faults_of_several_cells_come_at_once(tmp_path: Path) -> None:
    small = SmallDirectory(tmp_path)
    small.change(BUS, "visitor: no", "visitor: nope")
    small.change(BUS, "refugee: yes", "refugee: {can: yes, when: {pregnant: true}}")
    _, problems = small.read()
    assert {p.field for p in problems} == {"rules[0].status.visitor", "rules[0].status.refugee"}


def test_a_law_of_a_city_lies_in_the_folder_of_the_city(tmp_path: Path) -> None:
    small = SmallDirectory(tmp_path)
    (small.root / BUS).unlink()
    path = "cities/pueblo/programmes/bus.yml"
    small.write(path, PROGRAMME)
    _, problems = small.read()
    assert [(p.field, "cities/pueblo" in p.why) for p in problems] == [("scope", True)]
    small.change(path, "city: null", "city: pueblo")
    assert small.read()[1] == []
