"""Meta's Graph API: sends, marks as read, and looks at a number. It says what became of a message, never what was in it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from bot.channels.deliveries import Doubtful, Later, Never, Unable
from bot.channels.received import Received
from bot.channels.whatsapp_messages import Body
from bot.privacy.logs import describe, report

SECONDS = 10.0
_READ_SECONDS = 3.0
_LONGEST_ANSWER = 64 * 1024
# Meta's error codes: https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
_LATER = frozenset({1, 2, 4, 80007, 130429, 131000, 131016, 131048, 131056, 131057, 133004, 133016})
_UNABLE = frozenset({0, 3, 10, 33, 190, 368, 130497, 131005, 131031, 131037, 131042, 131045, 133010, *range(200, 300)})
_MOST_WAIT = 60.0


class GraphApi:
    """One app's way to Meta.

    Args:
        url: where the Graph API is, with its version and without a slash at the end.
        token: access token of a system user.
    """

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"}
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """End the connections."""
        if self._session is not None:
            await self._session.close()

    async def send(self, received: Received, body: Body, tag: str) -> None:
        """Send one message to who wrote.

        Raises:
            Later, Doubtful, Never, Unable: it is not out, or nobody knows.
        """
        recipient = {"to": received.reply_to} if received.reply_to.lstrip("+").isdecimal() else {"recipient": received.reply_to}
        head = {"messaging_product": "whatsapp", "recipient_type": "individual", "biz_opaque_callback_data": tag}
        status, answer, wait = await self._post(received.number, {**head, **recipient, **body})
        if status == 200 and answer.get("messages"):
            return
        _raise(status, answer, wait)

    async def read(self, received: Received) -> None:
        """Show that the message was read and an answer is being written. Whether that works changes nothing."""
        typing = {"typing_indicator": {"type": "text"}}
        body = {"messaging_product": "whatsapp", "status": "read", "message_id": received.id, **typing}
        try:
            async with asyncio.timeout(_READ_SECONDS):
                await self._post(received.number, body)
        except (Later, Doubtful, TimeoutError) as error:
            report("channel.read", level="INFO", **describe(error))

    async def look(self, number: str) -> tuple[int, Mapping[str, Any]]:
        """What Meta says of one of our numbers: the HTTP status and the answer.

        Raises:
            Later, Doubtful: it cannot be reached.
        """
        fields = "display_phone_number,verified_name,quality_rating,status,code_verification_status"
        status, answer, _ = await self._ask("GET", f"{number}?fields={fields}", None)
        return status, answer

    async def _post(self, number: str, body: Mapping[str, Any]) -> tuple[int, Mapping[str, Any], float]:
        return await self._ask("POST", f"{number}/messages", body)

    async def _ask(self, method: str, path: str, body: Mapping[str, Any] | None) -> tuple[int, Mapping[str, Any], float]:
        """Status, answer, seconds to wait."""
        if self._session is None:
            self._session = aiohttp.ClientSession(headers=self._headers, timeout=aiohttp.ClientTimeout(SECONDS))
        try:
            async with self._session.request(method, f"{self._url}/{path}", json=body, allow_redirects=False) as response:
                raw = await response.content.read(_LONGEST_ANSWER)
                return response.status, _object(raw), _seconds(response.headers.get("Retry-After"))
        except aiohttp.ClientConnectorError:
            raise Later from None  # nothing was sent
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise Doubtful from None


def _raise(status: int, answer: Mapping[str, Any], wait: float) -> None:
    """What an answer means that is no success."""
    error = answer.get("error")
    code = error.get("code") if isinstance(error, Mapping) else None
    if not isinstance(code, int):
        # A gateway may answer so after the message has gone through.
        raise Later(wait) if status == 429 else Doubtful
    report("whatsapp.refused", level="WARNING", code=str(code), count=status)
    if code in _LATER or status in (429, 503):
        raise Later(wait)
    if code in _UNABLE or status == 401:
        raise Unable
    raise Never


def _object(raw: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(raw)
    except ValueError:
        return {}
    return found if isinstance(found, Mapping) else {}


def _seconds(header: str | None) -> float:
    return min(_MOST_WAIT, float(header)) if header and header.isascii() and header.isdecimal() else 0.0
