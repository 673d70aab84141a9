"""Not understood: first a guess to choose from, then plainly what Faro can do. Never a made-up answer."""

from __future__ import annotations

from actions.base import FaroAction
from actions.messages import Button, Message, need_buttons, phrase_button, say
from actions.needs import COMMON
from actions.questions import repeat
from actions.turn import Turn

# Intents that a guess can offer: a button's title, and what it does.
_GUESSES = {
    "ask_documents": ("button_papers", "#papers"),
    "ask_hours": ("button_hours", "#hours"),
    "ask_location": ("button_where", "#where"),
    "ask_cost": ("button_cost", "#cost"),
    "ask_privacy": ("button_privacy", "#privacy"),
    "human_handoff": ("button_person", "#person"),
    "more_results": ("button_more", "#more"),
    "forget_me": ("button_forget", "#forget"),
    "help": ("button_help", "#help"),
}
_MOST_GUESSES = 3


class NotUnderstood(FaroAction):
    """`nlu_fallback`: "did you mean …", and the second time in a row what Faro is for, and how to reach a person."""

    action_name = "action_not_understood"

    def answer(self, turn: Turn) -> list[Message]:
        memory, lang = turn.memory, turn.memory.lang
        memory.misses += 1
        if memory.asked and memory.misses == 1:
            return [repeat(memory)]
        guesses = _guesses(turn)
        if memory.misses == 1 and guesses:
            return [Message(say(lang, "did_you_mean"), [*guesses, phrase_button(lang, "button_something_else", "#help")])]
        person = phrase_button(lang, "button_person", "#person")
        return [Message(say(lang, "not_understood"), [*need_buttons(lang, COMMON), person])]


def _guesses(turn: Turn) -> list[Button]:
    lang, findings = turn.memory.lang, turn.findings
    needs = need_buttons(lang, findings.get("likely_needs") or [])
    likely = [_GUESSES[intent] for intent in findings.get("likely_intents") or [] if intent in _GUESSES]
    return [*needs, *(phrase_button(lang, title, payload) for title, payload in likely)][:_MOST_GUESSES]
