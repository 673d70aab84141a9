"""Short answers that lead back to the point. Their words are responses of the domain, said by the generator."""

from __future__ import annotations

from actions.base import FaroAction
from actions.messages import Message, need_buttons, phrase_button, say
from actions.needs import COMMON
from actions.point import back_to_point, needs_in_words, way_back, with_way_back
from actions.turn import Turn
from services_directory.wording import formats


class Greet(FaroAction):
    """`greet`: at the beginning, who this is; in the middle of something, only a hello."""

    action_name = "action_greet"

    def answer(self, turn: Turn) -> list[Message]:
        memory, lang = turn.memory, turn.memory.lang
        if memory.request.needs:
            return with_way_back(turn, say(lang, "greet_again", needs=formats.listing(needs_in_words(memory), lang)))
        return [Message(response="utter_greet", buttons=need_buttons(lang, COMMON))]


class Help(FaroAction):
    """`help`"""

    action_name = "action_help"

    def answer(self, turn: Turn) -> list[Message]:
        return with_way_back(turn, response="utter_help")


class OutOfScope(FaroAction):
    """`out_of_scope`: said plainly, with what Faro can do; never a made-up service."""

    action_name = "action_out_of_scope"

    def answer(self, turn: Turn) -> list[Message]:
        if turn.memory.last or turn.memory.asked:
            return with_way_back(turn, say(turn.memory.lang, "out_of_scope_back"))
        return [Message(response="utter_out_of_scope", buttons=need_buttons(turn.memory.lang, COMMON))]


class BotChallenge(FaroAction):
    """`bot_challenge`"""

    action_name = "action_bot_challenge"

    def answer(self, turn: Turn) -> list[Message]:
        person = phrase_button(turn.memory.lang, "button_person", "#person")
        return [Message(response="utter_bot_challenge", buttons=[person]), *back_to_point(turn)]


class Thanks(FaroAction):
    """`thanks`"""

    action_name = "action_thanks"

    def answer(self, turn: Turn) -> list[Message]:
        back = way_back(turn.memory)[:1] if turn.memory.last else []
        forget = phrase_button(turn.memory.lang, "button_forget", "#forget")
        return [Message(response="utter_thanks", buttons=[*back, forget]), *back_to_point(turn)]


class Goodbye(FaroAction):
    """`goodbye`"""

    action_name = "action_goodbye"

    def answer(self, turn: Turn) -> list[Message]:
        return [Message(response="utter_goodbye", buttons=[phrase_button(turn.memory.lang, "button_forget", "#forget")])]
