"""In danger: the right numbers, the silent ways first, without any database, and the talk is not lost."""

from __future__ import annotations

import pytest
from talk import Talk

from actions import directory
from actions.crisis import Crisis, contacts_for
from services_directory.vocabulary import ids


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    directory.use(None)
    monkeypatch.setenv("FARO_DATABASE_URL", f"sqlite:///{tmp_path_factory.mktemp('none')}/there/is/none.db")


@pytest.mark.parametrize(
    ("city", "crisis", "numbers"),
    [
        ("chicago", "violence_now", {"911", "+18778636338"}),
        ("chicago", "self_harm", {"988"}),
        ("chicago", "medical_emergency", {"911"}),
        ("malaga", "violence_now", {"112", "016"}),
        ("malaga", "medical_emergency", {"112", "061"}),
        ("malaga", "self_harm", {"024"}),
    ],
)
@pytest.mark.parametrize("lang", ["en", "es"])
async def test_the_numbers_of_the_city_in_the_language(city: str, crisis: str, numbers: set[str], lang: str) -> None:
    talk = Talk(city, lang)
    (message,) = await talk.say(Crisis(), "crisis", crisis=[crisis])
    assert message["custom"]["type"] == "crisis"
    assert message["custom"]["crises"] == [crisis]
    assert numbers <= {contact.get("phone") for contact in message["custom"]["contacts"]}
    assert all(number.lstrip("+") in "".join(filter(str.isdigit, message["text"])) for number in numbers)
    assert message["lang"] == lang


@pytest.mark.parametrize("city", ["chicago", "malaga"])
@pytest.mark.parametrize("crisis", ["violence_now", "trafficking_now"])
def test_what_makes_no_sound_comes_first(city: str, crisis: str) -> None:
    contacts = contacts_for([crisis], city, "en")
    if any(contact.get("silent") for contact in contacts):
        assert contacts[0].get("silent")
    if crisis == "violence_now":
        assert "without a sound" in _first_line(city)
        assert contacts[1]["phone"] in ("911", "112"), "the emergency number is never further down than second"


def _first_line(city: str) -> str:
    from actions.crisis import _line

    return _line(contacts_for(["violence_now"], city, "en")[0], "en").split("\n")[0]


@pytest.mark.parametrize("crisis", ids("crises"))
@pytest.mark.parametrize("city", ["chicago", "malaga", None, "nowhere"])
async def test_every_danger_has_an_answer_with_a_number(crisis: str, city: str | None) -> None:
    (message,) = await Talk(city).say(Crisis(), "crisis", crisis=[crisis])
    assert any(contact.get("phone") for contact in message["custom"]["contacts"])
    assert len(message["custom"]["contacts"]) <= 4


async def test_without_a_city_the_emergency_number_of_each_is_given() -> None:
    (message,) = await Talk(None).say(Crisis(), "crisis", crisis=["violence_now"])
    assert [contact["phone"] for contact in message["custom"]["contacts"]] == ["911", "112"]
    assert "Chicago" in message["text"]


async def test_an_intent_without_a_named_danger_still_gets_the_emergency_number() -> None:
    (message,) = await Talk("malaga").say(Crisis(), "crisis", crisis=[])
    assert [contact["phone"] for contact in message["custom"]["contacts"]] == ["112"]


async def test_several_dangers_are_answered_once_each() -> None:
    (message,) = await Talk("chicago").say(Crisis(), "crisis", crisis=["violence_now", "child_in_danger"])
    services = [contact["service"] for contact in message["custom"]["contacts"]]
    assert len(services) == len(set(services))
    assert message["custom"]["crises"] == ["violence_now", "child_in_danger"]


async def test_the_talk_goes_on_where_it_was() -> None:
    talk = Talk("chicago")
    talk.turn("find_service", needs=["health_care"])
    talk.slots["asked"] = {"fact": "age", "for": "me"}
    await talk.say(Crisis(), "find_service", crisis=["medical_emergency"])
    assert talk.memory.request.needs == ["health_care"]
    assert talk.memory.asked == {"fact": "age", "for": "me"}
    assert talk.memory.declined == []
