"""Twilio's REST API: sends, and asks for the text of a message to be erased."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from bot.channels.deliveries import Doubtful, Later, Never, Unable
from bot.privacy.logs import report

SECONDS = 10.0
_LONGEST_ANSWER = 64 * 1024
# https://www.twilio.com/docs/api/errors
_UNABLE = frozenset({20003, 20005, 21606, 21212, 21608, 63007, 63112})


class TwilioApi:
    """One account.

    Args:
        url: of the API, without a slash at the end.
    """

    def __init__(self, url: str, account: str, token: str) -> None:
        self._url = f"{url}/2010-04-01/Accounts/{account}"
        self._auth = aiohttp.BasicAuth(account, token)
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """End the connections."""
        if self._session is not None:
            await self._session.close()

    async def send(self, sender: str, recipient: str, text: str, callback: str) -> None:
        """Send a message; Twilio tells its fate to `callback`.

        Raises:
            Later, Doubtful, Never, Unable: it is not out, or nobody knows.
        """
        form = {"From": sender, "To": recipient, "Body": text, "StatusCallback": callback}
        status, answer = await self._ask("POST", "/Messages.json", form)
        if status == 201:
            return
        code = answer.get("code")
        if status == 429 or code == 63018:  # WhatsApp's own rate limit
            raise Later
        if not isinstance(code, int):
            raise Doubtful
        report("twilio.refused", level="WARNING", code=str(code), count=status)
        raise Unable if status in (401, 403) or code in _UNABLE else Later if status >= 500 else Never

    async def erase(self, sid: str) -> bool:
        """Ask for the text of a message to be erased. True when Twilio has done so, or has no such message.

        Raises:
            Later, Doubtful: it cannot be reached.
        """
        status, _ = await self._ask("POST", f"/Messages/{sid}.json", {"Body": ""})
        return status in (200, 404)

    async def look(self) -> tuple[int, Mapping[str, Any]]:
        """What Twilio says of the account: the HTTP status and the answer.

        Raises:
            Later, Doubtful: it cannot be reached.
        """
        return await self._ask("GET", ".json", None)

    async def _ask(self, method: str, path: str, form: Mapping[str, str] | None) -> tuple[int, Mapping[str, Any]]:
        if self._session is None:
            self._session = aiohttp.ClientSession(auth=self._auth, timeout=aiohttp.ClientTimeout(SECONDS))
        try:
            async with self._session.request(method, self._url + path, data=form, allow_redirects=False) as response:
                return response.status, _object(await response.content.read(_LONGEST_ANSWER))
        except aiohttp.ClientConnectorError:
            raise Later from None
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise Doubtful from None


def _object(raw: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(raw)
    except ValueError:
        return {}
    return found if isinstance(found, Mapping) else {}
