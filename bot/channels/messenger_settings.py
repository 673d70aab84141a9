"""Which messengers are served, over which numbers. Everything comes from the environment; secrets from files that it names.

An environment is inherited, dumped and shown by `ps e`: so it never holds a secret itself.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from services_directory.errors import FaroError

Environment = Mapping[str, str]
WHATSAPP_NUMBERS = "FARO_WHATSAPP_NUMBERS"
WHATSAPP_TOKEN = "FARO_WHATSAPP_TOKEN_FILE"
WHATSAPP_SECRET = "FARO_WHATSAPP_APP_SECRET_FILE"
WHATSAPP_VERIFY = "FARO_WHATSAPP_VERIFY_TOKEN_FILE"
WHATSAPP_URL = "FARO_WHATSAPP_GRAPH_URL"
TWILIO_NUMBERS = "FARO_TWILIO_NUMBERS"
TWILIO_ACCOUNT = "FARO_TWILIO_ACCOUNT_SID"
TWILIO_TOKEN = "FARO_TWILIO_AUTH_TOKEN_FILE"
TWILIO_URL = "FARO_TWILIO_API_URL"
PUBLIC_URL = "FARO_PUBLIC_URL"

_GRAPH = "https://graph.facebook.com/v26.0"
_TWILIO = "https://api.twilio.com"
_PHONE_ID = re.compile(r"[0-9]{5,25}")
_TWILIO_NUMBER = re.compile(r"(?:whatsapp:)?\+[0-9]{5,15}")
_ACCOUNT = re.compile(r"AC[0-9a-fA-F]{32}")
_URL = re.compile(r"https://[^\s/?#@]+(?:/[^\s?#]*)?|http://(?:127\.0\.0\.1|localhost)(?::[0-9]+)?(?:/[^\s?#]*)?")
_SHORTEST = 8


@dataclass(frozen=True, slots=True, repr=False)
class WhatsAppSettings:
    """Meta's Cloud API.

    Attributes:
        numbers: id of a phone number at Meta -> id of its city; None where people say their city themselves.
        token: access token of a system user; `app_secret` signs what Meta delivers; `verify_token` proves the address to Meta.
        graph_url: the Graph API with its version.
    """

    numbers: Mapping[str, str | None]
    token: str
    app_secret: str
    verify_token: str
    graph_url: str


@dataclass(frozen=True, slots=True, repr=False)
class TwilioSettings:
    """Twilio.

    Attributes:
        numbers: `whatsapp:+34…` or `+34…` (SMS) -> id of its city, or None.
        public_url: where Twilio finds this Faro; what it signs begins with it.
    """

    numbers: Mapping[str, str | None]
    account: str
    token: str
    public_url: str
    api_url: str


@dataclass(frozen=True, slots=True, repr=False)
class MessengerSettings:
    """The messengers that are set up; None each where it is not."""

    whatsapp: WhatsAppSettings | None = None
    twilio: TwilioSettings | None = None

    @classmethod
    def from_environment(cls, cities: Collection[str], environment: Environment = os.environ) -> MessengerSettings:
        """What is set.

        Args:
            cities: ids that a number may have.

        Raises:
            FaroError: a setting is missing or cannot be used; it is named, its value is not.
        """
        return cls(_whatsapp(cities, environment), _twilio(cities, environment))


def _whatsapp(cities: Collection[str], environment: Environment) -> WhatsAppSettings | None:
    if not environment.get(WHATSAPP_NUMBERS):
        return None
    return WhatsAppSettings(
        _numbers(WHATSAPP_NUMBERS, _PHONE_ID, "an id of a phone number (digits, not the number itself)", cities, environment),
        _secret(WHATSAPP_TOKEN, environment),
        _secret(WHATSAPP_SECRET, environment),
        _secret(WHATSAPP_VERIFY, environment),
        _url(WHATSAPP_URL, environment, _GRAPH),
    )


def _twilio(cities: Collection[str], environment: Environment) -> TwilioSettings | None:
    if not environment.get(TWILIO_NUMBERS):
        return None
    account = environment.get(TWILIO_ACCOUNT, "")
    if not _ACCOUNT.fullmatch(account):
        raise FaroError(f"{TWILIO_ACCOUNT}: must be the account's SID (AC and 32 hex digits)")
    return TwilioSettings(
        _numbers(TWILIO_NUMBERS, _TWILIO_NUMBER, "whatsapp:+34… or +34…", cities, environment),
        account,
        _secret(TWILIO_TOKEN, environment),
        _url(PUBLIC_URL, environment, None),
        _url(TWILIO_URL, environment, _TWILIO),
    )


def _numbers(
    name: str, form: re.Pattern[str], meant: str, cities: Collection[str], environment: Environment
) -> dict[str, str | None]:
    """`number=city,number=city`; a number without a city serves all of them."""
    found: dict[str, str | None] = {}
    for part in filter(None, (part.strip() for part in environment[name].split(","))):
        number, _, city = part.partition("=")
        if not form.fullmatch(number):
            raise FaroError(f"{name}: each entry must be NUMBER or NUMBER=CITY, NUMBER being {meant}")
        if number in found:
            raise FaroError(f"{name}: a number stands there twice")
        if city and city not in cities:
            raise FaroError(f"{name}: no such city; the cities are {', '.join(sorted(cities))}")
        found[number] = city or None
    if not found:
        raise FaroError(f"{name}: names no number")
    return found


def _secret(name: str, environment: Environment) -> str:
    file = environment.get(name)
    if not file:
        raise FaroError(f"{name}: is not set; name a file that holds the secret and nothing else (docs/whatsapp.md)")
    try:
        secret = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise FaroError(f"{name}: the file cannot be read ({type(error).__name__})") from None
    if len(secret) < _SHORTEST or not secret.isprintable() or " " in secret:
        raise FaroError(f"{name}: the file must hold one secret of at least {_SHORTEST} characters")
    return secret


def _url(name: str, environment: Environment, default: str | None) -> str:
    url = environment.get(name) or default
    if not url:
        raise FaroError(f"{name}: is not set; give the address under which the world reaches this Faro (https://…)")
    if not _URL.fullmatch(url):
        raise FaroError(f"{name}: must begin with https:// and hold no question mark (http:// only for this machine)")
    return url.rstrip("/")
