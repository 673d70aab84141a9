"""WhatsApp and SMS over Twilio: its webhooks, and the way back through its REST API.

Answers go by REST and not in the webhook's reply, because only so their ids are known, and with the ids Twilio can be asked to
erase what it has stored of them. What came in is erased when it is answered.
"""

from __future__ import annotations

import asyncio
import hmac
import time
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from aiohttp import web
from twilio.request_validator import RequestValidator

from bot.channels.base import Limiter
from bot.channels.bodies import read_raw
from bot.channels.deliveries import Body, Deliveries, Doubtful, Later
from bot.channels.messenger import Messenger
from bot.channels.messenger_settings import TwilioSettings
from bot.channels.owed import Owed
from bot.channels.received import Received
from bot.channels.twilio_api import TwilioApi
from bot.channels.twilio_payloads import FINAL, TAKEN, read, stopped, texts
from bot.privacy.logs import report
from services_directory.errors import BadQuestion

ADDRESS = "/webhooks/twilio"
STATUS = "/webhooks/twilio/status"
ANSWER_SECONDS = 10.0  # Twilio itself waits for 15
_FORM = "application/x-www-form-urlencoded"
_LARGEST = 64 * 1024
_MOST_FIELDS = 100
_NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
_ERASE_WAITS = (0.0, 2.0, 10.0, 60.0)  # seconds; a message that is still on its way cannot be erased yet
_MOST_ERASING = 1000
Fields = list[tuple[str, str]]


class Twilio:
    """The webhooks of one account.

    Args:
        messengers: by channel, `twilio` (WhatsApp) and `sms`.
        overall: turns for each of our numbers, whoever writes.
        shared: where messages are kept that several servers answer.
    """

    def __init__(
        self,
        settings: TwilioSettings,
        messengers: Mapping[str, Messenger],
        overall: Limiter,
        shared: Owed | None = None,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._settings = settings
        self._messengers = messengers
        self._overall = overall
        self._answer_seconds = answer_seconds
        self._api = TwilioApi(settings.api_url, settings.account, settings.token)
        self._validator = RequestValidator(settings.token)
        self._erasing: set[asyncio.Task[None]] = set()
        self.deliveries = Deliveries(self, settings.token.encode(), shared)

    def routes(self) -> list[web.RouteDef]:
        """Its addresses."""
        return [web.post(ADDRESS, self.webhook), web.post(STATUS, self.status)]

    async def close(self) -> None:
        """End what is under way and the connections."""
        await self.deliveries.close()
        for task in self._erasing:
            task.cancel()
        await asyncio.gather(*self._erasing, return_exceptions=True)
        await self._api.close()

    async def webhook(self, request: web.Request) -> web.Response:
        """One message."""
        form = dict(await self._signed_form(request, ADDRESS))
        received = read(form, time.time())
        if received is None or received.number not in self._settings.numbers:
            await self._stop(form)
            return _twiml()
        if self._overall.wait(f"{received.channel} {received.number}"):
            raise web.HTTPServiceUnavailable(headers={"Retry-After": "5"})
        try:
            safe = await asyncio.wait_for(self.deliveries.accept(received), self._answer_seconds)
        except TimeoutError:
            safe = False
        if not safe:
            raise web.HTTPServiceUnavailable(headers={"Retry-After": "5"})
        return _twiml()

    async def status(self, request: web.Request) -> web.Response:
        """What became of an answer: it is out, and, at its end, it can be erased."""
        form = dict(await self._signed_form(request, STATUS))
        state, sid = form.get("MessageStatus", ""), form.get("MessageSid", "")
        if state in TAKEN:
            await self.deliveries.confirm(request.query.get("tag", ""))
        if state in FINAL and sid.isalnum() and len(sid) <= 64:
            self._erase(sid)
        return web.Response(status=204)

    async def answer(self, received: Received) -> Sequence[Body]:
        """See `deliveries.Line`."""
        messages = await self._messengers[received.channel].answer(received, self.deliveries.first)
        return texts(messages, received.channel)

    async def send(self, received: Received, body: Body, tag: str) -> None:
        """See `deliveries.Line`."""
        callback = f"{self._settings.public_url}{STATUS}?tag={tag}"
        await self._api.send(received.number, received.reply_to, body, callback)

    async def over(self, received: Received) -> None:
        """See `deliveries.Line`: what came in is erased at Twilio."""
        self._erase(received.id)

    def urgent(self, received: Received) -> bool:
        """See `deliveries.Line`."""
        return self._messengers[received.channel].urgent(received)

    async def _stop(self, form: Mapping[str, str]) -> None:
        """Who writes STOP is forgotten too."""
        number, sender = form.get("To", ""), form.get("From", "")
        if stopped(form) and number in self._settings.numbers and sender:
            channel = "twilio" if number.startswith("whatsapp:") else "sms"
            await self._messengers[channel].forget(channel, f"{number} {sender}")

    async def _signed_form(self, request: web.Request, address: str) -> Fields:
        """The fields of a form that Twilio has signed, with the address under which Twilio knows us."""
        if request.content_type != _FORM:
            raise web.HTTPUnsupportedMediaType(headers={"Accept-Post": _FORM})
        body = (await read_raw(request, _LARGEST)).decode("utf-8", "replace")
        try:
            fields = parse_qsl(body, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
        except ValueError:
            raise BadQuestion("body", f"a form has at most {_MOST_FIELDS} fields") from None
        query = request.rel_url.raw_query_string
        url = f"{self._settings.public_url}{address}{'?' if query else ''}{query}"
        expected = self._validator.compute_signature(url, _Fields(fields)).encode()
        given = request.headers.get("X-Twilio-Signature", "").encode("utf-8", "replace")
        if not hmac.compare_digest(expected, given):
            raise web.HTTPForbidden
        return fields

    def _erase(self, sid: str) -> None:
        if len(self._erasing) < _MOST_ERASING:
            task = asyncio.create_task(self._until_erased(sid))
            self._erasing.add(task)
            task.add_done_callback(self._erasing.discard)

    async def _until_erased(self, sid: str) -> None:
        for wait in _ERASE_WAITS:
            await asyncio.sleep(wait)
            try:
                if await self._api.erase(sid):
                    return
            except (Later, Doubtful):
                continue
        report("twilio.not_erased", level="WARNING")


class _Fields(dict[str, str]):
    """Fields as Twilio's validator reads them, which knows that a name can stand twice."""

    def __init__(self, fields: Fields) -> None:
        super().__init__(fields)
        self._all = fields

    def getall(self, name: str) -> list[str]:
        """Every value of a name."""
        return [value for given, value in self._all if given == name]


def _twiml() -> web.Response:
    """Nothing more to say here: the answer goes by REST."""
    return web.Response(text=_NOTHING, content_type="text/xml")
