"""The same conversation in every messenger: what was delivered goes to the desk, and its answer comes back as messages."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from bot.channels.base import Desk, Incoming, TooFast
from bot.channels.cities import City
from bot.channels.languages import written_in
from bot.channels.messages import Answer, Message, spoken
from bot.channels.received import Received
from services_directory.wording.phrases import FALLBACK, Phrasebook

_IDLE_SECONDS = 30 * 60
_MOST_TALKS = 20_000
First = Callable[[str], Awaitable[bool]]
"""Is this so for the first time in a day?"""


@dataclass(frozen=True, slots=True)
class Manner:
    """How one messenger is spoken in.

    Attributes:
        plain: it shows no buttons; choices are numbered.
        first_words: phrase that says, once, what the companies on the way keep.
    """

    plain: bool
    first_words: str


class Languages:
    """Which language each conversation is in, for half an hour: for what is said about a message that has no words."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: OrderedDict[str, tuple[float, str]] = OrderedDict()

    def set(self, conversation: str, language: str) -> None:
        self._known.pop(conversation, None)
        self._known[conversation] = (self._clock(), language)
        while len(self._known) > _MOST_TALKS or self._idle(next(iter(self._known.values()))[0]):
            self._known.popitem(last=False)

    def get(self, conversation: str) -> str | None:
        since, language = self._known.get(conversation, (float("-inf"), None))
        return None if self._idle(since) else language

    def forget(self, conversation: str) -> None:
        self._known.pop(conversation, None)

    def _idle(self, since: float) -> bool:
        return self._clock() - since >= _IDLE_SECONDS


class Messenger:
    """Answers what a messenger delivers.

    Args:
        cities: of our numbers: number to city id, or None where people say their city themselves.
    """

    def __init__(
        self, desk: Desk, book: Phrasebook, cities: Mapping[str, City], numbers: Mapping[str, str | None], manner: Manner
    ) -> None:
        self._desk = desk
        self._book = book
        self._cities = cities
        self._numbers = numbers
        self._manner = manner
        self._languages = Languages()

    async def answer(self, received: Received, first: First) -> list[Message]:
        """The messages for one that came. Nothing where nothing is to be said."""
        conversation = await self._desk.conversation(received.channel, received.address)
        if received.kind != "text" and not received.text.strip():
            return [self._about(received, conversation)]
        try:
            answer = await self._desk.answer(self._incoming(received))
        except TooFast:
            # Once is kind; an answer to each would be as many messages as whoever floods us wants.
            slow = await first(f"slow {conversation}")
            return [self._say(received, conversation, "page_slow_down")] if slow else []
        messages = list(answer.messages)
        if received.text.strip() == "#forget":
            self._languages.forget(conversation)
        else:
            self._languages.set(conversation, answer.language)
        if received.kind != "text":
            messages.insert(0, spoken(self._book, answer.language, "messenger_only_text"))
        return await self._with_first_words(messages, answer, conversation, first)

    def urgent(self, received: Received) -> bool:
        """Does it speak of danger?"""
        return self._desk.danger(received.text, self._numbers.get(received.number)) is not None

    async def forget(self, received_channel: str, address: str) -> None:
        """End a conversation and what is known of it."""
        self._languages.forget(await self._desk.conversation(received_channel, address))
        await self._desk.forget(received_channel, address)

    def _incoming(self, received: Received) -> Incoming:
        city = self._numbers.get(received.number)
        return Incoming(
            received.channel, received.address, received.text, city, None, self._manner.plain, once=received.id or None
        )

    async def _with_first_words(
        self, messages: list[Message], answer: Answer, conversation: str, first: First
    ) -> list[Message]:
        """What others keep, said once, under the first message; not to somebody in danger, whom it would keep waiting."""
        danger = any((message.custom or {}).get("type") == "crisis" for message in messages)
        if not messages or danger or not await first(f"met {conversation}"):
            return messages
        words = spoken(self._book, messages[0].lang, self._manner.first_words).text
        return [replace(messages[0], text=f"{messages[0].text}\n\n{words}"), *messages[1:]]

    def _about(self, received: Received, conversation: str) -> Message:
        phrase = "messenger_only_text" if received.kind == "media" else "messenger_unreadable"
        return self._say(received, conversation, phrase)

    def _say(self, received: Received, conversation: str, phrase: str) -> Message:
        city = self._cities.get(self._numbers.get(received.number) or "")
        local = next((tag for tag in (city.languages if city else ()) if self._book.has(tag, phrase)), FALLBACK)
        return spoken(self._book, self._languages.get(conversation) or written_in(received.text) or local, phrase)
