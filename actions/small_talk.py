"""Short answers that lead back to the point. Their words are responses of the domain, said by the generator."""

from __future__ import annotations

from actions.base import FaroAction
from actions.messages import Message, need_buttons, phrase_button
from actions.needs import COMMON
from actions.turn import Turn


class Greet(FaroAction):
    """`greet`"""

    action_name = "action_greet"

    def answer(self, turn: Turn) -> list[Message]:
        return [_with_needs("utter_greet", turn)]


class Help(FaroAction):
    """`help`"""

    action_name = "action_help"

    def answer(self, turn: Turn) -> list[Message]:
        return [_with_needs("utter_help", turn)]


class OutOfScope(FaroAction):
    """`out_of_scope`: said plainly, with what Faro can do; never a made-up service."""

    action_name = "action_out_of_scope"

    def answer(self, turn: Turn) -> list[Message]:
        return [_with_needs("utter_out_of_scope", turn)]


class BotChallenge(FaroAction):
    """`bot_challenge`"""

    action_name = "action_bot_challenge"

    def answer(self, turn: Turn) -> list[Message]:
        person = phrase_button(turn.memory.lang, "button_person", "#person")
        return [Message(response="utter_bot_challenge", buttons=[person])]


class Thanks(FaroAction):
    """`thanks`"""

    action_name = "action_thanks"

    def answer(self, turn: Turn) -> list[Message]:
        return [_with_forgetting("utter_thanks", turn)]


class Goodbye(FaroAction):
    """`goodbye`"""

    action_name = "action_goodbye"

    def answer(self, turn: Turn) -> list[Message]:
        return [_with_forgetting("utter_goodbye", turn)]


def _with_needs(response: str, turn: Turn) -> Message:
    return Message(response=response, buttons=need_buttons(turn.memory.lang, COMMON))


def _with_forgetting(response: str, turn: Turn) -> Message:
    return Message(response=response, buttons=[phrase_button(turn.memory.lang, "button_forget", "#forget")])
