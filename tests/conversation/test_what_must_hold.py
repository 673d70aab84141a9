"""The talks that the first version was made for, word by word, through the real worker and the trained model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from running_worker import Person, Worker

pytestmark = pytest.mark.trained


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    started = Worker(tmp_path_factory.mktemp("worker"))
    yield started
    started.process.kill()


def first(answer: dict[str, Any]) -> dict[str, Any]:
    message: dict[str, Any] = answer["messages"][0]
    return message


def cards(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {card["id"]: card for message in answer["messages"] for card in message.get("custom", {}).get("services", [])}


def test_a_doctor_without_papers_in_malaga(worker: Worker) -> None:
    answer = Person(worker, "malaga").write("necesito un médico y no tengo papeles")
    found = cards(answer)
    assert answer["language"] == "es"
    assert sum(card["verdict"] == "yes" for card in found.values()) >= 2
    assert all("health_care" in card["needs"] for card in found.values())
    assert all(card["missing"] != ["status"] for card in found.values()), "the status was said"
    for word in ("Papeles", "Precio", "Tus datos", "Comprobado"):
        assert word in first(answer)["text"]
    for card in found.values():
        assert {"documents", "id_required", "asks_status", "shares_data", "fee", "last_verified"} <= set(card)


def test_a_child_with_a_fever_and_no_papers_in_chicago(worker: Worker) -> None:
    found = cards(Person(worker).write("my kid has a fever and we have no papers"))
    assert {card["for"] for card in found.values()} == {"child"}
    assert {card["verdict"] for card in found.values()} == {"yes"}
    assert "all-kids" in found
    assert any(card["programme"] == "erie-family-health" for card in found.values()), "a health centre"
    assert any("emergency_only" in card["qualifiers"] or card["kind"] == "hotline" for card in found.values()), "emergency care"


def test_food_stamps_as_a_refugee_in_chicago(worker: Worker) -> None:
    answer = Person(worker).write("am I still allowed food stamps? I got refugee status last year")
    snap = cards(answer)["snap-illinois"]
    assert snap["verdict"] == "no"
    assert any("119-21" in source["citation"] for source in snap["sources"])
    assert snap["would_change"][0]["facts"]["status"] == "permanent_resident"
    assert snap["alternatives"]
    assert "119-21" in first(answer)["text"]


def test_unpaid_wages_in_chicago_ask_for_no_status(worker: Worker) -> None:
    answer = Person(worker).write("my boss never paid me for two months")
    assert {card["verdict"] for card in cards(answer).values()} == {"yes"}
    assert len(answer["messages"]) == 1, "nothing is asked"


def test_danger_first(worker: Worker) -> None:
    message = first(Person(worker).write("he is hitting me right now"))
    assert message["custom"]["type"] == "crisis"
    assert message["custom"]["crises"] == ["violence_now"]
    assert "911" in [contact.get("phone") for contact in message["custom"]["contacts"]]
    assert message["custom"]["contacts"][0]["silent"]


def test_the_padron_without_papers(worker: Worker) -> None:
    answer = Person(worker, "malaga").write("¿puedo empadronarme sin papeles?")
    padron = cards(answer)["malaga-padron"]
    assert padron["verdict"] == "yes"
    assert padron["documents"]
    text = first(answer)["text"]
    assert "Policía" in text
    assert "Ley 7/1985" in text


@pytest.mark.parametrize(("months", "verdict"), [(3, "no"), (5, "no"), (6, "yes"), (8, "yes")])
def test_work_and_the_six_months_of_asylum(worker: Worker, months: int, verdict: str) -> None:
    found = cards(Person(worker, "malaga").write(f"busco trabajo, pedí asilo hace {months} meses"))
    assert found["sae"]["verdict"] == verdict


@pytest.mark.parametrize(
    ("city", "text", "skip"),
    [("chicago", "I need help with money", "I'd rather not say"), ("malaga", "necesito trabajo", "prefiero no decirlo")],
)
def test_rather_not_say(worker: Worker, city: str, text: str, skip: str) -> None:
    person = Person(worker, city)
    person.write(text)
    answer = person.write(skip)
    verdicts = [card["verdict"] for card in cards(answer).values()]
    assert "yes" in verdicts
    assert "depends" in verdicts
    assert set(verdicts) <= {"yes", "depends"}
    assert len(answer["messages"]) == 1, "and nothing more is asked"


def test_forgetting_in_words(worker: Worker) -> None:
    for city, text in (("chicago", "forget me"), ("malaga", "olvídame")):
        person = Person(worker, city)
        person.write("I have no papers" if city == "chicago" else "no tengo papeles")
        first(person.write(text))
        later = person.write("#need:cash_benefits")
        assert all("status" in card["missing"] or card["verdict"] == "yes" for card in cards(later).values())


def test_off_topic_makes_nothing_up(worker: Worker) -> None:
    answer = Person(worker).write("who won the football match yesterday")
    assert cards(answer) == {}
    assert "cannot help with that" in first(answer)["text"]
