"""Requests of the front door: checked, in turn, never more at once than there is room for, and every trouble a code."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot import turns
from bot.tracker_store import ConversationStore
from bot.turns import Turns
from services_directory.wording.phrases import Phrasebook

BOOK = Phrasebook.load()
CANARY = "cnryZQ81"
ID = "ab" * 16


class Quiet:
    """A mind that says what it was given, as slowly as a test wants."""

    def __init__(self) -> None:
        self.store = ConversationStore()
        self.parsed: list[tuple[str, dict[str, Any]]] = []
        self.heard: list[dict[str, Any]] = []
        self.answered: list[tuple[str, str]] = []
        self.intent: str | None = "find_service"
        self.wait = 0.0
        self.messages: list[dict[str, Any]] = [{"text": "hello", "lang": "en"}]
        self.under_way = 0
        self.most = 0

    async def parse(self, text: str, about: dict[str, Any]) -> dict[str, Any]:
        self.parsed.append((text, about))
        return {"intent": {"name": self.intent, "confidence": 0.9}, "findings": {"language": "en", "needs": ["food"]}}

    async def hear(self, message: dict[str, Any], slots: dict[str, Any]) -> dict[str, Any]:
        self.heard.append(message)
        return {"intent": message["intent"], "findings": {**message["findings"], "answer_in": "es"}}

    async def answer(self, conversation: str, intent: dict[str, Any], findings: dict[str, Any]) -> list[dict[str, Any]]:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        self.answered.append((conversation, intent["name"]))
        await asyncio.sleep(self.wait)
        self.under_way -= 1
        return self.messages


@pytest.fixture
def mind() -> Quiet:
    return Quiet()


@pytest.fixture
def served(mind: Quiet) -> Turns:
    return Turns(mind, BOOK)


def message(n: int = 1, text: str = "I need food", conversation: str = ID, **more: Any) -> dict[str, Any]:
    return {
        "n": n,
        "do": "message",
        "conversation": conversation,
        "text": text,
        "city": None,
        "language": None,
        "plain": False,
        **more,
    }


async def test_a_message_is_read_heard_and_answered(served: Turns, mind: Quiet) -> None:
    answer = await served.handle(message(7, city="malaga", language="es"))
    assert answer == {"n": 7, "messages": [{"text": "hello", "lang": "en"}], "language": "es", "city": None, "needs": ["food"]}
    assert mind.parsed[0][1]["city"] == "malaga"
    assert mind.heard[0]["hints"] == {"city": "malaga", "language": "es", "plain": False}
    assert mind.answered == [(ID, "find_service")]


async def test_a_button_is_read_without_the_model(served: Turns, mind: Quiet) -> None:
    await served.handle(message(text="#skip"))
    assert mind.parsed == []
    assert mind.answered == [(ID, "skip")]


@pytest.mark.parametrize("text", ["/restart", "/forget_me", '/greet{"city":"x"}', "//help"])
async def test_a_slash_is_only_a_text(served: Turns, mind: Quiet, text: str) -> None:
    await served.handle(message(text=text))
    assert not mind.parsed[0][0].startswith("/")


@pytest.mark.parametrize("text", ["/", " // / "])
async def test_nothing_but_slashes_is_not_understood(served: Turns, mind: Quiet, text: str) -> None:
    await served.handle(message(text=text))
    assert mind.parsed == []
    assert mind.answered == [(ID, "nlu_fallback")]


@pytest.mark.parametrize("intent", ["restart", "session_start", "back", None, "made_up"])
async def test_rasas_own_intents_cannot_be_reached(served: Turns, mind: Quiet, intent: str | None) -> None:
    mind.intent = intent
    await served.handle(message())
    assert mind.answered == [(ID, "nlu_fallback")]


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        (message(text=""), "bad_request"),
        (message(text="   "), "bad_request"),
        (message(text=None), "bad_request"),
        (message(text=["a"]), "bad_request"),
        (message(text="x" * 1001), "too_long"),
        (message(conversation=""), "bad_request"),
        (message(conversation="+34600000000"), "bad_request"),
        (message(conversation=5), "bad_request"),
        (message(city="Málaga; DROP"), "bad_request"),
        (message(city=3), "bad_request"),
        (message(language=3), "bad_request"),
        ({"n": 1}, "bad_request"),
        ({"n": 1, "do": "restart"}, "bad_request"),
        ({"n": 1, "do": "forget"}, "bad_request"),
        ({"n": 1, "do": "understand", "text": ""}, "bad_request"),
    ],
)
async def test_what_is_wrong_gets_a_code_and_is_not_handed_on(
    served: Turns, mind: Quiet, request_: dict[str, Any], error: str
) -> None:
    assert await served.handle(request_) == {"n": 1, "error": error}
    assert mind.answered == []


@pytest.mark.parametrize("request_", [None, [], "x", 5, {}, {"n": "1"}, {"n": True}, {"do": "ping"}])
async def test_a_request_without_a_number_is_refused(served: Turns, request_: object) -> None:
    assert await served.handle(request_) == {"n": None, "error": "bad_request"}


async def test_a_thousand_characters_are_read(served: Turns) -> None:
    assert "messages" in await served.handle(message(text="x" * 1000))


async def test_an_unknown_language_is_no_hint(served: Turns, mind: Quiet) -> None:
    await served.handle(message(language="tlh"))
    assert mind.heard[0]["hints"]["language"] is None


async def test_turns_of_one_conversation_never_overlap_those_of_others_do(served: Turns, mind: Quiet) -> None:
    mind.wait = 0.02
    await asyncio.gather(*(served.handle(message(n)) for n in range(3)))
    assert mind.most == 1
    await asyncio.gather(*(served.handle(message(n, conversation=f"{n:032x}")) for n in range(3)))
    assert mind.most == 3


async def test_too_many_at_once_are_told_so(served: Turns, mind: Quiet, monkeypatch: pytest.MonkeyPatch) -> None:
    mind.wait = 0.02
    one = await asyncio.gather(*(served.handle(message(n)) for n in range(turns.MOST_OF_ONE + 2)))
    assert [answer.get("error") for answer in one].count("busy") == 2
    monkeypatch.setattr(turns, "MOST_OPEN", 3)
    many = await asyncio.gather(*(served.handle(message(n, conversation=f"{n:032x}")) for n in range(5)))
    assert [answer.get("error") for answer in many].count("busy") == 2
    assert "messages" in await served.handle(message())
    assert served._locks == {}


async def test_what_takes_too_long_or_fails_is_internal_and_says_nothing_of_the_text(
    mind: Quiet, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    slow = Turns(mind, BOOK, seconds=0.01)
    mind.wait = 1.0
    assert await slow.handle(message()) == {"n": 1, "error": "internal"}

    async def fails(text: str, about: dict[str, Any]) -> dict[str, Any]:
        raise ValueError(text)

    mind.parse = fails  # type: ignore[method-assign]
    assert await slow.handle(message(text=CANARY)) == {"n": 1, "error": "internal"}
    printed = capsys.readouterr()
    assert CANARY not in printed.out + printed.err + caplog.text
    assert slow._locks == {}


async def test_no_message_is_ever_left_without_an_answer(served: Turns, mind: Quiet) -> None:
    mind.messages = []
    answer = await served.handle(message())
    assert answer["messages"][0]["text"] == BOOK.say("es", "utter_trouble")


async def test_a_number_chooses_what_was_offered(served: Turns, mind: Quiet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mind.store, "slots", lambda conversation: {"offered": ["#more", "#skip"], "city": "malaga"})
    answer = await served.handle(message(text="2"))
    assert mind.answered == [(ID, "skip")]
    assert answer["city"] == "malaga"
    await served.handle(message(text="3"))
    assert mind.parsed[0][0] == "3"
    assert mind.parsed[0][1]["city"] == "malaga"


async def test_forgetting_deletes_the_conversation(served: Turns, mind: Quiet, monkeypatch: pytest.MonkeyPatch) -> None:
    deleted: list[str] = []
    monkeypatch.setattr(mind.store, "delete", deleted.append)
    assert await served.handle({"n": 3, "do": "forget", "conversation": ID}) == {"n": 3, "forgotten": True}
    await served.handle(message(text="#forget"))
    assert deleted == [ID, ID]


async def test_understanding_reads_commands_as_texts_and_keeps_nothing(served: Turns, mind: Quiet) -> None:
    answer = await served.handle({"n": 2, "do": "understand", "text": "#skip", "city": "malaga", "id": "row-1"})
    assert answer == {"n": 2, "id": "row-1", "language": "en", "needs": ["food"]}
    assert mind.answered == []


async def test_ping(served: Turns) -> None:
    assert await served.handle({"n": 0, "do": "ping"}) == {"n": 0, "ready": True}


async def test_a_message_that_comes_again_is_answered_once_and_so_again(served: Turns, mind: Quiet) -> None:
    mind.store.keep(ID, [])
    first = await served.handle(message(1, once="0a"))
    again = await served.handle(message(2, once="0a"))
    assert {**again, "n": 1} == first
    assert len(mind.answered) == 1
    await served.handle(message(3, once="0b"))
    assert len(mind.answered) == 2


@pytest.mark.parametrize("once", [7, "not hex", "0" * 65])
async def test_what_is_no_id_of_a_message_is_refused(served: Turns, once: object) -> None:
    assert (await served.handle(message(once=once)))["error"] == "bad_request"
