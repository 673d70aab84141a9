"""Back to the point after talk beside it: the question that is still open, or the services that were before the person."""

from __future__ import annotations

from actions.messages import Button, Message, need_buttons, phrase_button, say
from actions.needs import COMMON
from actions.questions import reminder
from actions.slots import Memory
from actions.turn import Turn

_REMINDED = "reminder"


def back_to_point(turn: Turn) -> list[Message]:
    """The open question once more, in short and only once; nothing where none is open."""
    memory = turn.memory
    if memory.asked is None or not memory.first_time(f"{_REMINDED}:{memory.asked['fact']}"):
        return []
    return [reminder(memory)]


def way_back(memory: Memory) -> list[Button]:
    """Buttons that lead back to what was looked for; to what people look for most where that was nothing."""
    if memory.last:
        return [phrase_button(memory.lang, "button_back", "#again")]
    return need_buttons(memory.lang, memory.request.needs or COMMON)


def with_way_back(turn: Turn, text: str = "", response: str | None = None) -> list[Message]:
    """A short answer, and then the way back to the point."""
    question = back_to_point(turn)
    buttons = way_back(turn.memory) if turn.memory.last or not question else []
    return [Message(text, buttons, response=response), *question]


def needs_in_words(memory: Memory) -> list[str]:
    """What was looked for, in words."""
    return [say(memory.lang, f"need_{need}") for need in memory.request.needs]
