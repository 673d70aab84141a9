"""A directory of one invented town, small enough to be read at a glance, for tests that change its files."""

from __future__ import annotations

from pathlib import Path

from services_directory.exchange.city_records import DirectoryRecords
from services_directory.exchange.directory_yaml import read_directory
from services_directory.exchange.problems import Problem, Problems
from services_directory.settings import Settings

PROGRAMME = """\
programme: bus-law
name: {en: Bus law}
scope: {country: ES, region: ES-AN, city: null}
needs: [transport]
not_a_criterion: [status]
sources:
  act: {citation: Bus Act, basis: read, seen: 2026-01-02}
rules:
- from: 2026-01-01
  until: 2026-12-31
  sources: [act]
  status: &open {citizen: yes, eu_citizen: yes, permanent_resident: yes, temporary_resident: yes, student: yes, visitor: no,
    refugee: yes, asylum_seeker: yes, temporary_protection: yes, deferred_action: not_here, victim_protection: yes,
    unaccompanied_minor: yes, stateless: yes, undocumented: yes, returnee: yes}
"""
CITY = """\
city: pueblo
name: {en: Pueblo, es: Pueblo}
country: ES
region: ES-AN
timezone: Europe/Madrid
currency: EUR
languages: [es]
emergency: [{number: '112', answers: {en: Everything}}]
holidays: [{name: {en: Town feast}, day: 2026-08-19, law: Town order}]
compiled: 2026-11-22
newest_source: {en: June 2026}
warning: {en: A test}
"""
SOURCES = """\
sources:
  sheet: {citation: A sheet, url: 'https://example.org/sheet', seen: 2026-06}
"""
CLINIC = """\
organization: {id: clinic, name: Clínica del Pueblo}
sources:
  memory: {citation: Recalled, basis: recalled}
services:
- id: clinic-door
  name: Open door
  kind: clinic
  needs: [health_care, sexual_health]
  crises: [medical_emergency]
  description: {en: A doctor for everyone., es: Un médico para todos.}
  access:
    basis: source_says_open
    status: {citizen: yes, eu_citizen: yes, permanent_resident: yes, temporary_resident: yes, student: yes, visitor: yes,
      refugee: yes, asylum_seeker: yes, temporary_protection: yes, deferred_action: yes, victim_protection: yes,
      unaccompanied_minor: yes, stateless: yes, undocumented: yes, returnee: yes}
    undisclosed_note: {en: Never asked.}
  residency: {level: anyone}
  income: {limit: no}
  documents: [passport]
  documents_note: {en: Passport if you have it.}
  ways:
    in_person:
      id_required: none
      asks_status: no
      shares_data: with_rule
      because: {en: 'Medical secrecy: the law says so.'}
      sources: [memory]
    phone: {id_required: not_stated, asks_status: no, shares_data: not_stated}
  fee: {code: free}
  phones:
  - {number: '+34952126126'}
  - {number: '061', note: {en: In an emergency.}}
  email: puerta@example.org
  url: https://example.org/clinic
  places:
  - {address: 'Calle Mayor, 1', lat: 36.72, lon: -4.42, position_from: map, hours: {osm: 'Mo-Fr 09:00-14:00'}}
  - {address: 'Calle Menor, 2'}
  hours: {osm: 'Mo-Fr 09:00-14:00; Sa 10:00-13:00', text: {en: Mornings.}}
  languages: [es, ar, zh-Hant]
  languages_note: {en: Interpreter by phone.}
  walk_in: true
  sources: [sheet, memory]
  confidence: high
  last_verified: 2026-11-22
  verified_how: sources
  verify: {en: Call.}
"""
BUS = """\
organization: {id: bus, name: Autobuses}
services:
- id: bus-card
  name: Bus card
  kind: city
  needs: [transport]
  description: {en: Cheaper rides.}
  programme: bus-law
  access: {basis: recalled, and: {age: {min: 12}}, qualifiers: [income_tested], note: {en: Bring a photo.}}
  residency: {level: city, text: {en: Lives in town}}
  income: {limit: yes, text: {en: Little}}
  age: {min: 12}
  ways: {in_person: {id_required: named, named: [passport_photos], id_note: {en: A photo}, asks_status: not_stated, shares_data: not_stated}}
  fee: {code: fixed, text: {en: 5 EUR}}
  languages: [es]
  sources: [sheet]
  confidence: low
  verify: {en: Ask.}
  published: false
"""
CRISIS = """\
city: pueblo
crises:
  medical_emergency:
  - {service: clinic-door, name: Clínica, phone: '061', languages: [es], say: {en: The doctor.}}
"""
WORDS = """\
language: fr
source: machine
words:
  clinic-door: {name: Porte ouverte, description: Un médecin pour tous.}
"""
FILES = {
    "countries/es/programmes/bus.yml": PROGRAMME,
    "cities/pueblo/city.yml": CITY,
    "cities/pueblo/sources.yml": SOURCES,
    "cities/pueblo/crisis.yml": CRISIS,
    "cities/pueblo/services/clinic.yml": CLINIC,
    "cities/pueblo/services/bus.yml": BUS,
    "cities/pueblo/words/fr.yml": WORDS,
}


class SmallDirectory:
    """The files of the town under a folder, an empty database beside them."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "services_directory"
        self.settings = Settings(folder, folder / "var", f"sqlite:///{folder / 'var' / 'directory.db'}")
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def change(self, name: str, old: str, new: str) -> None:
        """Replace a text that must be there exactly once."""
        text = (self.root / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, (name, old, text.count(old))
        self.write(name, text.replace(old, new))

    def read(self) -> tuple[DirectoryRecords, list[Problem]]:
        problems = Problems()
        records = read_directory(self.root, problems)
        return records, list(problems)

    def records(self) -> DirectoryRecords:
        records, problems = self.read()
        assert not problems, problems
        return records
