"""The whole directory as files: programmes and cities, checked against each other."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from services_directory.errors import NotKnown
from services_directory.exchange.checked import checked, join
from services_directory.exchange.city_records import CityRecords, CrisisFile, DirectoryRecords
from services_directory.exchange.city_yaml import read_city
from services_directory.exchange.problems import Problems
from services_directory.exchange.programmes import read_programmes
from services_directory.yaml_files import Document


def read_directory(root: Path, problems: Problems, cities: Collection[str] = ()) -> DirectoryRecords:
    """Read programmes and cities.

    Args:
        root: the folder that holds `countries/` and `cities/`.
        problems: gathers what is wrong.
        cities: only these; all that have a folder where none is named.

    Raises:
        NotKnown: a city has no folder.
    """
    programmes = read_programmes(root, problems)
    read = DirectoryRecords(programmes)
    for name in cities or city_names(root):
        if name not in city_names(root):
            raise NotKnown(f"no city {name!r}; there are {', '.join(city_names(root)) or 'none'}")
        records = read_city(root / "cities" / name, programmes, problems)
        if records is not None:
            read.cities[name] = records
            _check_crises(root / "cities" / name / "crisis.yml", records, problems)
    _check_ids(root, read, problems)
    return read


def city_names(root: Path) -> list[str]:
    """Cities that have a folder, in order of name."""
    return sorted(path.parent.name for path in root.glob("cities/*/city.yml"))


def _check_ids(root: Path, read: DirectoryRecords, problems: Problems) -> None:
    """A service is asked for by its id alone, so an id belongs to one city; the same holds for an organization."""
    owner: dict[tuple[str, str], str] = {}
    for name, records in read.cities.items():
        taken = [("service", id_) for id_ in records.services] + [("organization", id_) for id_ in records.organizations]
        for what, id_ in taken:
            first = owner.setdefault((what, id_), name)
            if first != name:
                problems.at(root / "cities" / name / "city.yml", f"the {what} id {id_!r} is taken by {first}")


def _check_crises(path: Path, records: CityRecords, problems: Problems) -> None:
    document = problems.read(path)
    if document is None:
        return
    file = checked(CrisisFile, document.data, document, "", problems, records.city.country)
    if file is None:
        return
    for crisis, contacts in file.crises.items():
        for index, contact in enumerate(contacts):
            where = join("crises", crisis, index)
            numbers = (contact.phone, contact.text, contact.whatsapp)
            _check_contact(contact.service, crisis, numbers, records, document, where, problems)
        listed = {contact.service for contact in contacts}
        absent = [s.id for s in records.services.values() if crisis in s.crises and s.published and s.id not in listed]
        if absent:
            problems.add(document, join("crises", crisis), f"does not list {', '.join(absent)}")
    _check_all_answered(file.crises, records, document, problems)


def _check_contact(
    service_id: str,
    crisis: str,
    numbers: tuple[str | None, ...],
    records: CityRecords,
    document: Document,
    where: str,
    problems: Problems,
) -> None:
    if service_id in records.faulty:
        return
    service = records.services.get(service_id)
    if service is None or crisis not in service.crises:
        problems.add(document, join(where, "service"), f"{service_id!r} is no service of this city for {crisis}")
        return
    known = {phone.number for phone in service.phones}
    for number in numbers:
        if number is not None and number not in known:
            problems.add(document, where, f"{number} is not a number of {service_id}")


def _check_all_answered(said: Mapping[str, object], records: CityRecords, document: Document, problems: Problems) -> None:
    wanted = {crisis for service in records.services.values() if service.published for crisis in service.crises}
    absent = sorted(wanted - set(said))
    if absent:
        problems.add(document, "crises", f"nothing for {', '.join(absent)}")
