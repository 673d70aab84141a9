"""Two questions that come before any service: which city, and what is needed."""

from __future__ import annotations

from actions.directory import directory
from actions.messages import Message, button, need_buttons, say
from actions.needs import COMMON
from actions.slots import Memory
from services_directory.served import served_cities


def ask_city(memory: Memory) -> Message:
    """Which city? The request waits, and goes on once it is known."""
    return Message(say(memory.lang, "ask_city"), [button(name, f"#city:{id_}") for id_, name in cities(memory.lang).items()])


def ask_need(memory: Memory) -> Message:
    """What is needed?"""
    return Message(say(memory.lang, "ask_need"), need_buttons(memory.lang, COMMON))


def cities(lang: str) -> dict[str, str]:
    """City id to its name in the language, or else in its own."""
    names = {city["id"]: city["names"] for city in directory().cities()}
    return {id_: names[id_].get(lang) or next(iter(names[id_].values())) for id_ in served_cities() if id_ in names}
