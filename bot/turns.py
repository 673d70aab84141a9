"""One request of the front door: checked, understood, answered. Whatever is wrong with it becomes a code."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Protocol

from bot import commands
from bot.privacy.logs import describe, report
from bot.refused import Refused
from bot.understanding.choices import chosen_number
from services_directory.vocabulary import id_set
from services_directory.wording.direction import direction
from services_directory.wording.phrases import FALLBACK, Phrasebook

if TYPE_CHECKING:
    from bot.tracker_store import ConversationStore, Talk

LONGEST = 1000  # characters
MOST_OPEN = 64  # turns that may be under way or waiting in all
MOST_OF_ONE = 4  # and of one conversation
MOST_LIKELY = 5  # other intents that a message could have had
SECONDS = 9.0
NOT_UNDERSTOOD = "nlu_fallback"
_CONVERSATION = re.compile(r"[0-9a-f]{8,128}")
_ONCE = re.compile(r"[0-9a-f]{0,64}")
_CITY = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}")
_MOST_DEGREES = (90, 180)
Request = dict[str, Any]


class Mind(Protocol):
    """What a turn needs of the assistant."""

    store: ConversationStore

    async def parse(self, text: str, about: dict[str, Any]) -> dict[str, Any]:
        """Parse data of a text."""

    async def hear(self, message: dict[str, Any], slots: dict[str, Any]) -> dict[str, Any]:
        """Intent and findings in the light of the talk."""

    async def answer(self, conversation: str, intent: dict[str, Any], findings: dict[str, Any]) -> list[dict[str, Any]]:
        """Messages."""


class Turns:
    """Answers requests; turns of one conversation one after the other, those of others meanwhile."""

    def __init__(self, mind: Mind, book: Phrasebook, seconds: float = SECONDS) -> None:
        self._mind = mind
        self._book = book
        self._seconds = seconds
        self._open = 0
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}

    async def handle(self, request: object) -> dict[str, Any]:
        """The answer to a request, with its number; or `{"n", "error"}`. Never raises but when it is cancelled."""
        number = request.get("n") if isinstance(request, dict) else None
        if not isinstance(number, int) or isinstance(number, bool):
            return {"n": None, "error": "bad_request"}
        try:
            async with asyncio.timeout(self._seconds):
                return {"n": number, **await self._do(request)}  # type: ignore[arg-type]
        except Refused as refused:
            return {"n": number, "error": refused.code}
        except Exception as error:
            report("turn.failed", level="ERROR", **describe(error))
            return {"n": number, "error": "internal"}

    async def _do(self, request: Request) -> dict[str, Any]:
        do = request.get("do")
        if do == "message":
            return await self._message(request)
        if do == "understand":
            return await self._understand(request)
        if do == "forget":
            conversation = _conversation(request)
            async with self._turn_of(conversation), self._mind.store.turn(conversation, _once(request)) as talk:
                talk.forgotten = True
            return {"forgotten": True}
        if do == "ping":
            return {"ready": True}
        raise Refused("bad_request")

    async def _message(self, request: Request) -> dict[str, Any]:
        conversation, text, hints, once = _conversation(request), _text(request), _hints(request), _once(request)
        async with self._turn_of(conversation), self._mind.store.turn(conversation, once) as talk:
            if talk.said is None:
                talk.new = await self._answer(conversation, text, hints, talk)
        return dict(talk.said or talk.new or {})

    async def _answer(self, conversation: str, text: str, hints: dict[str, Any], talk: Talk) -> dict[str, Any]:
        slots = self._mind.store.slots(conversation)
        text = _chosen(text, slots)  # from here on it is as if the button had been touched
        read = await self._read(text, {**hints, **_known(slots)})
        heard = await self._mind.hear({"text": text, "hints": hints, **read}, slots)
        intent, findings = heard["intent"], heard["findings"]
        messages = await self._mind.answer(conversation, intent, findings)
        lang = str(findings.get("answer_in") or FALLBACK)
        if not messages:
            messages = [{"text": self._book.say(lang, "utter_trouble"), "lang": lang, "dir": direction(lang)}]
        city = self._mind.store.slots(conversation).get("city")
        talk.forgotten = intent["name"] == "forget_me"
        return {"messages": messages, "language": lang, "city": city, "needs": list(findings.get("needs") or ())}

    async def _understand(self, request: Request) -> dict[str, Any]:
        text, city = _text(request), _hints(request)["city"]
        async with self._turn_of(None):
            read = await self._read(text, {"city": city}, with_commands=False)
        read["findings"].pop("likely_intents", None)
        return {"id": request.get("id"), **read["findings"]}

    async def _read(self, text: str, about: dict[str, Any], with_commands: bool = True) -> dict[str, Any]:
        """Intent and findings: of a button's command, or of a text. A text that begins with a slash is only a text."""
        command = commands.read(text) if with_commands else None
        if command is not None:
            return {"intent": {"name": command[0], "confidence": 1.0}, "findings": dict(command[1])}
        words = text.lstrip("/ ")
        if not words:
            return {"intent": {"name": NOT_UNDERSTOOD, "confidence": 1.0}, "findings": {}}
        parsed = await self._mind.parse(words, about)
        name = parsed["intent"].get("name")
        intent = {
            # Rasa has intents of its own (restart, back, session_start) that no text may reach.
            "name": name if name in id_set("intents") else NOT_UNDERSTOOD,
            "confidence": float(parsed["intent"].get("confidence") or 0.0),
        }
        likely = [other["name"] for other in parsed.get("intent_ranking") or [] if other["name"] != name]
        return {"intent": intent, "findings": {**(parsed.get("findings") or {}), "likely_intents": likely[:MOST_LIKELY]}}

    @asynccontextmanager
    async def _turn_of(self, conversation: str | None) -> AsyncIterator[None]:
        """Wait for this conversation's turn.

        Raises:
            Refused: busy, when too many wait already.
        """
        if self._open >= MOST_OPEN:
            raise Refused("busy")
        self._open += 1
        try:
            if conversation is None:
                yield
            else:
                async with self._alone(conversation):
                    yield
        finally:
            self._open -= 1

    @asynccontextmanager
    async def _alone(self, conversation: str) -> AsyncIterator[None]:
        lock, waiting = self._locks.get(conversation, (asyncio.Lock(), 0))
        if waiting >= MOST_OF_ONE:
            raise Refused("busy")
        self._locks[conversation] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            left = self._locks[conversation][1] - 1
            if left:
                self._locks[conversation] = (lock, left)
            else:
                del self._locks[conversation]


def _conversation(request: Request) -> str:
    conversation = request.get("conversation")
    if not isinstance(conversation, str) or not _CONVERSATION.fullmatch(conversation):
        raise Refused("bad_request")
    return conversation


def _once(request: Request) -> str:
    """Id of the message: the same message sent again has the same one. None is given where nothing is sent again."""
    once = request.get("once") or ""
    if not isinstance(once, str) or not _ONCE.fullmatch(once):
        raise Refused("bad_request")
    return once or secrets.token_hex(8)


def _text(request: Request) -> str:
    text = request.get("text")
    if not isinstance(text, str) or not text.strip():
        raise Refused("bad_request")
    if len(text) > LONGEST:
        raise Refused("too_long")
    return text.strip()


def _hints(request: Request) -> dict[str, Any]:
    """City, language, plainness and a place that was shared, as the channel has them."""
    city, language = request.get("city"), request.get("language")
    if not (city is None or (isinstance(city, str) and _CITY.fullmatch(city))):
        raise Refused("bad_request")
    if not (language is None or isinstance(language, str)):
        raise Refused("bad_request")
    known = language if language in id_set("languages") else None
    place = {"place": _place(request["place"])} if request.get("place") is not None else {}
    return {"city": city, "language": known, "plain": bool(request.get("plain")), **place}


def _place(place: object) -> list[float]:
    """Latitude and longitude in degrees."""
    if not isinstance(place, list) or len(place) != len(_MOST_DEGREES):
        raise Refused("bad_request")
    for value, most in zip(place, _MOST_DEGREES, strict=True):
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= most:
            raise Refused("bad_request")
    return [float(value) for value in place]


def _known(slots: dict[str, Any]) -> dict[str, Any]:
    """City and language that the conversation has already."""
    return {name: slots[name] for name in ("city", "language") if slots.get(name)}


def _chosen(text: str, slots: dict[str, Any]) -> str:
    """The command behind a number that was offered; else the text itself."""
    offered = slots.get("offered") or []
    number = chosen_number(text)
    return str(offered[number - 1]) if number and number <= len(offered) else text
