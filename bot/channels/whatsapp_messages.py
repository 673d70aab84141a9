"""Our messages as the Cloud API takes them: texts, reply buttons, lists, places, each inside WhatsApp's limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.channels.messages import Message
from bot.channels.splitting import length, shorten, split
from services_directory.wording import cards as words
from services_directory.wording.phrases import Phrasebook

TEXT, BODY = 4096, 1024  # UTF-16 units of a text, and of the text above buttons or a list
MOST_BUTTONS, BUTTON = 3, 20
MOST_ROWS, ROW, DESCRIPTION = 10, 24, 72
OPEN_LIST = 20
ROW_ID = 200
_PLACE_NAME = 200
FORGET = "#forget"
Body = dict[str, Any]


def bodies(messages: Sequence[Message], book: Phrasebook) -> list[Body]:
    """What to send, in order: the parts of the Graph API's body that hold the message itself."""
    return [body for message in messages for body in _of(message, book)]


def _of(message: Message, book: Phrasebook) -> Iterator[Body]:
    text = _with_headlines(message, book)
    buttons = _usable(message)
    if not buttons:
        yield from map(_text, split(text, TEXT))
        yield from _place(message)
        return
    above = text
    if length(text) > BODY:
        yield from map(_text, split(text, TEXT))
        above = book.say(message.lang, "whatsapp_choose")
    yield from _place(message)
    if len(buttons) <= MOST_BUTTONS and all(length(button["title"]) <= BUTTON for button in buttons):
        yield _buttons(above, buttons)
        return
    for first in range(0, len(buttons), MOST_ROWS):
        body = above if first == 0 else book.say(message.lang, "whatsapp_choose")
        yield _list(body, buttons[first : first + MOST_ROWS], message, book)


def _usable(message: Message) -> list[dict[str, str]]:
    """Buttons with a title, each payload once."""
    found = {button["payload"]: button for button in message.buttons if button["title"].strip()}
    return [{"title": " ".join(one["title"].split()), "payload": id_} for id_, one in found.items() if length(id_) <= ROW_ID]


def _text(text: str) -> Body:
    return {"type": "text", "text": {"preview_url": False, "body": text}}


def _buttons(above: str, buttons: Sequence[Mapping[str, str]]) -> Body:
    titles = _different([button["title"] for button in buttons], BUTTON)
    replies = [
        {"type": "reply", "reply": {"id": one["payload"], "title": title}} for one, title in zip(buttons, titles, strict=True)
    ]
    return {"type": "interactive", "interactive": {"type": "button", "body": {"text": above}, "action": {"buttons": replies}}}


def _list(above: str, buttons: Sequence[Mapping[str, str]], message: Message, book: Phrasebook) -> Body:
    names = _names(message)
    titles = _different([button["title"] for button in buttons], ROW)
    rows: list[Body] = []
    for button, title in zip(buttons, titles, strict=True):
        whole = names.get(button["payload"].partition(":")[2], button["title"])
        more = {} if whole == title else {"description": shorten(whole, DESCRIPTION)}
        rows.append({"id": button["payload"], "title": title, **more})
    if len(rows) < MOST_ROWS and all(row["id"] != FORGET for row in rows):
        rows.append({"id": FORGET, "title": shorten(book.say(message.lang, "button_forget"), ROW)})
    label = shorten(book.say(message.lang, "whatsapp_open_list"), OPEN_LIST)
    action = {"button": label, "sections": [{"rows": rows}]}
    return {"type": "interactive", "interactive": {"type": "list", "body": {"text": above}, "action": action}}


def _different(titles: Sequence[str], most: int) -> list[str]:
    """Titles within the limit, no two the same: WhatsApp refuses those."""
    found: list[str] = []
    for title in titles:
        short, number = shorten(title, most), 2
        while short in found:
            short, number = f"{shorten(title, most - 3)} {number}", number + 1
        found.append(short)
    return found


def _services(message: Message) -> list[Mapping[str, Any]]:
    custom = message.custom or {}
    found = custom.get("services") if custom.get("type") == "services" else None
    return [card for card in found if isinstance(card, Mapping)] if isinstance(found, list) else []


def _names(message: Message) -> dict[str, str]:
    return {str(card.get("id")): str(card.get("name")) for card in _services(message)}


def _place(message: Message) -> Iterator[Body]:
    """Where it is, on a map, when the message is about one service."""
    cards = _services(message)
    if len(cards) != 1 or cards[0].get("lat") is None or cards[0].get("lon") is None:
        return
    card = cards[0]
    place = {"latitude": card["lat"], "longitude": card["lon"], "name": shorten(str(card["name"]), _PLACE_NAME)}
    if card.get("address"):
        place["address"] = shorten(str(card["address"]), _PLACE_NAME)
    yield {"type": "location", "location": place}


def _with_headlines(message: Message, book: Phrasebook) -> str:
    """The text, with the headline of each service in bold."""
    heads = {words.headline(book, card, message.lang) for card in _services(message)}
    lines = message.text.split("\n")
    return "\n".join(f"*{line}*" if line in heads and "*" not in line else line for line in lines)
