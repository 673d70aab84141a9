"""Rasa's REST channel, to the letter.

`{"sender", "message", "metadata"?: {"city", "language"}}` -> `[{"recipient_id", "text"?, "buttons"?, "custom"?}]`. Who
sends a message again for want of an answer names it in `metadata.message_id`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping
from typing import Any

from aiohttp import web

from bot.channels.base import Desk, Incoming, TooFast
from bot.channels.languages import known_language
from bot.channels.messages import Message
from bot.privacy.identity import MOST_ADDRESS_CHARACTERS
from services_directory.errors import BadQuestion

ADDRESS = "/webhooks/rest/webhook"


class RestChannel:
    """The webhook.

    Args:
        cities: ids that `metadata.city` may have.
        languages: tags that Faro speaks; another language as a hint is none.
    """

    def __init__(self, desk: Desk, cities: Collection[str], languages: Collection[str]) -> None:
        self._desk = desk
        self._cities = cities
        self._languages = languages

    def routes(self) -> list[web.RouteDef]:
        """Its address."""
        return [web.post(ADDRESS, self.webhook)]

    async def webhook(self, request: web.Request) -> web.Response:
        """One message in, messages out."""
        body = await _json_object(request)
        sender, incoming = self._read(body)
        try:
            answer = await self._desk.answer(incoming)
        except TooFast as too_fast:
            raise web.HTTPTooManyRequests(headers={"Retry-After": str(math.ceil(too_fast.seconds))}) from None
        return web.json_response([_rasa_shape(sender, message) for message in answer.messages])

    def _read(self, body: Mapping[str, Any]) -> tuple[str, Incoming]:
        """The sender, to be named in the answer and nowhere else, and the message."""
        sender, text = body.get("sender"), body.get("message")
        if not isinstance(sender, str) or not 1 <= len(sender) <= MOST_ADDRESS_CHARACTERS:
            raise BadQuestion("sender", f"must be a text of 1 to {MOST_ADDRESS_CHARACTERS} characters")
        if not isinstance(text, str):
            raise BadQuestion("message", "must be a text")
        metadata = body.get("metadata")
        if metadata is None:
            metadata = {}
        if not isinstance(metadata, dict):
            raise BadQuestion("metadata", "must be an object")
        once = _message_id(metadata)
        return sender, Incoming("rest", sender, text, self._city(metadata), self._language(metadata), once=once)

    def _city(self, metadata: Mapping[str, Any]) -> str | None:
        city = metadata.get("city")
        if city is None or (isinstance(city, str) and city in self._cities):
            return city
        raise BadQuestion("metadata.city", f"no such city; the cities are {', '.join(sorted(self._cities))}")

    def _language(self, metadata: Mapping[str, Any]) -> str | None:
        said = metadata.get("language")
        if said is not None and not isinstance(said, str):
            raise BadQuestion("metadata.language", "must be a language tag such as es (BCP 47)")
        return known_language(said, self._languages) if said else None


def _message_id(metadata: Mapping[str, Any]) -> str | None:
    """The client's id of the message, by which one that it sends again is known; it never goes further than the channel."""
    said = metadata.get("message_id")
    if said is None or (isinstance(said, str) and 1 <= len(said) <= MOST_ADDRESS_CHARACTERS):
        return said
    raise BadQuestion("metadata.message_id", f"must be a text of 1 to {MOST_ADDRESS_CHARACTERS} characters")


def _rasa_shape(sender: str, message: Message) -> dict[str, Any]:
    said: dict[str, Any] = {"recipient_id": sender, "text": message.text}
    if message.buttons:
        said["buttons"] = list(message.buttons)
    if message.custom is not None:
        said["custom"] = message.custom
    return said


async def _json_object(request: web.Request) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(headers={"Accept-Post": "application/json"})
    try:
        loaded = json.loads(await request.read())
    except (ValueError, RecursionError):
        raise BadQuestion("body", "is not valid JSON") from None
    if not isinstance(loaded, dict):
        raise BadQuestion("body", "must be a JSON object")
    return loaded
