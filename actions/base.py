"""What all actions share: take the message in, answer, remember; and say plainly when something is broken."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.answers import NUMBERS
from actions.directory import DirectoryGone
from actions.messages import Button, Message, lines, say
from actions.turn import Turn

SECONDS = 8.0
# Every action is a whole answer: saying so here spares Rasa from asking all policies once more (2 of 6 ms).
LISTEN = "action_listen"
logger = logging.getLogger(__name__)


class FaroAction(Action, ABC):
    """An action that answers a turn. Its answer is made in a thread, so that a slow directory keeps nobody else waiting."""

    action_name = ""

    def name(self) -> str:
        """The name by which rules and policies call it."""
        return self.action_name

    @abstractmethod
    def answer(self, turn: Turn) -> list[Message]:
        """The messages to send. It may change the turn's memory."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Answer, and give the events that change what is remembered."""
        turn = Turn.of(tracker)
        memory, plain, lang = turn.memory, turn.plain, turn.memory.lang
        messages = await self._answer(turn)
        options = [option for message in messages for option in message.buttons]
        counted = memory.asked is None or memory.asked["fact"] not in NUMBERS
        offers = counted and turn.intent != "forget_me"  # of a talk that is forgotten nothing is left to choose from
        memory.offered = [option["payload"] for option in options] if offers else []
        if options and plain:
            messages.append(_numbered(options, lang) if counted else _named(options, lang))
        for message in messages:
            message.send(dispatcher, lang, plain)
        return [*memory.changes(), FollowupAction(LISTEN)]

    async def _answer(self, turn: Turn) -> list[Message]:
        try:
            return await asyncio.wait_for(asyncio.to_thread(self.answer, turn), SECONDS)
        except Exception as error:
            _log(error)
            return [Message(say(turn.memory.lang, "trouble_directory" if _of_directory(error) else "trouble_inside"))]


def _numbered(options: list[Button], lang: str) -> Message:
    """The buttons as a list, for a channel that shows none: the person writes a number."""
    titles = (f"{number}. {option['title']}" for number, option in enumerate(options, 1))
    return Message(lines(say(lang, "options"), *titles))


def _named(options: list[Button], lang: str) -> Message:
    """The same without numbers, where a number is the answer to the question."""
    return Message(lines(say(lang, "options_in_words"), *(f"· {option['title']}" for option in options)))


def _of_directory(error: Exception) -> bool:
    return isinstance(error, DirectoryGone | TimeoutError) or type(error).__module__.startswith("sqlalchemy")


def _log(error: Exception) -> None:
    """Type and place of an error, never its words."""
    bare = type(type(error).__name__, (Exception,), {})().with_traceback(error.__traceback__)
    logger.error("an action failed", exc_info=(type(bare), bare, error.__traceback__))
