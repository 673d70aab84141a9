"""What was said, merged into what was known: whose facts, which need, which answer."""

from __future__ import annotations

from copy import deepcopy

import pytest
from talk import Talk

from actions.slots import Memory, Request


def me(**facts: object) -> dict[str, object]:
    return {"who": "me", "facts": facts}


def child(**facts: object) -> dict[str, object]:
    return {"who": "child", "facts": facts}


def test_a_need_is_for_the_person_who_needs_it_and_facts_stay_with_whom_they_are_of() -> None:
    talk = Talk("chicago")
    talk.turn(
        "find_service",
        needs=["health_care"],
        who="child",
        people=[me(status="undocumented"), child(minor=True, status="citizen")],
    )
    assert talk.memory.request.needs == ["health_care"]
    assert [person.who for person in talk.memory.askers()] == ["child"]
    assert talk.memory.askers()[0].facts.status == "citizen"
    assert talk.memory.facts("me").status == "undocumented"


def test_no_i_meant_my_son() -> None:
    talk = Talk("chicago")
    talk.turn("find_service", needs=["health_care"])
    talk.turn("disclose_status", people=[me(age=6, status="undocumented")])
    turn = talk.turn("deny", people=[child(minor=True)])
    assert turn.corrected
    assert talk.memory.request.who == ["child"]
    assert talk.memory.facts("child").age == 6
    assert talk.memory.facts("child").status == "undocumented"
    assert "me" not in talk.memory.people


def test_can_my_mother_too_moves_the_need_but_no_facts() -> None:
    talk = Talk("chicago")
    talk.turn("find_service", needs=["health_care"], people=[me(status="refugee")])
    turn = talk.turn("ask_eligibility", who="parent", people=[{"who": "parent", "facts": {}}])
    assert not turn.corrected
    assert turn.renewed
    assert talk.memory.request.who == ["parent"]
    assert talk.memory.facts("parent").status is None
    assert talk.memory.facts("me").status == "refugee"


def test_a_status_that_belongs_to_nobody_named_is_the_speakers() -> None:
    talk = Talk("chicago")
    talk.turn("disclose_status", statuses=["asylum_seeker"])
    assert talk.memory.facts("me").status == "asylum_seeker"


def test_a_new_status_ends_what_was_said_of_the_old_one() -> None:
    talk = Talk("chicago")
    talk.turn("disclose_status", people=[me(status="refugee", months_in_status=30)])
    talk.turn("disclose_status", people=[me(status="permanent_resident")])
    assert talk.memory.facts("me").status == "permanent_resident"
    assert talk.memory.facts("me").months_in_status is None


@pytest.mark.parametrize(
    "impossible", [{"age": 400}, {"age": "old"}, {"status": "king"}, {"eye_colour": "blue"}, {"pregnant": "yes"}]
)
def test_what_nobody_can_be_is_left_out_and_the_rest_is_kept(impossible: dict[str, object]) -> None:
    talk = Talk("chicago")
    talk.turn("disclose_status", people=[me(household_size=3, **impossible)])
    assert talk.memory.people == {"me": {"household_size": 3}}


class TestOpenQuestion:
    @pytest.fixture
    def talk(self) -> Talk:
        talk = Talk("chicago")
        talk.turn("find_service", needs=["health_care"], who="child", people=[child(minor=True)])
        talk.slots["asked"] = {"fact": "status", "for": "child"}
        return talk

    def test_an_answer_is_of_the_person_who_was_asked_about(self, talk: Talk) -> None:
        talk.turn("disclose_status", answer={"fact": "status", "value": "citizen"})
        assert talk.memory.facts("child").status == "citizen"
        assert talk.memory.asked is None

    def test_so_is_the_bare_fact_found_in_the_text(self, talk: Talk) -> None:
        talk.turn("disclose_status", statuses=["undocumented"], people=[me(status="undocumented")])
        assert talk.memory.facts("child").status == "undocumented"
        assert talk.memory.facts("me").status is None

    @pytest.mark.parametrize("findings", [{"intent": "skip"}, {"intent": "disclose_status", "statuses": ["undisclosed"]}])
    def test_not_saying_is_noted_and_never_asked_again(self, talk: Talk, findings: dict[str, object]) -> None:
        turn = talk.turn(**findings)  # type: ignore[arg-type]
        assert turn.skipped
        assert talk.memory.declined == ["status"]
        assert talk.memory.people == {"child": {"minor": True}}

    def test_no_is_a_way_of_not_saying(self, talk: Talk) -> None:
        assert talk.turn("deny").skipped
        assert talk.memory.declined == ["status"]

    def test_what_is_left_alone_is_not_asked_again_either(self, talk: Talk) -> None:
        talk.turn("ask_hours")
        assert talk.memory.asked is None
        assert talk.memory.declined == ["status"]

    def test_danger_leaves_it_open(self, talk: Talk) -> None:
        talk.turn("crisis", crisis=["medical_emergency"])
        assert talk.memory.asked == {"fact": "status", "for": "child"}


def test_skip_without_a_question_is_about_the_status() -> None:
    talk = Talk("chicago")
    talk.turn("find_service", needs=["food"])
    talk.turn("skip")
    assert talk.memory.declined == ["status"]


class TestCityAndLanguage:
    def test_said_goes_before_hinted(self) -> None:
        talk = Talk("chicago")
        talk.turn("find_service", needs=["food"], city="malaga")
        assert talk.memory.city == "malaga"
        talk.turn("more_results")
        assert talk.memory.city == "malaga"

    def test_a_new_choice_in_the_channel_counts(self) -> None:
        talk = Talk("chicago")
        talk.turn("find_service", needs=["food"])
        talk.slots["shown"] = [["a", "me", "yes"]]
        talk.hints["city"] = "malaga"
        talk.turn("more_results")
        assert talk.memory.city == "malaga"
        assert talk.memory.request.needs == ["food"]
        assert talk.memory.shown == []

    def test_changing_the_language_keeps_everything(self) -> None:
        talk = Talk("chicago")
        talk.turn("find_service", needs=["food"], people=[me(status="refugee")])
        talk.lang = "es"
        talk.turn("disclose_status", people=[me(age=30)])
        assert talk.memory.language == "es"
        assert talk.memory.request.needs == ["food"]
        assert talk.memory.people == {"me": {"status": "refugee", "age": 30}}


def test_wishes_refine_the_request_that_there_is() -> None:
    talk = Talk("chicago")
    talk.turn("find_service", needs=["food"])
    talk.slots["shown"] = [["a", "me", "yes"]]
    turn = talk.turn("find_service", refine=["free"])
    assert turn.renewed
    assert talk.memory.request.needs == ["food"]
    assert talk.memory.request.refine == ["free"]
    assert talk.memory.shown == []
    talk.turn("find_service", without_wishes=True)
    assert talk.memory.request.refine == []


@pytest.mark.parametrize(
    ("intent", "wish"), [("ask_hours", "open_now"), ("ask_cost", "free"), ("ask_documents", "no_id"), ("ask_hours", "weekends")]
)
def test_a_question_about_what_was_shown_is_no_wish(intent: str, wish: str) -> None:
    talk = Talk("chicago")
    talk.turn("find_service", needs=["food"])
    talk.slots["last"] = ["pantry"]
    assert not talk.turn(intent, refine=[wish]).renewed
    assert talk.memory.request.refine == []
    talk.turn("find_service", refine=[wish])
    assert talk.memory.request.refine == [wish]


def test_without_papers_is_a_status_and_no_wish_for_places_that_ask_for_none() -> None:
    talk = Talk("malaga")
    talk.turn("ask_eligibility", needs=["identity_documents"], statuses=["undocumented"], refine=["no_id"])
    assert talk.memory.request.refine == []


def test_right_now_in_danger_is_no_wish() -> None:
    talk = Talk("chicago")
    talk.turn("find_service", needs=["food"])
    talk.turn("crisis", crisis=["violence_now"], refine=["open_now"])
    assert talk.memory.request.refine == []


def test_a_need_in_small_talk_begins_nothing() -> None:
    talk = Talk("chicago")
    talk.turn("thanks", needs=["food"])
    assert not talk.memory.request


def test_a_follow_up_about_the_same_need_is_no_new_request() -> None:
    talk = Talk("chicago")
    talk.turn("find_service", needs=["food"])
    talk.slots["last"] = ["pantry"]
    assert not talk.turn("ask_hours", needs=["food"]).renewed
    assert talk.memory.last == ["pantry"]
    assert talk.turn("ask_hours", needs=["health_care"]).renewed


def test_slots_are_read_and_never_written_through() -> None:
    slots = {
        "people": {"me": {"age": 3}},
        "request": {"needs": ["food"], "services": [], "who": ["me"], "refine": [], "asked": 0, "answered": False},
    }
    before = deepcopy(slots)
    memory = Memory.from_slots(slots)
    memory.learn("me", {"age": 4})
    memory.request.needs.append("goods")
    assert slots == before
    assert {event["name"] for event in memory.changes()} == {"people", "request"}


def test_forgetting_empties_every_slot() -> None:
    memory = Memory.from_slots(
        {"city": "chicago", "language": "es", "people": {"me": {"age": 3}}, "declined": ["status"], "misses": 2}
    )
    memory.ask_for(Request(needs=["food"]))
    memory.empty()
    assert {event["name"]: event["value"] for event in memory.changes()} == dict.fromkeys(
        ("city", "language", "people", "declined", "misses")
    )
