"""WhatsApp over Meta's Cloud API: its webhook, and the way back through the Graph API.

Meta delivers again what is not acknowledged, for days; so a message is acknowledged when it is answered or kept where it
outlives this process, and a POST when all of its messages are. The number of a person ends here.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Sequence

from aiohttp import web

from bot.channels.base import Limiter
from bot.channels.bodies import read_raw
from bot.channels.deliveries import Body, Deliveries
from bot.channels.graph import GraphApi
from bot.channels.messenger import Messenger
from bot.channels.messenger_settings import WhatsAppSettings
from bot.channels.owed import Owed
from bot.channels.received import Received
from bot.channels.whatsapp_messages import bodies
from bot.channels.whatsapp_payloads import CHANNEL, Delivery, read
from bot.privacy.logs import report
from services_directory.errors import BadQuestion
from services_directory.wording.phrases import Phrasebook

ADDRESS = "/webhooks/whatsapp"
ANSWER_SECONDS = 10.0
LARGEST = 3 * 1024 * 1024  # bytes; the most that Meta puts into one POST
_RETRY_SECONDS = "5"
_SIGNED = "sha256="


class WhatsApp:
    """The webhook of all numbers of one app at Meta.

    Args:
        overall: turns for each of our numbers, whoever writes.
        shared: where messages are kept that several servers answer.
    """

    def __init__(
        self,
        settings: WhatsAppSettings,
        messenger: Messenger,
        book: Phrasebook,
        overall: Limiter,
        shared: Owed | None = None,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._settings = settings
        self._messenger = messenger
        self._book = book
        self._overall = overall
        self._graph = GraphApi(settings.graph_url, settings.token)
        self._answer_seconds = answer_seconds
        self._reading: set[asyncio.Task[None]] = set()
        self.deliveries = Deliveries(self, settings.app_secret.encode(), shared)

    def routes(self) -> list[web.RouteDef]:
        """Its address."""
        return [web.get(ADDRESS, self.verify, allow_head=False), web.post(ADDRESS, self.webhook)]

    async def close(self) -> None:
        """End what is under way and the connections."""
        await self.deliveries.close()
        await asyncio.gather(*self._reading, return_exceptions=True)
        await self._graph.close()

    async def verify(self, request: web.Request) -> web.Response:
        """Meta asks whether this address is meant: the challenge goes back to who knows the token."""
        asked = request.query
        token = asked.get("hub.verify_token", "").encode("utf-8", "replace")
        known = hmac.compare_digest(token, self._settings.verify_token.encode())
        challenge = asked.get("hub.challenge", "")
        if asked.get("hub.mode") != "subscribe" or not known or not 0 < len(challenge) <= 200:
            raise web.HTTPForbidden
        return web.Response(text=challenge, content_type="text/plain")

    async def webhook(self, request: web.Request) -> web.Response:
        """Messages, statuses and errors, several in one POST."""
        raw = await read_raw(request, LARGEST)
        if not self._is_signed(request.headers.get("X-Hub-Signature-256", ""), raw):
            raise web.HTTPForbidden
        try:
            payload = json.loads(raw)
        except (ValueError, RecursionError):
            raise BadQuestion("body", "is not valid JSON") from None
        delivery = read(payload)
        known = await self._note(delivery)
        if not (await self._all_safe(delivery.messages) and known):
            raise web.HTTPServiceUnavailable(headers={"Retry-After": _RETRY_SECONDS})
        return web.Response(text="")

    async def answer(self, received: Received) -> Sequence[Body]:
        """See `deliveries.Line`."""
        reading = asyncio.create_task(self._graph.read(received))
        self._reading.add(reading)
        reading.add_done_callback(self._reading.discard)
        messages = await self._messenger.answer(received, self.deliveries.first)
        return bodies(messages, self._book)

    async def send(self, received: Received, body: Body, tag: str) -> None:
        """See `deliveries.Line`."""
        await self._graph.send(received, body, tag)

    async def over(self, received: Received) -> None:
        """See `deliveries.Line`: Meta has nothing that could be asked to be erased."""

    def urgent(self, received: Received) -> bool:
        """See `deliveries.Line`."""
        return self._messenger.urgent(received)

    async def _note(self, delivery: Delivery) -> bool:
        """What is said about messages, before messages: an answer that is out is known to be. False: it must be said again."""
        for code in set(delivery.errors):
            report("whatsapp.error", level="WARNING", code=str(code))
        known = [await self.deliveries.confirm(tag) for tag in delivery.confirmed]
        for id_ in delivery.deleted:
            await self.deliveries.forget(id_)
        for number, sender in delivery.moved:
            await self._messenger.forget(CHANNEL, f"{number} {sender}")
        return all(known)

    async def _all_safe(self, messages: Sequence[Received]) -> bool:
        """Take all messages; True when none of them can be lost any more."""
        ours = [received for received in messages if received.number in self._settings.numbers]
        if len(ours) < len(messages):
            report("whatsapp.other_number", level="WARNING", count=len(messages) - len(ours))
        if any(self._overall.wait(f"{CHANNEL} {received.number}") for received in ours):
            return False
        accepted = asyncio.gather(*(self.deliveries.accept(received) for received in ours))
        try:
            return all(await asyncio.wait_for(accepted, self._answer_seconds))
        except TimeoutError:  # the answers go on; Meta asks again
            return False

    def _is_signed(self, signature: str, raw: bytes) -> bool:
        """By the app's secret, over the bytes as they came, compared in constant time."""
        expected = _SIGNED + hmac.new(self._settings.app_secret.encode(), raw, "sha256").hexdigest()
        return hmac.compare_digest(signature.encode("utf-8", "replace"), expected.encode())
