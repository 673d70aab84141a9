"""Every kind of fault in a city's files: shown with file, line, field and why, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_directory import SmallDirectory

CLINIC = "cities/pueblo/services/clinic.yml"
BUS = "cities/pueblo/services/bus.yml"


@pytest.fixture
def small(tmp_path: Path) -> SmallDirectory:
    return SmallDirectory(tmp_path)


def line_of(small: SmallDirectory, name: str, text: str) -> int:
    lines = (small.root / name).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_the_files_as_they_are_have_no_fault(small: SmallDirectory) -> None:
    records, problems = small.read()
    assert problems == []
    assert list(records.cities["pueblo"].services) == ["bus-card", "clinic-door"]


@pytest.mark.parametrize(
    ("file", "old", "new", "field", "why"),
    [
        (CLINIC, "  name: Open door\n", "", "services[0].name", "is missing"),
        (CLINIC, "  kind: clinic\n", "  kind: shop\n", "services[0].kind", "'city', 'county'"),
        (CLINIC, "  kind: clinic\n", "  kind: clinic\n  colour: red\n", "services[0].colour", "no such field here"),
        (CLINIC, "[health_care, sexual_health]", "[health_care, healing]", "services[0].needs[1]", "'healing' is not one of the needs"),
        (CLINIC, "[health_care, sexual_health]", "[health_care, health_care]", "services[0].needs", "stands twice: health_care"),
        (CLINIC, "[health_care, sexual_health]", "[]", "services[0]", "names no need"),
        (CLINIC, "crises: [medical_emergency]", "crises: [flood]", "services[0].crises[0]", "'flood' is not one of the crises"),
        (CLINIC, "documents: [passport]", "documents: [passport, ticket]", "services[0].documents[1]", "'ticket' is not one of the documents"),
        (CLINIC, "fee: {code: free}", "fee: {code: cheap}", "services[0].fee.code", "'cheap' is not one of the fees"),
        (CLINIC, "fee: {code: free}", "fee: {code: }", "services[0].fee.code", "must be text"),
        (CLINIC, "      asks_status: no\n", "", "services[0].ways.in_person.asks_status", "is missing; where nothing is known"),
        (CLINIC, "      shares_data: with_rule\n", "      shares_data: perhaps\n", "services[0].ways.in_person.shares_data", "'perhaps'"),
        (CLINIC, "      id_required: none\n", "      id_required: named\n", "services[0].ways.in_person", "say which"),
        (CLINIC, "      sources: [memory]\n", "      sources: [gossip]\n", "services[0].ways.in_person.sources[0]", "'gossip' is not among the sources"),
        (CLINIC, "'+34952126126'", "'+34 952 126 126'", "services[0].phones[0].number", "is not a phone number that can exist"),
        (CLINIC, "'+34952126126'", "'+34123'", "services[0].phones[0].number", "is not a phone number"),
        (CLINIC, "'+34952126126'", "952126126", "services[0].phones[0].number", "must be text; put it in quotes"),
        (CLINIC, "'061'", "'9999999'", "services[0].phones[1].number", "neither E.164"),
        (CLINIC, "lat: 36.72", "lat: 91.5", "services[0].places[0].lat", "less than or equal to 90"),
        (CLINIC, "lon: -4.42", "lon: -181", "services[0].places[0].lon", "greater than or equal to -180"),
        (CLINIC, ", lon: -4.42", "", "services[0].places[0]", "lat and lon go together"),
        (CLINIC, "hours: {osm: 'Mo-Fr 09:00-14:00'}", "hours: {osm: 'Mo-Fr 9-14'}", "services[0].places[0].hours.osm", "not OSM opening_hours"),
        (CLINIC, "url: https://example.org/clinic", "url: example.org", "services[0].url", "not a web address"),
        (CLINIC, "puerta@example.org", "puerta", "services[0].email", "not a mail address"),
        (CLINIC, "[es, ar, zh-Hant]", "[es, spanish]", "services[0].languages[1]", "not a language tag"),
        (CLINIC, "walk_in: true", "walk_in: yes", "services[0].walk_in", "must be true or false"),
        (CLINIC, "last_verified: 2026-11-22", "last_verified: yesterday", "services[0].last_verified", "must be a day"),
        (CLINIC, "  verified_how: sources\n", "", "services[0]", "last_verified and verified_how go together"),
        (CLINIC, "sources: [sheet, memory]", "sources: [sheet, memory, rumour]", "services[0].sources[2]", "no source 'rumour'"),
        (CLINIC, "  memory: {citation: Recalled, basis: recalled}", "  sheet: {citation: Another}", "sources.sheet", "taken by another source"),
        (CLINIC, "  memory: {citation: Recalled, basis: recalled}", "  memory: {basis: recalled}", "sources.memory.citation", "is missing"),
        (CLINIC, "undocumented: yes", "undocumented: maybe", "services[0].access.status.undocumented", "'maybe' is not yes, no"),
        (CLINIC, "stateless: yes, ", "", "services[0].access.status", "no cell for stateless"),
        (CLINIC, "student: yes", "student: {when: {income: 3}}", "services[0].access.status.student.when.income", "no such condition"),
        (CLINIC, "student: yes", "student: {can: no, reason: mood}", "services[0].access.status.student.reason", "'mood' is not one of the reasons"),
        (CLINIC, "basis: source_says_open", "basis: hope", "services[0].access.basis", "source_says_open"),
        (CLINIC, "organization: {id: clinic, name: Clínica del Pueblo}\n", "", "organization", "must be a mapping"),
        (CLINIC, "id: clinic-door", "id: bus-card", "services[0].id", "'bus-card' is taken by"),
        (CLINIC, "id: clinic-door", "id: 'clinic door'", "services[0].id", "not an id"),
        (BUS, "programme: bus-law", "programme: train-law", "services[0].programme", "no programme 'train-law'"),
        (BUS, "  programme: bus-law\n", "", "services[0]", "needs either `programme` or `access.status`"),
        (BUS, "and: {age: {min: 12}}", "and: {age: 12}", "services[0].access.and.age", "must be {min"),
        (BUS, "  age: {min: 12}\n", "  age: {min: 14}\n", "services[0]", "`age` and the age in access.and"),
        (BUS, "qualifiers: [income_tested]", "qualifiers: [rich]", "services[0].access.qualifiers", "'rich'"),
        ("cities/pueblo/city.yml", "timezone: Europe/Madrid", "timezone: Spain", "timezone", "'Spain' is not a time zone"),
        ("cities/pueblo/city.yml", "day: 2026-08-19, ", "", "holidays[0]", "needs either `rule` or `day`"),
        ("cities/pueblo/city.yml", "city: pueblo", "city: ciudad", "city", "does not agree with the folder"),
        ("cities/pueblo/words/fr.yml", "clinic-door", "shop-door", "words.shop-door", "no such service"),
        ("cities/pueblo/words/fr.yml", "source: machine", "source: oracle", "words.clinic-door.source", "'human' or 'machine'"),
        ("cities/pueblo/crisis.yml", "phone: '061'", "phone: '112'", "crises.medical_emergency[0]", "112 is not a number of clinic-door"),
        ("cities/pueblo/crisis.yml", "medical_emergency", "detention", "crises", "nothing for medical_emergency"),
        ("cities/pueblo/crisis.yml", "service: clinic-door", "service: bus-card", "crises.medical_emergency[0].service", "no service of this city for"),
        ("countries/es/programmes/bus.yml", "country: ES", "country: US", "scope", "does not agree with the folder countries/es"),
        ("countries/es/programmes/bus.yml", "visitor: no", "visitor: nope", "rules[0].status.visitor", "'nope'"),
        ("countries/es/programmes/bus.yml", "sources: [act]", "sources: [bill]", "rules[0].sources", "no such source in this file: bill"),
        ("countries/es/programmes/bus.yml", "until: 2026-12-31", "until: 2026", "rules[0].until", "must be a date"),
    ],
)  # fmt: skip
def test_a_fault_is_named(small: SmallDirectory, file: str, old: str, new: str, field: str, why: str) -> None:
    small.change(file, old, new)
    _, problems = small.read()
    found = [p for p in problems if p.file.endswith(file) and p.field == field and why in p.why]
    assert found, [str(p) for p in problems]


def test_the_line_is_that_of_the_field(small: SmallDirectory) -> None:
    small.change(CLINIC, "email: puerta@example.org", "email: puerta")
    _, problems = small.read()
    assert [p.line for p in problems] == [line_of(small, CLINIC, "email: puerta")]
    assert str(problems[0]).endswith(f"clinic.yml:{problems[0].line}: services[0].email: 'puerta' is not a mail address")


def test_all_faults_of_all_files_come_at_once(small: SmallDirectory) -> None:
    small.change(CLINIC, "undocumented: yes", "undocumented: maybe")
    small.change(CLINIC, "student: yes", "student: {can: perhaps}")
    small.change(CLINIC, "'+34952126126'", "'+34'")
    small.change(CLINIC, "fee: {code: free}", "fee: {code: cheap}")
    small.change(BUS, "programme: bus-law", "programme: train-law")
    small.change("cities/pueblo/city.yml", "currency: EUR", "currency: euro")
    _, problems = small.read()
    assert {p.field for p in problems} == {
        "currency",
        "services[0].access.status.undocumented", "services[0].access.status.student.can", "services[0].phones[0].number",
        "services[0].fee.code", "services[0].programme",
    }  # fmt: skip


def test_a_file_that_is_no_yaml_does_not_stop_the_others(small: SmallDirectory) -> None:
    small.write(CLINIC, "services: [\n")
    small.change(BUS, "code: fixed", "code: cheap")
    _, problems = small.read()
    assert any(p.file.endswith("clinic.yml") and "not YAML" in p.why for p in problems)
    assert any(p.file.endswith("bus.yml") and p.field == "services[0].fee.code" for p in problems)


@pytest.mark.parametrize("text", ["", "- a list\n", "services: []\n", "services: 5\norganization: {id: a, name: A}\n"])
def test_a_file_of_another_shape_is_refused(small: SmallDirectory, text: str) -> None:
    small.write(BUS, text)
    _, problems = small.read()
    assert any(p.file.endswith("bus.yml") for p in problems)


def test_one_organization_may_have_several_files_but_one_name(small: SmallDirectory) -> None:
    text = (small.root / BUS).read_text().replace("bus-card", "night-card")
    small.write("cities/pueblo/services/night.yml", text)
    assert small.read()[1] == []
    small.write("cities/pueblo/services/night.yml", text.replace("name: Autobuses", "name: Trenes"))
    _, problems = small.read()
    assert [(p.field, "another name" in p.why) for p in problems] == [("organization", True)]


def test_an_id_belongs_to_one_city(small: SmallDirectory) -> None:
    for name in ("city.yml", "sources.yml", "services/bus.yml"):
        text = (small.root / "cities/pueblo" / name).read_text().replace("city: pueblo", "city: otro")
        small.write(f"cities/otro/{name}", text)
    small.write("cities/otro/crisis.yml", "city: otro\ncrises: {}\n")
    _, problems = small.read()
    assert {p.why for p in problems} == {
        "the service id 'bus-card' is taken by otro",
        "the organization id 'bus' is taken by otro",
    }
