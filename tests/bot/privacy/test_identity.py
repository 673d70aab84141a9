"""Addresses become ids that cannot be linked across days, and a talk is not cut by midnight."""

from __future__ import annotations

import gc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.identity import DAY_SECONDS, IDLE_SECONDS, OVERLAP_SECONDS, ConversationIds

PHONE = "+19995550142"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def conversations(clock: Clock) -> ConversationIds:
    return ConversationIds(clock)


def test_the_same_address_keeps_its_id_within_a_day(conversations: ConversationIds, clock: Clock) -> None:
    first = conversations.of("whatsapp", PHONE)
    clock.now += DAY_SECONDS - 1
    assert conversations.of("whatsapp", PHONE) == first
    assert len(first) == 32
    assert int(first, 16) >= 0


def test_channels_and_processes_do_not_share_ids(conversations: ConversationIds, clock: Clock) -> None:
    assert conversations.of("whatsapp", PHONE) != conversations.of("rest", PHONE)
    assert conversations.of("whatsapp", PHONE) != ConversationIds(clock).of("whatsapp", PHONE)


def test_an_idle_address_gets_a_new_id_the_next_day(conversations: ConversationIds, clock: Clock) -> None:
    first = conversations.of("web", PHONE)
    clock.now += DAY_SECONDS + 1
    assert conversations.of("web", PHONE) != first


def test_a_talk_over_the_renewal_goes_on(conversations: ConversationIds, clock: Clock) -> None:
    clock.now += DAY_SECONDS - 60
    before = conversations.of("web", PHONE)
    clock.now += 120
    assert conversations.of("web", PHONE) == before
    clock.now += IDLE_SECONDS - 1
    assert conversations.of("web", PHONE) == before
    clock.now += IDLE_SECONDS
    assert conversations.of("web", PHONE) != before


def test_no_talk_keeps_the_old_key_for_longer_than_the_overlap(conversations: ConversationIds, clock: Clock) -> None:
    clock.now += DAY_SECONDS - 60
    before = conversations.of("web", PHONE)
    for _ in range(int((OVERLAP_SECONDS + 600) / 600)):
        clock.now += 600
        last = conversations.of("web", PHONE)
    assert last != before


def test_after_a_sweep_neither_old_keys_nor_idle_ids_remain(conversations: ConversationIds, clock: Clock) -> None:
    old_id = conversations.of("web", PHONE)
    old_key = conversations._now
    clock.now += DAY_SECONDS + OVERLAP_SECONDS
    conversations.sweep()
    conversations.sweep()
    assert bytes(old_key.secret) == bytes(32)
    gc.collect()
    assert bytes.fromhex(old_id) not in conversations._now.seen
    assert conversations._before is None


@pytest.mark.parametrize("address", ["", "x" * 513])
def test_what_is_no_address_is_refused_and_not_named(conversations: ConversationIds, address: str) -> None:
    with pytest.raises(ValueError, match="1 to 512") as refused:
        conversations.of("web", address)
    assert "xxx" not in str(refused.value)


@given(st.lists(st.text(min_size=1, max_size=40), min_size=2, max_size=30, unique=True))
def test_different_addresses_get_different_ids(addresses: list[str]) -> None:
    conversations = ConversationIds()
    assert len({conversations.of("web", address) for address in addresses}) == len(addresses)
