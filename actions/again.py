"""The same once more, simpler, or all from the beginning."""

from __future__ import annotations

from actions.asking_directory import PAGE, cards_of
from actions.base import FaroAction
from actions.choosing import cities
from actions.finding import find, in_short
from actions.messages import Message, need_buttons, paragraphs, phrase_button, say, services_payload
from actions.needs import COMMON
from actions.questions import repeat_simply
from actions.simply import simply
from actions.turn import Turn


class StartAgain(FaroAction):
    """`start_again`: nothing is known any more but the city and the language."""

    action_name = "action_start_again"

    def answer(self, turn: Turn) -> list[Message]:
        memory, lang = turn.memory, turn.memory.lang
        memory.start_again()
        city = cities(lang).get(memory.city or "")
        said = say(lang, "started_again_in", city=city) if city else say(lang, "started_again")
        return [Message(said, need_buttons(lang, COMMON))]


class SayAgain(FaroAction):
    """`say_again`: the services of the last answer and the open question. After danger, this is the way back."""

    action_name = "action_say_again"

    def answer(self, turn: Turn) -> list[Message]:
        memory, lang = turn.memory, turn.memory.lang
        if not memory.last or memory.city is None:
            return [repeat_simply(memory)] if memory.asked else find(turn)
        shown = in_short(cards_of(memory, memory.last[:PAGE]), say(lang, "here_again"), memory)
        return [shown, repeat_simply(memory)] if memory.asked else [shown]


class SaySimply(FaroAction):
    """`say_simply`: the last services in very short sentences, and the open question in its bare words."""

    action_name = "action_say_simply"

    def answer(self, turn: Turn) -> list[Message]:
        memory, lang = turn.memory, turn.memory.lang
        if not memory.last or memory.city is None:
            return [repeat_simply(memory)] if memory.asked else [Message(say(lang, "help_simply"), need_buttons(lang, COMMON))]
        cards = cards_of(memory, memory.last[:PAGE])
        text = paragraphs(say(lang, "simply"), *(simply(card, lang) for card in cards))
        person = phrase_button(lang, "button_person", "#person")
        shown = Message(text, [person], services_payload(cards, lang, len(cards)))
        return [shown, repeat_simply(memory)] if memory.asked else [shown]
