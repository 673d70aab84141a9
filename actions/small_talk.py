"""Short answers that lead back to the point. Their words are responses of the domain, said by the generator."""

from __future__ import annotations

from actions.base import FaroAction
from actions.messages import Button, Message, need_buttons, phrase_button
from actions.needs import COMMON
from actions.turn import Turn


class _SmallTalk(FaroAction):
    """Says one response, with buttons that lead on."""

    response = ""

    def answer(self, turn: Turn) -> list[Message]:
        return [Message(response=self.response, buttons=self.buttons(turn))]

    def buttons(self, turn: Turn) -> list[Button]:
        """What the person may want next."""
        return need_buttons(turn.memory.lang, COMMON)


class Greet(_SmallTalk):
    """`greet`"""

    action_name = "action_greet"
    response = "utter_greet"


class Help(_SmallTalk):
    """`help`"""

    action_name = "action_help"
    response = "utter_help"


class OutOfScope(_SmallTalk):
    """`out_of_scope`: said plainly, with what Faro can do; never a made-up service."""

    action_name = "action_out_of_scope"
    response = "utter_out_of_scope"


class BotChallenge(_SmallTalk):
    """`bot_challenge`"""

    action_name = "action_bot_challenge"
    response = "utter_bot_challenge"

    def buttons(self, turn: Turn) -> list[Button]:
        return [phrase_button(turn.memory.lang, "button_person", "#person")]


class Thanks(_SmallTalk):
    """`thanks`"""

    action_name = "action_thanks"
    response = "utter_thanks"

    def buttons(self, turn: Turn) -> list[Button]:
        return [phrase_button(turn.memory.lang, "button_forget", "#forget")]


class Goodbye(Thanks):
    """`goodbye`"""

    action_name = "action_goodbye"
    response = "utter_goodbye"
