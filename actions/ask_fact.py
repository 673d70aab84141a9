"""A fact was said, an open question was answered, or facts turned out to be somebody else's."""

from __future__ import annotations

from actions.base import FaroAction
from actions.finding import find
from actions.messages import Message, need_buttons, say
from actions.needs import COMMON
from actions.questions import repeat_simply
from actions.turn import Turn

_YES_NO = frozenset({"affirm", "deny"})


class AnswerFact(FaroAction):
    """Answers the request anew, knowing more; where nothing new was said or nothing is looked for, asks what is needed."""

    action_name = "action_answer_fact"

    def answer(self, turn: Turn) -> list[Message]:
        memory, lang = turn.memory, turn.memory.lang
        if turn.intent == "affirm" and memory.request.refine and not memory.last:
            memory.request.refine = []
            return find(turn)
        if turn.unanswered:
            return [repeat_simply(memory)]
        said_nothing = turn.intent in _YES_NO and not (turn.learned or turn.renewed or turn.skipped)
        if memory.request and not said_nothing:
            return find(turn)
        said = say(lang, "noted" if turn.learned else "ask_else")
        return [Message(said, need_buttons(lang, COMMON))]
