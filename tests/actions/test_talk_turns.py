"""Turns about the talk itself: again, simpler, from the beginning, compare, what if, fears, something wrong, back to the point."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from talk import Talk

from actions import directory
from actions.again import SayAgain, SaySimply, StartAgain
from actions.ask_fact import AnswerFact
from actions.compare import Compare
from actions.crisis import Crisis
from actions.details import Privacy
from actions.fears import AskFear
from actions.find_services import FindServices
from actions.report import ReportError
from actions.slots import Memory, Request
from actions.small_talk import BotChallenge, Help
from actions.suppose import WhatIf
from actions.talk_turns import afraid, turn_of
from services_directory.access import Directory
from services_directory.settings import ROOT, Settings
from services_directory.vocabulary import ids

pytestmark = pytest.mark.usefixtures("real_directory")


def me(**facts: object) -> list[dict[str, object]]:
    return [{"who": "me", "facts": facts}]


def shown(messages: list[dict[str, Any]]) -> list[str]:
    return [card["id"] for message in messages for card in (message["custom"] or {}).get("services", [])]


def texts(messages: list[dict[str, Any]]) -> str:
    return "\n".join(message["text"] or "" for message in messages)


def payloads(messages: list[dict[str, Any]]) -> list[str]:
    return [item["payload"] for message in messages for item in message["buttons"]]


class TestWhichTurn:
    def shown(self) -> Memory:
        return Memory(city="chicago", request=Request(needs=["food"]), last=["a", "b"])

    @pytest.mark.parametrize(
        ("intent", "findings", "text", "turn"),
        [
            ("find_service", {"moves": ["compare"]}, "which is better", "compare"),
            ("forget_me", {"moves": ["start_again"]}, "start over", "start_again"),
            ("deny", {"moves": ["say_simply"]}, "too long", "say_simply"),
            ("ask_eligibility", {"moves": ["what_if"], "supposed": {"registered": True}}, "what if", "what_if"),
            ("ask_eligibility", {"moves": ["what_if"]}, "what if", None),
            ("ask_privacy", {"fears": ["police"]}, "will they call the police", "ask_fear"),
            ("ask_documents", {"fears": ["papers"]}, "do i have to show papers", "ask_fear"),
            ("ask_documents", {"fears": ["papers"], "refine": ["no_id"]}, "one that asks for no papers", None),
            ("crisis", {"fears": ["arrest"], "crisis": ["detention"]}, "they arrest me", None),
            ("find_service", {"wrong": ["phone"], "needs": ["connectivity"]}, "the phone does not work", "report_error"),
        ],
    )
    def test_by_words_and_by_what_was_shown(self, intent: str, findings: dict[str, Any], text: str, turn: str | None) -> None:
        assert turn_of({"name": intent, "confidence": 0.9}, findings, self.shown(), text) == turn

    def test_a_plain_request_is_never_talk_about_the_talk(self) -> None:
        said = {"moves": ["say_again", "start_again"], "needs": ["return_support"], "fears": ["police"]}
        words = "visa expired so i want to go back home and start again there with some help"
        assert turn_of({"name": "find_service", "confidence": 0.95}, said, self.shown(), words) is None

    def test_nothing_is_compared_or_said_again_where_nothing_was_shown(self) -> None:
        for move in ("compare", "say_again"):
            assert turn_of({"name": "deny", "confidence": 0.5}, {"moves": [move]}, Memory(), "again") is None

    def test_after_danger_a_yes_leads_back_and_a_new_need_does_not(self) -> None:
        memory = self.shown()
        memory.after_danger = True
        assert turn_of({"name": "affirm", "confidence": 0.9}, {}, memory, "yes") == "say_again"
        assert turn_of({"name": "affirm", "confidence": 0.9}, {"needs": ["housing"]}, memory, "a home") is None

    def test_a_question_in_fear_is_no_wish_and_no_status(self) -> None:
        said = {"fears": ["public_charge"], "needs": ["immigration_legal", "food"], "statuses": ["permanent_resident"]}
        assert afraid(said, Memory()) == {"needs": ["food"], "statuses": [], "facts": {}, "people": []}
        assert afraid(said, self.shown())["needs"] == []


class TestAgain:
    async def test_from_the_beginning_keeps_city_and_language_and_nothing_else(self) -> None:
        talk = Talk("malaga", "es")
        await talk.say(FindServices(), "find_service", needs=["food"], people=me(status="refugee", age=30))
        (message,) = await talk.say(StartAgain(), "start_again")
        assert "Málaga" in message["text"]
        assert {name for name, value in talk.slots.items() if value} == {
            "language",
            "city",
            "hints",
            "offered",
        }  # what its own buttons do

    async def test_the_same_services_once_more(self) -> None:
        talk = Talk("malaga")
        before = shown(await talk.say(FindServices(), "find_service", needs=["goods"], people=me(status="refugee")))
        assert shown(await talk.say(SayAgain(), "say_again")) == before[:3]

    async def test_simple_words_are_fewer_and_keep_the_question_open(self) -> None:
        talk = Talk("chicago")
        long = await talk.say(FindServices(), "find_service", needs=["cash_benefits"])
        asked = talk.memory.asked
        simple = await talk.say(SaySimply(), "say_simply")
        assert shown(simple) == shown(long)[:3]
        assert len(simple[0]["text"]) < len(long[0]["text"]) * 0.6
        assert talk.memory.asked == asked
        assert "#skip" in payloads(simple)

    async def test_in_simple_words_no_line_is_longer_than_a_breath(self) -> None:
        for city in ("chicago", "malaga"):
            for need in ids("needs"):
                talk = Talk(city)
                await talk.say(FindServices(), "find_service", needs=[need], people=me(status="undocumented"))
                if not talk.memory.last:
                    continue
                first, *_ = await talk.say(SaySimply(), "say_simply")
                assert max(len(line.split()) for line in first["text"].split("\n")) <= 24, (city, need, first["text"])


class TestCompare:
    async def test_two_beside_each_other_and_the_same_once(self) -> None:
        talk = Talk("chicago")
        await talk.say(FindServices(), "find_service", needs=["health_care"], people=me(status="undocumented"))
        (message,) = await talk.say(Compare(), "compare")
        assert len(shown([message])) == 2
        for label in ("Can you use it", "Papers", "Cost", "Your data"):
            assert label in message["text"]
        assert "the same for both" in message["text"]

    async def test_the_two_that_are_named(self) -> None:
        talk = Talk("chicago")
        (message,) = await talk.say(Compare(), "compare", named=["citykey", "alivio-medical-center"])
        assert shown([message]) == ["citykey", "alivio-medical-center"]


class TestWhatIf:
    async def test_it_shows_what_would_change_and_remembers_nothing(self) -> None:
        talk = Talk("malaga")
        await talk.say(FindServices(), "find_service", needs=["employment"], people=me(status="undocumented"))
        (message,) = await talk.say(WhatIf(), "what_if", supposed={"status": "refugee"})
        assert message["text"].startswith("If that were so, this would change:")
        assert "Today:" in message["text"]
        assert talk.memory.facts("me").status == "undocumented"

    async def test_what_changes_nothing_is_said_to_change_nothing(self) -> None:
        talk = Talk("chicago")
        await talk.say(FindServices(), "find_service", needs=["work_rights"])
        (message,) = await talk.say(WhatIf(), "what_if", supposed={"registered": True})
        assert "would not change" in message["text"]

    async def test_the_paper_that_is_supposed_is_not_the_service_that_is_meant(self) -> None:
        talk = Talk("malaga")
        await talk.say(FindServices(), "find_service", needs=["cash_benefits"], people=me(status="undocumented"))
        (message,) = await talk.say(WhatIf(), "what_if", supposed={"registered": True}, named=["malaga-padron"])
        assert "malaga-padron" not in shown([message])

    async def test_an_open_question_stays_open(self) -> None:
        talk = Talk("malaga")
        await talk.say(FindServices(), "find_service", needs=["cash_benefits"])
        await talk.say(WhatIf(), "what_if", supposed={"status": "citizen"})
        assert talk.memory.asked == {"fact": "status", "for": "me"}
        assert talk.memory.people == {}


class TestFears:
    @pytest.mark.parametrize(
        ("named", "fear", "said"),
        [
            ("tanf-illinois", "public_charge", "This is cash help from the government"),
            ("snap-illinois", "public_charge", "Under the rule of 2022 this did not count"),
            ("snap-illinois", "police", "The federal USDA has asked the states"),
            ("citykey", "police", "they look at your papers and keep no copy"),
            ("cps-enrolment", "arrest", "Immigration agents need a warrant from a judge"),
        ],
    )
    async def test_about_the_programme_with_source_and_date(self, named: str, fear: str, said: str) -> None:
        (message, *_) = await Talk("chicago").say(AskFear(), "ask_fear", named=[named], fears=[fear])
        assert said in message["text"]
        assert "As of" in message["text"]
        assert "From:" in message["text"]
        assert "not legal advice" in message["text"]
        assert message["custom"]["type"] == "fears"

    async def test_what_is_not_settled_is_said_to_be_open_with_who_advises(self) -> None:
        (message, *_) = await Talk("chicago").say(AskFear(), "ask_fear", named=["snap-illinois"], fears=["public_charge"])
        assert "This is not settled" in message["text"]
        assert "These people give legal advice:" in message["text"]
        assert "not yet read again" in message["text"]

    async def test_who_advises_is_said_once(self) -> None:
        talk = Talk("chicago")
        await talk.say(AskFear(), "ask_fear", named=["snap-illinois"], fears=["public_charge"])
        (again, *_) = await talk.say(AskFear(), "ask_fear", fears=["police"])
        assert "These people give legal advice:" not in again["text"]

    async def test_where_nothing_is_known_nothing_is_guessed(self) -> None:
        (message, *_) = await Talk("malaga").say(AskFear(), "ask_fear", named=["emt-tarjetas"], fears=["public_charge"])
        assert "I do not want to guess" in message["text"]
        assert message["custom"]["fears"] == []

    async def test_showing_papers_is_answered_for_each_service(self) -> None:
        talk = Talk("malaga")
        before = shown(await talk.say(FindServices(), "find_service", needs=["food"]))
        message, *_ = await talk.say(AskFear(), "ask_fear", fears=["papers"])
        assert shown([message]) == before[:3]
        assert message["text"].count("Papers") >= 3


class TestReports:
    async def test_what_is_known_is_not_asked(self) -> None:
        talk = Talk("chicago")
        (which,) = await talk.say(ReportError(), "report_error", named=["citykey", "snap-illinois"])
        assert payloads([which]) == ["#wrong:citykey", "#wrong:snap-illinois"]
        (what,) = await talk.say(ReportError(), "report_error", named=["citykey"])
        assert payloads([what]) == [f"#wrong:citykey={kind}" for kind in ids("wrong")]

    async def test_only_the_service_and_the_kind_are_kept_and_once_in_a_talk(self, own_directory: Settings) -> None:
        talk = Talk("chicago")
        for _ in range(3):
            (done,) = await talk.say(ReportError(), "report_error", named=["citykey"], wrong=["hours"])
            assert "will see that something is wrong" in done["text"]
        engine = create_engine(own_directory.database_url)
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT * FROM report")).mappings().all()
        engine.dispose()
        assert [set(row) for row in rows] == [{"service_id", "kind", "times", "last_on"}]
        assert [(row["service_id"], row["kind"], row["times"]) for row in rows] == [("citykey", "hours", 1)]

    async def test_a_report_that_cannot_be_written_is_not_said_to_be(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fails(*_: object) -> None:
            raise OperationalError("x", {}, Exception())

        monkeypatch.setattr(Directory, "report_wrong", fails)
        (message,) = await Talk("chicago").say(ReportError(), "report_error", named=["citykey"], wrong=["phone"])
        assert "could not pass it on" in message["text"]

    @pytest.fixture
    def own_directory(self, tmp_path: Any) -> Any:
        from seeded import seeded_settings

        source = seeded_settings().database_url.removeprefix("sqlite:///")
        copy = tmp_path / "directory.db"
        with create_engine(f"sqlite:///{source}").connect() as connection:
            connection.execute(text(f"VACUUM INTO '{copy}'"))
        settings = Settings(ROOT, tmp_path, f"sqlite:///{copy}")
        directory.use(Directory.open(settings))
        yield settings
        directory.use(None)


class TestBackToThePoint:
    async def test_small_talk_leaves_the_question_open_and_reminds_of_it_once(self) -> None:
        talk = Talk("chicago")
        await talk.say(FindServices(), "find_service", needs=["cash_benefits"])
        first = await talk.say(BotChallenge(), "bot_challenge")
        assert "My question is still there" in texts(first)
        assert "#answer:status=undocumented" in payloads(first)
        assert "My question is still there" not in texts(await talk.say(Help(), "help"))
        await talk.say(AnswerFact(), "disclose_status", people=me(status="refugee"))
        assert talk.memory.facts("me").status == "refugee"
        assert "status" in talk.memory.declined

    async def test_danger_leaves_everything_as_it_was_and_offers_the_way_back(self) -> None:
        talk = Talk("chicago")
        await talk.say(FindServices(), "find_service", needs=["cash_benefits"])
        before = talk.memory
        messages = await talk.say(Crisis(), "crisis", crisis=["violence_now"])
        assert "#again" in payloads(messages)
        assert (talk.memory.asked, talk.memory.request, talk.memory.last) == (before.asked, before.request, before.last)

    async def test_what_faro_does_with_data_is_said_at_length_once(self) -> None:
        talk = Talk("chicago")
        (long, *_) = await talk.say(Privacy(), "ask_privacy")
        (short, *_) = await talk.say(Privacy(), "ask_privacy")
        assert len(short["text"]) < len(long["text"]) / 2

    async def test_yes_to_a_question_that_wants_more_is_asked_once_more(self) -> None:
        talk = Talk("chicago")
        await talk.say(FindServices(), "find_service", needs=["cash_benefits"])
        (again,) = await talk.say(AnswerFact(), "affirm")
        assert again["text"] == "What is your situation with papers here?"
        await talk.say(AnswerFact(), "affirm")
        assert talk.memory.asked is None

    async def test_nobody_asks_whether_a_child_is_pregnant(self) -> None:
        for city in ("chicago", "malaga"):
            for need in ids("needs"):
                talk = Talk(city)
                people = [{"who": "child", "facts": {"age": 3, "minor": True}}]
                await talk.say(FindServices(), "find_service", needs=[need], who="child", people=people)
                assert (talk.memory.asked or {}).get("fact") not in ("pregnant", "work_authorised"), need


class TestPlace:
    async def test_a_shared_place_gives_distances_and_is_kept_only_in_the_memory(self) -> None:
        talk = Talk("chicago")
        await talk.say(FindServices(), "find_service", needs=["health_care"])
        talk.hints = {**talk.hints, "place": [41.86, -87.66]}
        messages = await talk.say(FindServices(), "find_service")
        distances = [card["distance_m"] for m in messages for card in (m["custom"] or {}).get("services", [])]
        assert any(distances)
        assert talk.memory.place == {"lat": 41.86, "lon": -87.66}

    async def test_near_me_without_a_place_asks_for_one_once(self) -> None:
        talk = Talk("malaga")
        first = await talk.say(FindServices(), "find_service", needs=["food"], refine=["near_me"])
        assert "I do not know where you are" in texts(first)
        again = await talk.say(FindServices(), "find_service", needs=["goods"], refine=["near_me"])
        assert "I do not know where you are" not in texts(again)


async def test_foreign_names_are_parts_of_their_own() -> None:
    messages = await Talk("malaga", "en").say(FindServices(), "find_service", needs=["food"])
    parts = messages[0]["parts"]
    assert "".join(part["text"] for part in parts) == messages[0]["text"]
    assert {part["lang"] for part in parts} == {"en", "es"}
    assert all(part["dir"] == "ltr" for part in parts)


async def test_an_answer_to_a_fear_is_introduced_by_its_own_question() -> None:
    (message, *_) = await Talk("chicago").say(AskFear(), "ask_fear", named=["ag-workplace-rights"], fears=["police"])
    told = message["text"].split("\n")
    assert told[0].endswith("?")
    assert told[1].startswith("No.")
