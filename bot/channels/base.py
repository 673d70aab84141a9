"""The one order in which every channel handles a message: drop the address, redact, hand over to a worker, send.

Behind this file nobody knows an address or a text as it was written. What a worker cannot answer is answered here: danger from
words alone, everything else by a plain sentence.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot import commands
from bot.channels.cities import City
from bot.channels.emergency import Emergency
from bot.channels.languages import written_in
from bot.channels.messages import Answer, Message, from_worker, spoken
from bot.privacy.counting import Counts
from bot.privacy.logs import describe, report
from bot.worker_client import WorkerClient, WorkerTrouble
from services_directory.vocabulary import id_set
from services_directory.wording.phrases import FALLBACK, Phrasebook

LONGEST = 1000  # characters; more is answered kindly, not read
_PLACE_DECIMALS = 3
Redact = Callable[[str, str | None], str]
"""Text and the language it may be in -> the same without names, numbers and addresses of people."""

_SAID_OF = {"busy": "page_busy", "too_long": "page_too_long"}


class TooFast(Exception):
    """A sender writes faster than anybody can. `seconds` until the next turn."""

    def __init__(self, seconds: float) -> None:
        super().__init__("too fast")
        self.seconds = seconds


class Limiter(Protocol):
    """Turns for each conversation."""

    def wait(self, sender: str) -> float:
        """Take a turn: 0.0, or seconds until there is one."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message as a channel received it.

    Attributes:
        channel: `rest`, `web`, …
        address: who sent it, in the words of the channel; ends here.
        city, language: what the channel knows (ids of ours).
        plain: the channel shows neither buttons nor cards.
        place: latitude and longitude in degrees that the person shared; about 100 m of it go on, the rest ends here.
        once: the channel's id of the message, the same when it comes again; the same answer is given then.
    """

    channel: str
    address: str
    text: str
    city: str | None = None
    language: str | None = None
    plain: bool = False
    place: tuple[float, float] | None = None
    once: str | None = None


class Ids(Protocol):
    """Addresses become conversation ids (`ConversationIds`, or `SharedIds` where several servers share conversations)."""

    async def find(self, channel: str, address: str) -> str:
        """The conversation id of an address in a channel."""

    def sweep(self) -> None:
        """Forget ids that have been idle for half an hour."""


class Desk:
    """Takes messages from all channels of a process and gives back what to send."""

    def __init__(
        self,
        workers: WorkerClient,
        ids: Ids,
        redact: Redact,
        emergency: Emergency,
        book: Phrasebook,
        cities: Mapping[str, City],
        limiter: Limiter,
    ) -> None:
        self.counts = Counts()
        self._workers = workers
        self._ids = ids
        self._redact = redact
        self._emergency = emergency
        self._book = book
        self._cities = cities
        self._limiter = limiter

    async def answer(self, incoming: Incoming) -> Answer:
        """Answer one message.

        Raises:
            TooFast: the sender has no turn left, and the text speaks of no danger.
        """
        started = time.monotonic()
        conversation = await self._ids.find(incoming.channel, incoming.address)
        wait = self._limiter.wait(conversation)
        if wait or len(incoming.text) > LONGEST:
            self.counts.turn("too_fast" if wait else "too_long", time.monotonic() - started)
            return self._unread(incoming, wait)
        try:
            text = self._cleaned(incoming)
        except Exception as error:  # a text that cannot be redacted goes no further, but danger in it is answered
            report("channel.redaction", level="ERROR", **describe(error))
            return self._without_worker(incoming, "", "internal", started)
        if not text:
            self.counts.turn("empty", time.monotonic() - started)
            return self._said(incoming, "page_said_nothing")
        return await self._asked(incoming, conversation, text, started)

    async def _asked(self, incoming: Incoming, conversation: str, text: str, started: float) -> Answer:
        """What a worker answers; without one, what is said here."""
        try:
            place, once = _roughly(incoming.place), _once(conversation, incoming.once)
            found = await self._workers.message(
                conversation, text, incoming.city, incoming.language, incoming.plain, place=place, once=once
            )
            answer = Answer([from_worker(one) for one in found["messages"]], str(found["language"]), text)
            needs = [need for need in found.get("needs") or () if need in id_set("needs")]
            self.counts.turn("answered", time.monotonic() - started, answer.language, needs)
            return answer
        except WorkerTrouble as trouble:
            code = trouble.code
        except (LookupError, TypeError, AttributeError) as error:
            report("channel.answer", level="ERROR", **describe(error))
            code = "internal"
        return self._without_worker(incoming, text, code, started)

    async def conversation(self, channel: str, address: str) -> str:
        """The conversation id of an address."""
        return await self._ids.find(channel, address)

    def danger(self, text: str, city: str | None) -> Message | None:
        """What the front door itself says where the words of a text speak of danger."""
        return self._emergency.answer(text[:LONGEST], city, FALLBACK)

    async def forget(self, channel: str, address: str) -> bool:
        """Let the workers forget a conversation. True when they have."""
        return await self._workers.forget(await self._ids.find(channel, address))

    def prepare(self) -> None:
        """Read now what is needed when no worker answers, so that a mistake in it shows at the start and not in danger.

        Raises:
            ValueError: a lexicon or a phrase is broken; it is named.
        """
        self._emergency.answer("", None, FALLBACK)
        written_in("")
        self._redact("a", None)  # its patterns take half a second to be read, in which nobody else would be answered

    async def ready(self) -> bool:
        """Does a worker answer?"""
        return await self._workers.ready()

    def _cleaned(self, incoming: Incoming) -> str:
        """The text as it may go on: readable, redacted; a button's command as it is."""
        text = incoming.text.encode("utf-8", "replace").decode().replace("\0", "").strip()
        # Ids of services have digits that would be taken for a phone number.
        return text if commands.read(text) else self._redact(text, incoming.language).strip()

    def _unread(self, incoming: Incoming, wait: float) -> Answer:
        """Too long or too fast: only its beginning and end are looked at, for danger."""
        for part in (incoming.text[:LONGEST], incoming.text[-LONGEST:]):
            danger = self._emergency.answer(part, incoming.city, self._language(incoming))
            if danger is not None:
                return Answer([danger], danger.lang)
        if wait:
            raise TooFast(wait)
        return self._said(incoming, "page_too_long")

    def _without_worker(self, incoming: Incoming, text: str, code: str, started: float) -> Answer:
        self.counts.turn(code, time.monotonic() - started)
        report("channel.worker", level="WARNING", code=code)
        danger = self._emergency.answer(incoming.text, incoming.city, self._language(incoming))
        if danger is not None:
            return Answer([danger], danger.lang, text)
        return self._said(incoming, _SAID_OF.get(code, "page_not_now"), text)

    def _said(self, incoming: Incoming, phrase: str, text: str = "") -> Answer:
        message = spoken(self._book, self._language(incoming), phrase)
        return Answer([message], message.lang, text)

    def _language(self, incoming: Incoming) -> str:
        """The language of what the front door says itself: by plain words, as hinted, the city's, English."""
        seen = written_in(incoming.text[:LONGEST]) or incoming.language
        city = self._cities.get(incoming.city or "")
        known = (tag for tag in (city.languages if city else ()) if self._book.has(tag, "page_not_now"))
        return seen or next(known, FALLBACK)


def _roughly(place: tuple[float, float] | None) -> tuple[float, float] | None:
    """A place to three decimals of a degree: enough to say what is near, too little to say which door."""
    return None if place is None else (round(place[0], _PLACE_DECIMALS), round(place[1], _PLACE_DECIMALS))


def _once(conversation: str, message: str | None) -> str:
    """The message's id without what its channel writes into it (WhatsApp's holds the number); random where it has none."""
    if message is None:
        return secrets.token_hex(16)
    return hashlib.blake2b(message.encode("utf-8", "replace"), key=conversation.encode(), digest_size=16).hexdigest()
