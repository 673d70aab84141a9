"""Forgetting, at once and whole."""

from __future__ import annotations

from actions.base import FaroAction
from actions.messages import Message, need_buttons, say
from actions.needs import COMMON
from actions.turn import Turn


class ForgetMe(FaroAction):
    """`forget_me`: empties the memory, and says so in the language of the talk. The worker then drops the conversation."""

    action_name = "action_forget_me"

    def answer(self, turn: Turn) -> list[Message]:
        lang = turn.memory.lang
        turn.memory.empty()
        return [Message(say(lang, "forgotten"), need_buttons(lang, COMMON[:3]))]
