"""A fact was said, an open question was answered, or facts turned out to be somebody else's."""

from __future__ import annotations

from actions.base import FaroAction
from actions.finding import find
from actions.messages import Message, need_buttons, say
from actions.needs import COMMON
from actions.turn import Turn


class AnswerFact(FaroAction):
    """Answers the request anew, knowing more; without a request, takes note and asks what is needed."""

    action_name = "action_answer_fact"

    def answer(self, turn: Turn) -> list[Message]:
        if turn.memory.request:
            return find(turn)
        lang = turn.memory.lang
        said = say(lang, "noted" if turn.learned else "ask_need")
        return [Message(said, need_buttons(lang, COMMON))]
