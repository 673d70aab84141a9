"""`faro whatsapp check`: what is missing or wrong before somebody writes. It shows no secret and sends no message."""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import aiohttp

from bot.channels import twilio, whatsapp
from bot.channels.deliveries import Doubtful, Later
from bot.channels.graph import GraphApi
from bot.channels.messenger_settings import (
    PUBLIC_URL,
    TWILIO_ACCOUNT,
    TWILIO_NUMBERS,
    TWILIO_TOKEN,
    WHATSAPP_NUMBERS,
    WHATSAPP_TOKEN,
    WHATSAPP_VERIFY,
    MessengerSettings,
    TwilioSettings,
    WhatsAppSettings,
)
from bot.channels.twilio_api import TwilioApi
from services_directory.errors import FaroError

_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `text` names the setting and, where it is wrong, the mend."""

    right: bool
    text: str


async def check(cities: Collection[str], environment: Mapping[str, str] = os.environ) -> list[Finding]:
    """Look at everything that is set up.

    Args:
        cities: ids that a number may have.
    """
    try:
        settings = MessengerSettings.from_environment(cities, environment)
    except FaroError as error:
        return [Finding(False, str(error))]
    if settings.whatsapp is None and settings.twilio is None:
        return [Finding(False, f"no messenger is set up: set {WHATSAPP_NUMBERS} or {TWILIO_NUMBERS} (docs/whatsapp.md)")]
    public_url = environment.get(PUBLIC_URL, "").rstrip("/")
    found = await _whatsapp(settings.whatsapp, public_url) if settings.whatsapp else []
    return found + (await _twilio(settings.twilio) if settings.twilio else [])


async def _whatsapp(settings: WhatsAppSettings, public_url: str) -> list[Finding]:
    graph = GraphApi(settings.graph_url, settings.token)
    try:
        found = [await _number(graph, number, city) for number, city in settings.numbers.items()]
    finally:
        await graph.close()
    if not public_url:
        return [*found, Finding(False, f"{PUBLIC_URL}: is not set, so it cannot be seen whether Meta reaches the webhook")]
    return [*found, await _webhook(settings, public_url)]


async def _number(graph: GraphApi, number: str, city: str | None) -> Finding:
    served = f"{WHATSAPP_NUMBERS}: {number} ({city or 'all cities'})"
    try:
        status, answer = await graph.look(number)
    except (Later, Doubtful):
        return Finding(False, f"{served}: the Graph API cannot be reached from here")
    if status == 401 or (status == 400 and _code(answer) == 190):
        return Finding(False, f"{WHATSAPP_TOKEN}: Meta does not take the token; make a new one for the system user")
    if status != 200:
        return Finding(False, f"{served}: Meta knows no such number for this token (answer {status}); look up its id")
    if answer.get("status") not in (None, "CONNECTED"):
        return Finding(False, f"{served}: the number is not connected; register it in the WhatsApp Manager")
    return Finding(True, f"{served}: connected")


async def _webhook(settings: WhatsAppSettings, public_url: str) -> Finding:
    """Ask our own webhook from outside, as Meta does when it is subscribed."""
    challenge = secrets.token_hex(8)
    query = {"hub.mode": "subscribe", "hub.verify_token": settings.verify_token, "hub.challenge": challenge}
    address = f"{public_url}{whatsapp.ADDRESS}"
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(_SECONDS)) as session,
            session.get(address, params=query, allow_redirects=False) as response,
        ):
            right = response.status == 200 and await response.text() == challenge
            status = response.status
    except (aiohttp.ClientError, TimeoutError, OSError):
        return Finding(False, f"{PUBLIC_URL}: nothing answers at {address}; is faro up, and does the proxy pass it on?")
    if status == 403:
        return Finding(False, f"{WHATSAPP_VERIFY}: the running Faro has another token; restart it")
    if not right:
        return Finding(False, f"{PUBLIC_URL}: what answers at {address} is not this Faro (answer {status})")
    return Finding(True, f"{PUBLIC_URL}: the webhook answers at {address}; give Meta this address")


async def _twilio(settings: TwilioSettings) -> list[Finding]:
    api = TwilioApi(settings.api_url, settings.account, settings.token)
    try:
        status, answer = await api.look()
    except (Later, Doubtful):
        return [Finding(False, f"{TWILIO_ACCOUNT}: Twilio cannot be reached from here")]
    finally:
        await api.close()
    if status != 200:
        return [Finding(False, f"{TWILIO_ACCOUNT}, {TWILIO_TOKEN}: Twilio does not take them together (answer {status})")]
    if answer.get("status") != "active":
        return [Finding(False, f"{TWILIO_ACCOUNT}: the account is not active")]
    address = f"{settings.public_url}{twilio.ADDRESS}"
    return [
        Finding(
            True, f"{TWILIO_ACCOUNT}: active; give Twilio the address {address} (POST) for {len(settings.numbers)} number(s)"
        )
    ]


def _code(answer: Mapping[str, object]) -> object:
    error = answer.get("error")
    return error.get("code") if isinstance(error, Mapping) else None
