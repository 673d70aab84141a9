"""What is remembered, for how long, and that nothing else is."""

from __future__ import annotations

import pytest
from rasa.core.tracker_store import FailSafeTrackerStore, create_tracker_store
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.tracker_store import MOST_EVENTS, ConversationStore, NoStore, condense
from services_directory.settings import ROOT

CANARY = "cnryZQ81"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load(str(ROOT / "domain.yml"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(domain: Domain, clock: Clock) -> ConversationStore:
    return ConversationStore(domain, clock=clock)


def talk(tracker: DialogueStateTracker, turns: int, who: str = "me") -> DialogueStateTracker:
    """Some turns, each with everything that Rasa puts into events."""
    for turn in range(turns):
        findings = {"findings": {"people": [{"who": who, "facts": {"status": CANARY}}]}}
        message = UserUttered(
            CANARY, {"name": "find_service", "confidence": 1.0}, [{"value": CANARY}], findings, metadata={"phone": CANARY}
        )
        tracker.update(message)
        tracker.update(ActionExecuted("action_find_services", policy="RulePolicy", confidence=1.0))
        tracker.update(SlotSet("city", "chicago"))
        tracker.update(SlotSet("people", {who: {"age": turn}}))
        tracker.update(BotUttered(f"services for {CANARY}", {"custom": {"x": CANARY}}))
        tracker.update(ActionExecuted("action_listen"))
    return tracker


def new(domain: Domain, id_: str = "aa") -> DialogueStateTracker:
    tracker = DialogueStateTracker(id_, domain.slots)
    tracker.update(ActionExecuted("action_session_start"))
    tracker.update(SessionStarted())
    tracker.update(ActionExecuted("action_listen"))
    return tracker


async def test_facts_and_last_turns_come_back(store: ConversationStore, domain: Domain) -> None:
    await store.save(talk(new(domain), 2))
    back = await store.retrieve("aa")
    assert back is not None
    assert back.get_slot("city") == "chicago"
    assert back.get_slot("people") == {"me": {"age": 1}}
    assert back.latest_action_name == "action_listen"
    assert [event.intent_name for event in back.events if isinstance(event, UserUttered)] == ["find_service"] * 2
    assert store.slots("aa") == {"city": "chicago", "people": {"me": {"age": 1}}}


async def test_no_text_no_findings_no_answers_are_kept(store: ConversationStore, domain: Domain) -> None:
    await store.save(talk(new(domain), 3))
    kept = store._conversations["aa"].events
    assert CANARY not in repr([event.as_dict() for event in kept])
    assert CANARY not in repr([vars(event) for event in kept])
    assert not any(isinstance(event, BotUttered) for event in kept)


async def test_a_long_talk_costs_no_more_than_a_short_one(store: ConversationStore, domain: Domain) -> None:
    tracker = new(domain)
    counts = []
    for turn in range(200):
        await store.save(talk(tracker, 1))
        back = await store.retrieve("aa")
        assert back is not None
        tracker = back
        counts.append(len(tracker.events))
        assert tracker.get_slot("city") == "chicago", turn
    assert max(counts) <= MOST_EVENTS
    assert counts[10] == counts[199]


def test_many_slots_are_never_cut(domain: Domain) -> None:
    tracker = talk(DialogueStateTracker("aa", [*domain.slots, *(AnySlot(f"s{n}", [{}]) for n in range(40))]), 5)
    for number in range(40):
        tracker.update(SlotSet(f"s{number}", number))
    kept = condense(tracker)
    assert sum(isinstance(event, SlotSet) for event in kept) == 42


async def test_silence_ends_a_conversation(store: ConversationStore, domain: Domain, clock: Clock) -> None:
    await store.save(talk(new(domain), 1))
    clock.now = 30 * 60 - 1
    assert await store.retrieve("aa") is not None
    clock.now = 30 * 60
    assert await store.retrieve("aa") is None
    assert store.slots("aa") == {}


async def test_a_sweep_forgets_who_never_comes_back(store: ConversationStore, domain: Domain, clock: Clock) -> None:
    await store.save(talk(new(domain, "aa"), 1))
    clock.now = 20 * 60
    await store.save(talk(new(domain, "bb"), 1))
    clock.now = 30 * 60
    assert store.sweep() == 1
    assert list(await store.keys()) == ["bb"]


async def test_deleting_is_at_once(store: ConversationStore, domain: Domain) -> None:
    await store.save(talk(new(domain), 1))
    assert store.delete("aa") is True
    assert store.delete("aa") is False
    assert await store.retrieve("aa") is None
    assert len(store) == 0


async def test_the_number_of_conversations_is_bounded(domain: Domain, clock: Clock) -> None:
    store = ConversationStore(domain, most_conversations=3, clock=clock)
    for id_ in ("aa", "bb", "cc"):
        await store.save(talk(new(domain, id_), 1))
    await store.save(talk(new(domain, "aa"), 1))
    await store.save(talk(new(domain, "dd"), 1))
    assert list(await store.keys()) == ["cc", "aa", "dd"]


class Unkeepable(DialogueStateTracker):
    """A tracker that cannot be saved, with a text in the error."""

    @property
    def slots(self):
        raise RuntimeError(CANARY)

    @slots.setter
    def slots(self, value):
        pass


async def test_what_cannot_be_saved_is_forgotten_and_nowhere_else(
    store: ConversationStore, domain: Domain, caplog: pytest.LogCaptureFixture
) -> None:
    await store.save(talk(new(domain), 1))
    wrapped = FailSafeTrackerStore(store, fallback_tracker_store=NoStore(domain))
    broken = object.__new__(Unkeepable)
    broken.sender_id = "aa"
    await wrapped.save(broken)
    assert store.failures == 1
    assert await wrapped.retrieve("aa") is None
    assert await wrapped.fallback_tracker_store.retrieve("aa") is None
    assert CANARY not in caplog.text


async def test_nothing_is_kept_by_the_store_that_stands_for_rasas_copy(domain: Domain) -> None:
    nowhere = NoStore(domain)
    await nowhere.save(talk(new(domain), 1))
    assert await nowhere.retrieve("aa") is None
    assert list(await nowhere.keys()) == []


def test_rasa_loads_it_by_its_dotted_path(domain: Domain) -> None:
    endpoint = EndpointConfig(type="bot.tracker_store.ConversationStore", idle_minutes=5, most_events=12)
    store = create_tracker_store(endpoint, domain)
    assert type(store) is ConversationStore
    assert store._idle_seconds == 300


def test_it_refuses_an_event_broker(domain: Domain) -> None:
    with pytest.raises(ValueError, match="never streamed"):
        ConversationStore(domain, event_broker=object())  # type: ignore[arg-type]
