"""Where and in which language the talk is held: both may change at any point, and nothing that was said is lost."""

from __future__ import annotations

from actions.asking_directory import PAGE, cards_of
from actions.base import FaroAction
from actions.choosing import ask_need, cities
from actions.finding import find, in_short
from actions.messages import Message, book, button, say
from actions.questions import repeat_simply
from actions.turn import Turn
from services_directory.vocabulary import ids
from services_directory.wording import formats


class ChangeCity(FaroAction):
    """`change_city`: the city is named, or it is asked for; then the request goes on there."""

    action_name = "action_change_city"

    def answer(self, turn: Turn) -> list[Message]:
        memory, lang = turn.memory, turn.memory.lang
        known = cities(lang)
        if turn.findings.get("city") not in known:
            text = say(lang, "city_unknown" if turn.findings.get("city_unknown") else "ask_city")
            return [Message(text, [button(name, f"#city:{id_}") for id_, name in known.items()])]
        if memory.request:
            return find(turn)
        return [Message(say(lang, "city_is", city=known[memory.city or ""])), ask_need(memory)]


class ChangeLanguage(FaroAction):
    """`change_language`: said in the new language; what was looked for is said again in it."""

    action_name = "action_change_language"

    def answer(self, turn: Turn) -> list[Message]:
        memory, lang = turn.memory, turn.memory.lang
        if not turn.findings.get("language_asked"):
            return [Message(say(lang, "ask_language"), [button(own_name(tag), f"#lang:{tag}") for tag in spoken()])]
        done = Message(say(lang, "language_is", language=formats.language_name(lang, lang)))
        if not memory.request:
            return [done, ask_need(memory)]
        if memory.asked is None or memory.city is None:
            memory.shown = []
            return [done, *find(turn)]
        again = cards_of(memory, memory.last[:PAGE])
        shown = [in_short(again, say(lang, "here_again"), memory)] if again else []
        return [done, *shown, repeat_simply(memory)]


def spoken() -> list[str]:
    """Languages of the vocabulary that have phrases, in its order."""
    return [tag for tag in ids("languages") if tag in book().languages()]


def own_name(tag: str) -> str:
    """What a language calls itself."""
    name = formats.language_name(tag, tag)
    return name[:1].upper() + name[1:]
