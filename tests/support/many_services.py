"""A directory as large as one likes: the services of a real city over and over, under ids and at places of their own."""

from __future__ import annotations

import random
from functools import cache
from itertools import cycle, islice

from services_directory.exchange.city_records import DirectoryRecords
from services_directory.exchange.directory_yaml import read_directory
from services_directory.exchange.problems import Problems
from services_directory.exchange.records import Place
from services_directory.settings import ROOT


@cache
def _real() -> DirectoryRecords:
    problems = Problems()
    records = read_directory(ROOT / "services_directory", problems, ["malaga"])
    problems.stop_if_any()
    return records


def many(number: int) -> DirectoryRecords:
    """Málaga with so many services: each real one again and again, scattered over a square of about 60 km."""
    chance = random.Random(7)
    real = _real()
    city = real.cities["malaga"]
    services = {}
    for index, service in enumerate(islice(cycle(city.services.values()), number)):
        place = Place(address=f"Calle {index % 900}, {index % 90}", lat=36.5 + chance.random() / 2, lon=-4.7 + chance.random() / 2,
                      position_from="made up")  # fmt: skip
        id_ = service.id if index < len(city.services) else f"{service.id}-{index}"
        services[id_] = service.model_copy(update={"id": id_, "places": [place], "file": f"{service.file}-{index // 1000}"})
    made = type(city)(city.city, city.organizations, city.sources, services, dict(city.translations))
    return DirectoryRecords(real.programmes, {"malaga": made})
