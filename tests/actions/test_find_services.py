"""From needs and facts to services that can be used, with everything that a person has to know of them."""

from __future__ import annotations

from typing import Any

import pytest
from talk import Talk

from actions.ask_fact import AnswerFact
from actions.find_services import FindServices, MoreResults, Skip
from actions.messages import say
from services_directory.access import Facts, Person, Question
from services_directory.vocabulary import ids

pytestmark = pytest.mark.usefixtures("real_directory")


def me(**facts: object) -> dict[str, object]:
    return {"who": "me", "facts": facts}


def cards(messages: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {card["id"]: card for message in messages for card in (message["custom"] or {}).get("services", [])}


def texts(messages: list[dict[str, Any]]) -> str:
    return "\n".join(message["text"] or "" for message in messages)


def payloads(messages: list[dict[str, Any]]) -> list[str]:
    return [button["payload"] for message in messages for button in message["buttons"]]


async def test_three_services_with_papers_cost_data_and_the_day_they_were_checked() -> None:
    messages = await Talk("chicago").say(
        FindServices(), "find_service", needs=["health_care"], people=[me(status="undocumented")]
    )
    found = cards(messages)
    assert len(found) == 3
    assert {card["verdict"] for card in found.values()} <= {"yes", "depends", "no"}
    assert [card["verdict"] for card in found.values()].count("yes") >= 2
    text = messages[0]["text"]
    for label in ("Papers", "Cost", "Your data", "Checked"):
        assert label in text
    assert "#more" in payloads(messages)
    assert messages[0]["custom"]["type"] == "services"
    assert messages[0]["custom"]["language"] == messages[0]["lang"] == "en"


async def test_a_sick_child_without_papers_gets_cover_a_health_centre_and_emergency_care() -> None:
    talk = Talk("chicago")
    people = [me(status="undocumented"), {"who": "child", "facts": {"minor": True, "status": "undocumented"}}]
    found = cards(await talk.say(FindServices(), "find_service", needs=["health_care"], who="child", people=people))
    assert {card["for"] for card in found.values()} == {"child"}
    assert found["all-kids"]["verdict"] == "yes"
    assert any(card["kind"] == "clinic" for card in found.values())
    assert any("emergency_only" in card["qualifiers"] or card["kind"] == "hotline" for card in found.values())


async def test_a_touch_on_a_service_for_a_child_tells_of_it_for_the_child() -> None:
    talk = Talk("chicago")
    people = [{"who": "child", "facts": {"minor": True, "age": 9}}]
    found = cards(await talk.say(FindServices(), "find_service", needs=["school_enrolment"], who="child", people=people))
    assert found["cps-enrolment"]["verdict"] == "yes"
    again = cards(await talk.say(FindServices(), "find_service", named=["cps-enrolment"]))
    assert (again["cps-enrolment"]["for"], again["cps-enrolment"]["verdict"]) == ("child", "yes")


async def test_a_page_never_holds_two_hotlines_or_two_of_one_programme_while_there_is_more() -> None:
    for city in ("chicago", "malaga"):
        for need in ("health_care", "immigration_legal", "food", "identity_documents", "housing_rights"):
            found = cards(await Talk(city).say(FindServices(), "find_service", needs=[need])).values()
            assert sum(card["kind"] == "hotline" for card in found) <= 1, (city, need)
            programmes = [card["programme"] for card in found if card["programme"]]
            assert len(programmes) == len(set(programmes)), (city, need)


async def test_work_three_months_after_asking_for_asylum_is_not_yet_and_says_from_when() -> None:
    talk = Talk("malaga", "es")
    asked = me(status="asylum_seeker", months_since_application=3)
    found = cards(await talk.say(FindServices(), "find_service", needs=["employment"], people=[asked]))
    assert found["sae"]["verdict"] == "no"
    assert found["sae"]["would_change"][0]["months"] == 3
    assert any(card["verdict"] == "yes" for card in found.values())


async def test_work_eight_months_after_asking_for_asylum_is_a_yes() -> None:
    talk = Talk("malaga", "es")
    asked = me(status="asylum_seeker", months_since_application=8)
    found = cards(await talk.say(FindServices(), "find_service", needs=["employment"], people=[asked]))
    assert found["sae"]["verdict"] == "yes"


async def test_more_gives_others_and_in_the_end_says_that_it_is_all() -> None:
    talk = Talk("malaga")
    seen = set(cards(await talk.say(FindServices(), "find_service", needs=["health_care"], people=[me(status="undocumented")])))
    for _ in range(10):
        messages = await talk.say(MoreResults(), "more_results")
        new = set(cards(messages))
        if not new:
            break
        assert not new & seen
        assert "?" not in messages[-1]["text"].split("\n")[0], "more is never answered by a question"
        seen |= new
    assert texts(messages) == "That is all I know for this."
    assert len(seen) == 10


async def test_without_a_city_the_city_is_asked_and_the_need_is_kept() -> None:
    talk = Talk(None)
    messages = await talk.say(FindServices(), "find_service", needs=["food"])
    assert payloads(messages) == ["#city:chicago", "#city:malaga"]
    assert cards(messages) == {}
    assert talk.memory.request.needs == ["food"]


async def test_without_a_need_the_need_is_asked() -> None:
    messages = await Talk("malaga").say(FindServices(), "find_service")
    assert "#need:health_care" in payloads(messages)


async def test_a_need_without_any_service_is_said_plainly() -> None:
    talk = Talk("chicago")
    messages = await talk.say(
        FindServices(), "find_service", needs=["return_support"], refine=["free", "no_id", "weekends", "evenings"]
    )
    assert cards(messages) == {}
    assert "#anything" in payloads(messages)
    assert talk.memory.request.refine
    again = await talk.say(AnswerFact(), "affirm")
    assert cards(again) or "#skip" in payloads(again)
    assert talk.memory.request.refine == []


class TestQuestions:
    async def test_why_that_it_is_not_kept_and_skip_stand_beside_every_question(self) -> None:
        messages = await Talk("chicago").say(FindServices(), "find_service", needs=["cash_benefits"])
        question = messages[-1]
        assert question["text"].startswith("What is your situation")
        assert "Why I ask" in question["text"]
        assert "I do not keep your answer" in question["text"]
        assert question["buttons"][-1] == {"title": "I would rather not say", "payload": "#skip"}
        assert len(question["buttons"]) <= 10

    @pytest.mark.parametrize("city", ["chicago", "malaga"])
    async def test_at_most_two_questions_and_none_twice(self, city: str) -> None:
        for need in ids("needs"):
            talk = Talk(city)
            messages = await talk.say(FindServices(), "find_service", needs=[need])
            asked = []
            while talk.memory.asked:
                asked.append(talk.memory.asked["fact"])
                assert "#skip" in payloads(messages)
                messages = await talk.say(AnswerFact(), "disclose_status", people=[me(household_size=2 + len(asked))])
                assert len(asked) <= 2, (need, asked)
            assert len(set(asked)) == len(asked), (need, asked)

    @pytest.mark.parametrize("city", ["chicago", "malaga"])
    async def test_every_need_has_services_after_two_questions(self, city: str) -> None:
        for need in ids("needs"):
            talk = Talk(city)
            found = cards(await talk.say(FindServices(), "find_service", needs=[need]))
            for _ in range(2):
                if not found:
                    found = cards(await talk.say(AnswerFact(), "disclose_status", people=[me(age=30)]))
            assert found, need

    async def test_a_status_that_was_said_is_never_asked(self) -> None:
        for need in ids("needs"):
            talk = Talk("chicago")
            await talk.say(FindServices(), "find_service", needs=[need], people=[me(status="undocumented")])
            assert (talk.memory.asked or {}).get("fact") != "status", need

    async def test_nobody_is_asked_what_was_done_to_them(self) -> None:
        for city in ("chicago", "malaga"):
            for need in set(ids("needs")) - {"violence_support", "trafficking_support"}:
                talk = Talk(city)
                await talk.say(FindServices(), "find_service", needs=[need], people=[me(status="undocumented")])
                assert (talk.memory.asked or {}).get("fact") != "victim_of", need

    async def test_unpaid_wages_ask_for_no_status(self) -> None:
        talk = Talk("chicago")
        found = cards(await talk.say(FindServices(), "find_service", needs=["work_rights"]))
        assert talk.memory.asked is None
        assert {card["verdict"] for card in found.values()} == {"yes"}

    async def test_an_answer_changes_the_verdict_and_is_not_asked_again(self) -> None:
        talk = Talk("chicago")
        await talk.say(FindServices(), "find_service", needs=["cash_benefits"])
        messages = await talk.say(AnswerFact(), "disclose_status", answer={"fact": "status", "value": "citizen"})
        assert talk.memory.facts("me").status == "citizen"
        assert "Now I can say more" in messages[0]["text"]
        assert cards(messages)["snap-illinois"]["verdict"] == "yes" or cards(messages)["tanf-illinois"]["verdict"] in (
            "yes",
            "depends",
        )
        assert "status" in talk.memory.declined


class TestSkip:
    @pytest.mark.parametrize("city", ["chicago", "malaga"])
    @pytest.mark.parametrize("need", ["health_care", "cash_benefits", "employment", "emergency_shelter", "identity_documents"])
    async def test_it_brings_at_least_what_any_status_would(self, city: str, need: str) -> None:
        from actions.directory import directory

        talk = Talk(city)
        await talk.say(FindServices(), "find_service", needs=[need])
        offered = cards(await talk.say(Skip(), "skip"))
        for status in set(ids("statuses")) - {"undisclosed"}:
            question = Question(city, needs=(need,), people=(Person("me", Facts(status=status)),), limit=60)
            usable = {card["id"] for card in directory().answer(question).cards if card["verdict"] == "yes"}
            assert usable <= set(offered), (status, usable - set(offered))

    async def test_it_sorts_into_open_to_all_and_if_you_are(self) -> None:
        talk = Talk("chicago")
        await talk.say(FindServices(), "find_service", needs=["cash_benefits"])
        messages = await talk.say(Skip(), "skip")
        assert "you do not have to say it" in messages[0]["text"]
        assert "You can use these without saying it:" in messages[0]["text"]
        assert "If you are in this situation" in messages[0]["text"]
        assert talk.memory.asked is None

    async def test_what_was_only_counted_comes_with_more(self) -> None:
        talk = Talk("chicago")
        await talk.say(FindServices(), "find_service", needs=["cash_benefits"])
        (offered,) = await talk.say(Skip(), "skip")
        more = await talk.say(MoreResults(), "more_results")
        assert "#more" in payloads([offered])
        assert cards(more)
        assert all(card["name"] not in offered["text"] for card in cards(more).values())

    async def test_afterwards_the_status_is_never_asked(self) -> None:
        talk = Talk("chicago")
        await talk.say(FindServices(), "find_service", needs=["cash_benefits"])
        await talk.say(Skip(), "skip")
        await talk.say(FindServices(), "find_service", needs=["housing"])
        assert (talk.memory.asked or {}).get("fact") != "status"

    async def test_without_a_request_it_is_simply_fine(self) -> None:
        messages = await Talk("chicago").say(Skip(), "skip")
        assert messages[0]["text"].startswith("That is fine")


async def test_a_named_service_is_told_whole() -> None:
    messages = await Talk("chicago").say(FindServices(), "find_service", named=["citykey"])
    assert set(cards(messages)) == {"citykey"}
    for part in ("CityKey", "Papers", "Cost", "Your data"):
        assert part in messages[0]["text"]


async def test_an_id_that_is_not_there_does_no_harm() -> None:
    messages = await Talk("chicago").say(FindServices(), "find_service", named=["no-such-service"])
    assert messages


async def test_the_answer_is_in_the_language() -> None:
    messages = await Talk("malaga", "es").say(
        FindServices(), "find_service", needs=["health_care"], people=[me(status="undocumented")]
    )
    assert "Papeles" in messages[0]["text"]
    assert "Papers" not in texts(messages)
    assert {message["lang"] for message in messages} == {"es"}


async def test_a_channel_without_buttons_gets_numbers_that_work() -> None:
    talk = Talk("chicago")
    talk.hints["plain"] = True
    messages = await talk.say(FindServices(), "find_service", needs=["cash_benefits"])
    assert payloads(messages) == []
    assert "Write a number" in messages[-1]["text"]
    number = 1 + talk.memory.offered.index("#skip")
    assert f"{number}. I would rather not say" in messages[-1]["text"]


@pytest.mark.parametrize(
    ("refine", "place", "told"),
    [
        (["near_me"], None, "where_are_you"),
        (["free"], (36.743, -4.437), "distance_not_known"),
        (["women_only"], None, "wish_not_known_women_only"),
        (["their_language"], None, "wish_not_known_their_language"),
    ],
)
async def test_what_could_not_be_applied_is_said_and_nothing_is_promised(
    refine: list[str], place: tuple[float, float] | None, told: str
) -> None:
    talk = Talk("malaga")
    talk.hints["place"] = list(place) if place else None
    (first, *_) = await talk.say(FindServices(), "find_service", needs=["food"], refine=refine)
    assert say("en", told) in first["text"]
    assert say("en", "found_refined") not in first["text"]


async def test_every_wish_applied_is_said() -> None:
    (first, *_) = await Talk("malaga").say(FindServices(), "find_service", needs=["food"], refine=["free"])
    assert say("en", "found_refined") in first["text"]


@pytest.mark.parametrize(("city", "first"), [("malaga", "anar-menores"), ("chicago", "dcfs-child-abuse-hotline")])
async def test_a_minor_alone_sees_first_who_protects_children(city: str, first: str) -> None:
    (message, *_) = await Talk(city).say(
        FindServices(), "find_service", needs=["emergency_shelter"], people=[me(status="unaccompanied_minor", age=16)]
    )
    assert message["custom"]["services"][0]["id"] == first


async def test_wishes_that_nothing_fulfils_are_said_also_after_an_answer() -> None:
    talk = Talk("malaga")
    await talk.say(FindServices(), "find_service", needs=["language_classes"])
    (message, *_) = await talk.say(FindServices(), "find_service", refine=["no_id", "evenings", "no_appointment", "open_now"])
    assert say("en", "found_none_refined") in message["text"]


async def test_nobody_whose_status_is_not_known_is_told_that_it_is_covered() -> None:
    for city in ("malaga", "chicago"):
        messages = await Talk(city).say(FindServices(), "find_service", needs=["emergency_shelter"])
        assert say("en", "reason_status_covered") not in texts(messages)
